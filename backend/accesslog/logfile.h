// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A file of lines that only grows, up to a size: then it becomes FILE.1, the one before FILE.2 and so on, and
// the oldest is removed. Opened again by reopen() after another program has moved it away. What cannot be
// written (disk full, no such folder) is lost and said to the caller, never a torn line; the next write tries
// again. One thread.

#include "backend/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace portolan::accesslog {

class LogFile {
  public:
    /// `sizeLimit` in bytes; `kept` is how many older files stay.
    LogFile(std::string path, std::uint64_t sizeLimit, unsigned kept)
        : m_path(std::move(path)), m_sizeLimit(sizeLimit), m_kept(kept) {}
    ~LogFile();
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;

    /// Writes whole lines, in one go where the system can. Errors: accesslog.write. Then `lines` is without
    /// what was written: it begins with the first line that was not.
    [[nodiscard]] base::Result<void> write(std::string_view& lines);

    void reopen();

  private:
    [[nodiscard]] base::Result<void> open();
    [[nodiscard]] base::Error failure(const char* what, int error) const;
    void rotate();
    void close();
    [[nodiscard]] bool keepWholeLines(std::string_view& lines, std::size_t written);

    const std::string m_path;
    const std::uint64_t m_sizeLimit;
    const unsigned m_kept;
    int m_fd = -1;
    std::uint64_t m_size = 0;
};

}  // namespace portolan::accesslog
