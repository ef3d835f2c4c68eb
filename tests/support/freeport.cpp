// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/freeport.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace portolan::support {

namespace {

/// Binds as servers do; the port that was bound, the kernel's choice if `port` is 0; 0 if it is taken.
std::uint16_t bindablePort(int type, std::uint16_t port) {
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    name.sin_port = htons(port);
    socklen_t size = sizeof name;
    const int descriptor = socket(AF_INET, type | SOCK_CLOEXEC, 0);
    const int yes = 1;
    if (type == SOCK_STREAM)
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    const bool isBound = bind(descriptor, reinterpret_cast<const sockaddr*>(&name), size) == 0 &&
                         (type != SOCK_STREAM || listen(descriptor, 1) == 0) &&
                         getsockname(descriptor, reinterpret_cast<sockaddr*>(&name), &size) == 0;
    close(descriptor);
    return isBound ? ntohs(name.sin_port) : std::uint16_t{0};
}

}  // namespace

bool isFreePort(std::uint16_t port) {
    return bindablePort(SOCK_STREAM, port) != 0 && bindablePort(SOCK_DGRAM, port) != 0;
}

std::uint16_t freePort() {
    constexpr int attempts = 1000;
    for (int i = 0; i < attempts; ++i) {
        const std::uint16_t port = bindablePort(SOCK_DGRAM, 0);
        if (port != 0 && isFreePort(port))
            return port;
    }
    return 0;
}

}  // namespace portolan::support
