// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The dated copies of the catalog in <data-dir>/backups: catalog-2026-11-23-r17.sqlite holds revision 17. One
// per day is kept, of the last seven days with a change. Also how files change places when the catalog turns
// out to be damaged, so that at each moment a catalog.sqlite exists. On the thread of the store.

#include "backend/base/clock.h"
#include "backend/store/database.h"

#include <cstdint>
#include <string>
#include <vector>

namespace portolan::store {

struct BackupFile {
    std::string path;
    std::string date;  ///< "2026-11-23"
    std::uint64_t revision = 0;
};

class Backups {
  public:
    static constexpr std::size_t kept = 7;

    explicit Backups(std::string directory) : m_directory(std::move(directory)) {}

    /// Newest (highest revision) first.
    [[nodiscard]] std::vector<BackupFile> list() const;

    /// Copies the database as it is into today's backup, unless the newest backup has this revision already.
    /// Costs one pass over the file; readers and writers go on meanwhile. Errors: store.backup.
    [[nodiscard]] base::Result<void> make(Database& database, std::uint64_t revision,
                                          base::SystemTime today) const;

  private:
    void prune() const;

    std::string m_directory;
};

/// "2026-11-23" in UTC.
[[nodiscard]] std::string dateOf(base::SystemTime time);

/// Moves a damaged database out of the way, as <path>.damaged-<date>, and `replacement` to its place (nothing
/// when empty). Returns where the damaged file is. Errors: store.failed.
[[nodiscard]] base::Result<std::string> setAside(const std::string& path, const std::string& replacement,
                                                 base::SystemTime today);

}  // namespace portolan::store
