// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The catalog on disk: <data-dir>/catalog.sqlite, its backups beside it. Synchronous; lives on the one thread
// that called load() (StoreThread's). What commit() has returned for survives kill -9 and power loss. A
// damaged file is set aside and the newest good backup takes its place; a file of a newer program is not
// touched. Measurements do not live here.

#include "backend/model/settings.h"
#include "backend/store/backups.h"
#include "backend/store/catalogwriter.h"
#include "backend/store/changeset.h"
#include "backend/store/failureinjection.h"

#include <memory>
#include <optional>
#include <string>

namespace portolan::store {

struct StoreOptions {
    std::string dataDirectory;
    /// Whether to begin with nothing when the catalog is damaged and there is no good backup.
    model::EmptyStart emptyStart = model::EmptyStart::Refused;
    FailureInjection* failures = nullptr;  ///< for tests
};

class CatalogStore {
  public:
    /// `clock` must outlive the store.
    CatalogStore(StoreOptions options, const base::Clock& clock);
    ~CatalogStore();

    /// Opens the file, making it when there is none, and reads all of it. Call once, before the others.
    /// Errors: store.newer, store.damaged (no good backup and EmptyStart::Refused; the file stays where it
    /// is), store.full, store.failed. The loaded catalog carries a notice when it is not what was saved last.
    [[nodiscard]] base::Result<LoadedCatalog> load();

    /// One transaction. On an error nothing has changed. Errors: store.full, store.failed, store.corrupt.
    /// When the disk's answer to COMMIT is in doubt, the file is asked what it holds.
    [[nodiscard]] base::Result<void> commit(const ChangeSet& changes);

    /// Moves the write-ahead log into the database when it has grown; between commits, so that none waits.
    void checkpointIfDue();

    /// Makes today's backup unless the newest one is of this revision. Errors: store.backup.
    [[nodiscard]] base::Result<void> backUp();

  private:
    [[nodiscard]] base::Result<LoadedCatalog> openAndRead(const std::string& path);
    [[nodiscard]] base::Result<LoadedCatalog> recover(const base::Error& damage);
    [[nodiscard]] base::Result<LoadedCatalog> restore(const BackupFile& backup, const base::Error& damage);
    [[nodiscard]] base::Result<void> writeAndCommit(const ChangeSet& changes, bool& inDoubt);
    [[nodiscard]] base::Result<void> fail(CommitStage stage);
    void close();

    StoreOptions m_options;
    const base::Clock& m_clock;
    std::string m_path;
    Backups m_backups;
    std::unique_ptr<Database> m_database;
    std::optional<CatalogWriter> m_writer;
    unsigned m_commitsSinceCheckpoint = 0;
};

}  // namespace portolan::store
