// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The lock of a data directory: one running backend per directory. A flock on <data-dir>/lock, which the
// kernel lets go of however the process ends; the file holds the pid for the message to a second instance.
// Taken by app/ before anything in the directory is opened, kept until the end. A value that moves.

#include "backend/base/result.h"

#include <string>

namespace portolan::platform {

class DataDirectoryLock {
  public:
    /// Makes the directory (0700) if it is missing. Errors: lock.held (params: pid, if known, and path),
    /// lock.failed.
    [[nodiscard]] static base::Result<DataDirectoryLock> acquire(const std::string& dataDirectory);

    DataDirectoryLock(DataDirectoryLock&& other) noexcept;
    DataDirectoryLock& operator=(DataDirectoryLock&& other) noexcept;
    ~DataDirectoryLock();

  private:
    explicit DataDirectoryLock(int fd) : m_fd(fd) {}

    int m_fd = -1;
};

}  // namespace portolan::platform
