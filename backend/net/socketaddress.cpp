// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/net/socketaddress.h"

#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>

namespace portolan::net {

base::SocketAddress socketAddressOf(const sockaddr& address) {
    base::SocketAddress result{base::IpAddress::fromSocketAddress(&address), 0};
    if (address.sa_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, &address, sizeof in);
        result.port = ntohs(in.sin_port);
    } else if (address.sa_family == AF_INET6) {
        sockaddr_in6 in{};
        std::memcpy(&in, &address, sizeof in);
        result.port = ntohs(in.sin6_port);
    }
    return result;
}

base::SocketAddress boundAddressOf(int fd) {
    sockaddr_storage storage{};
    socklen_t length = sizeof storage;
    auto* const address = reinterpret_cast<sockaddr*>(&storage);
    if (getsockname(fd, address, &length) != 0)
        return {};
    return socketAddressOf(*address);
}

}  // namespace portolan::net
