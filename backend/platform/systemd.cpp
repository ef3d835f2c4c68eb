// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/platform/systemd.h"

#include "backend/base/logging.h"

#include <cstddef>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace portolan::platform {

ServiceManager::ServiceManager(const Environment& environment) {
    const std::string path = environment.value("NOTIFY_SOCKET").value_or("");
    if (!path.empty() && (path.front() == '/' || path.front() == '@') &&
        path.size() < sizeof(sockaddr_un::sun_path))
        m_socketPath = path;
}

void ServiceManager::ready(std::string_view status) const {
    send("READY=1\nSTATUS=" + std::string(status) + "\nMAINPID=" + std::to_string(getpid()));
}

void ServiceManager::stopping(std::string_view status) const {
    send("STOPPING=1\nSTATUS=" + std::string(status));
}

void ServiceManager::status(std::string_view status) const {
    send("STATUS=" + std::string(status));
}

void ServiceManager::send(const std::string& lines) const {
    if (m_socketPath.empty())
        return;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, m_socketPath.data(), m_socketPath.size());
    if (address.sun_path[0] == '@')
        address.sun_path[0] = '\0';
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + m_socketPath.size());
    const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    if (::sendto(fd, lines.data(), lines.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address),
                 length) < 0)
        qCWarning(base::logRuntime, "could not notify the service manager: %s", std::strerror(errno));
    ::close(fd);
}

}  // namespace portolan::platform
