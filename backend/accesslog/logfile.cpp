// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/accesslog/logfile.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace portolan::accesslog {

LogFile::~LogFile() {
    close();
}

void LogFile::close() {
    if (m_fd >= 0)
        ::close(m_fd);
    m_fd = -1;
}

void LogFile::reopen() {
    close();
}

base::Error LogFile::failure(const char* what, int error) const {
    return {"accesslog.write",
            "The access log " + m_path + " cannot be " + what + ": " + std::strerror(error) + ".",
            "",
            {{"path", m_path}}};
}

base::Result<void> LogFile::open() {
    // The group may read it: clients' addresses are nobody else's business.
    constexpr mode_t mode = 0640;
    m_fd = ::open(m_path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, mode);
    if (m_fd < 0)
        return failure("opened", errno);
    struct stat status {};
    m_size = fstat(m_fd, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
    return {};
}

base::Result<void> LogFile::write(std::string_view& lines) {
    if (m_fd >= 0 && m_size > 0 && m_size + lines.size() > m_sizeLimit)
        rotate();
    if (m_fd < 0)
        PORTOLAN_CHECK(open());
    while (!lines.empty()) {
        const ssize_t written = ::write(m_fd, lines.data(), lines.size());
        const int error = errno;
        if (written < 0 && error == EINTR)
            continue;
        if (written < 0) {
            const base::Error why = failure("written", error);
            close();
            return why;
        }
        const auto size = static_cast<std::size_t>(written);
        if (size == lines.size()) {
            m_size += size;
            lines = {};
        } else if (!keepWholeLines(lines, size)) {
            close();
            return failure("written", ENOSPC);
        }
    }
    return {};
}

/// After a write that was cut short: only whole lines stay in the file, so that the next write begins a line.
/// False if there was not one.
bool LogFile::keepWholeLines(std::string_view& lines, std::size_t written) {
    const std::size_t end = lines.substr(0, written).rfind('\n');
    const std::size_t whole = end == std::string_view::npos ? 0 : end + 1;
    m_size += whole;
    lines.remove_prefix(whole);
    [[maybe_unused]] const int cut = ftruncate(m_fd, static_cast<off_t>(m_size));
    return whole > 0;
}

/// Errors are left to the write that follows: at worst the file grows beyond its size.
void LogFile::rotate() {
    const auto nameOf = [this](unsigned age) {
        return age == 0 ? m_path : m_path + "." + std::to_string(age);
    };
    for (unsigned age = m_kept; age > 0; --age)
        [[maybe_unused]] const int moved = std::rename(nameOf(age - 1).c_str(), nameOf(age).c_str());
    if (m_kept == 0) [[maybe_unused]]
        const int removed = std::remove(m_path.c_str());
    close();
}

}  // namespace portolan::accesslog
