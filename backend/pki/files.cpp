// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/pki/files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace portolan::pki {

namespace {

constexpr mode_t ownerOnly = 0600;
constexpr mode_t forOthers = 0077;

base::Error fileError(std::string code, const std::string& path, const std::string& what,
                      const std::string& reason) {
    return {std::move(code), "The file " + path + " " + what + ".", "", {{"path", path}, {"reason", reason}}};
}

base::Error unreadable(const std::string& path, const std::string& reason) {
    return fileError("file.unreadable", path, "cannot be read (" + reason + ")", reason);
}

base::Error notWritten(const std::string& path, const std::string& reason) {
    return fileError("file.not_written", path, "cannot be written (" + reason + ")", reason);
}

/// A descriptor that is closed when it goes.
class Descriptor {
  public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    ~Descriptor() {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int value() const { return m_fd; }

  private:
    int m_fd;
};

bool writeAll(int fd, std::string_view content) {
    while (!content.empty()) {
        const ssize_t written = ::write(fd, content.data(), content.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

std::optional<FileStamp> stampOf(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        return std::nullopt;
    constexpr std::int64_t nanoseconds = 1'000'000'000;
    return FileStamp{status.st_mtim.tv_sec * nanoseconds + status.st_mtim.tv_nsec,
                     static_cast<std::uint64_t>(status.st_size), status.st_ino, status.st_dev};
}

base::Result<std::string> readFile(const std::string& path, std::size_t largest) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.value() < 0 && errno == ENOENT)
        return fileError("file.missing", path, "is not there", "missing");
    struct stat status {};
    if (file.value() < 0 || ::fstat(file.value(), &status) != 0)
        return unreadable(path, std::strerror(errno));
    if (!S_ISREG(status.st_mode))
        return unreadable(path, "it is no file");
    // One byte more than there should be, to see whether there is more.
    std::string content(std::min(static_cast<std::size_t>(status.st_size), largest) + 1, '\0');
    std::size_t size = 0;
    while (size < content.size()) {
        const ssize_t got = ::read(file.value(), content.data() + size, content.size() - size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return unreadable(path, std::strerror(errno));
        if (got == 0)
            break;
        size += static_cast<std::size_t>(got);
    }
    if (size > largest)
        return fileError("file.too_large", path, "is too large for what it should be", "size");
    content.resize(size);
    return content;
}

base::Result<void> writeFile(const std::string& path, std::string_view content) {
    const std::string partial = path + ".partial";
    ::unlink(partial.c_str());
    {
        const Descriptor file(
            ::open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, ownerOnly));
        if (file.value() < 0)
            return notWritten(path, std::strerror(errno));
        if (!writeAll(file.value(), content) || ::fsync(file.value()) != 0) {
            const std::string reason = std::strerror(errno);
            ::unlink(partial.c_str());
            return notWritten(path, reason);
        }
    }
    if (::rename(partial.c_str(), path.c_str()) != 0) {
        const std::string reason = std::strerror(errno);
        ::unlink(partial.c_str());
        return notWritten(path, reason);
    }
    if (!syncFolder(std::filesystem::path(path).parent_path().string()))
        return notWritten(path, std::strerror(errno));
    return {};
}

base::Result<void> makePrivateFolder(const std::string& path) {
    std::error_code failure;
    std::filesystem::create_directories(path, failure);
    if (!failure)
        std::filesystem::permissions(path, std::filesystem::perms::owner_all, failure);
    if (failure)
        return notWritten(path, failure.message());
    return {};
}

Exposure closeToOthers(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0 || (status.st_mode & forOthers) == 0)
        return Exposure::None;
    return ::chmod(path.c_str(), ownerOnly) == 0 ? Exposure::Closed : Exposure::Open;
}

bool syncFolder(const std::string& path) {
    const Descriptor folder(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY));
    return folder.value() >= 0 && ::fsync(folder.value()) == 0;
}

}  // namespace portolan::pki
