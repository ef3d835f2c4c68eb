// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/platform/datadirectorylock.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace portolan::platform {

namespace {

base::Error failed(const std::string& path, const std::string& why) {
    return {"lock.failed",
            "The data directory cannot be used: " + path + ": " + why +
                ". Make it writable, or name another with --data-dir.",
            "data-dir",
            {{"path", path}, {"why", why}}};
}

/// The pid that the holder has written; 0 when it has not come to that yet.
long holderIn(int fd) {
    std::array<char, 32> text{};
    const ssize_t length = ::pread(fd, text.data(), text.size(), 0);
    long pid = 0;
    if (length > 0)
        std::from_chars(text.data(), text.data() + length, pid);
    return pid;
}

base::Error held(const std::string& dataDirectory, long pid) {
    const std::string holder = pid > 0 ? "process " + std::to_string(pid) : std::string("another process");
    base::Error error{"lock.held",
                      "Another Portolan (" + holder + ") works in " + dataDirectory +
                          ": stop it, or name another directory with --data-dir.",
                      "data-dir",
                      {{"path", dataDirectory}}};
    if (pid > 0)
        error.params.emplace_back("pid", std::to_string(pid));
    return error;
}

}  // namespace

base::Result<DataDirectoryLock> DataDirectoryLock::acquire(const std::string& dataDirectory) {
    std::error_code error;
    const bool isNew = std::filesystem::create_directories(dataDirectory, error);
    if (error)
        return failed(dataDirectory, error.message());
    if (isNew)
        std::filesystem::permissions(dataDirectory, std::filesystem::perms::owner_all, error);
    const std::string path = (std::filesystem::path(dataDirectory) / "lock").string();
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return failed(path, std::strerror(errno));
    DataDirectoryLock lock(fd);
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            return failed(path, std::strerror(errno));
        return held(dataDirectory, holderIn(fd));
    }
    const std::string pid = std::to_string(getpid()) + "\n";
    if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, pid.data(), pid.size(), 0) < 0)
        return failed(path, std::strerror(errno));
    return lock;
}

DataDirectoryLock::DataDirectoryLock(DataDirectoryLock&& other) noexcept
    : m_fd(std::exchange(other.m_fd, -1)) {}

DataDirectoryLock& DataDirectoryLock::operator=(DataDirectoryLock&& other) noexcept {
    std::swap(m_fd, other.m_fd);
    return *this;
}

DataDirectoryLock::~DataDirectoryLock() {
    if (m_fd >= 0)
        ::close(m_fd);
}

}  // namespace portolan::platform
