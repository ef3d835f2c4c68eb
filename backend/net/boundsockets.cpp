// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/net/boundsockets.h"

#include "backend/net/portholder.h"
#include "backend/net/socketaddress.h"

#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <sys/socket.h>
#include <utility>

namespace portolan::net {

namespace {

constexpr int backlog = 4096;
constexpr int keepAliveIdleSeconds = 60;
constexpr int keepAliveIntervalSeconds = 20;
constexpr int keepAliveProbes = 5;
// Attempts to find a port that is free for UDP and TCP both.
constexpr int pairAttempts = 50;

enum class Sharing : std::uint8_t { Alone, WithWorkers };

std::string_view nameOf(Transport transport) {
    return transport == Transport::Tcp ? "TCP" : "UDP";
}

base::Error failure(Transport transport, const base::SocketAddress& address, int error) {
    base::Error result;
    const std::string where = std::string(nameOf(transport)) + " " + address.toString();
    result.params = {{"address", address.toString()},
                     {"protocol", transport == Transport::Tcp ? "tcp" : "udp"},
                     {"errno", std::to_string(error)}};
    if (error == EADDRINUSE) {
        result.code = "listen.in_use";
        result.message = where + " is in use by another program";
        if (const auto holder = findPortHolder(transport, address); holder && holder->pid != 0) {
            result.message += ": " + holder->name + " (process " + std::to_string(holder->pid) + ")";
            result.params.emplace_back("holder", holder->name);
            result.params.emplace_back("pid", std::to_string(holder->pid));
        }
    } else if (error == EACCES || error == EPERM) {
        result.code = "listen.not_permitted";
        result.message = where + " needs the right to bind ports below 1024";
    } else if (error == EADDRNOTAVAIL) {
        result.code = "listen.no_such_address";
        result.message = where + " is not an address of this host";
    } else {
        result.code = "listen.failed";
        result.message = where + " cannot be listened on: " + std::strerror(error);
    }
    return result;
}

void setOption(int fd, int level, int option, int value = 1) {
    setsockopt(fd, level, option, &value, sizeof value);
}

/// A bound socket, or an invalid descriptor with errno set.
FileDescriptor bindOne(Transport transport, const base::SocketAddress& address, Sharing sharing) {
    sockaddr_storage storage;
    const socklen_t length = address.address.toSocketAddress(storage, address.port);
    const int type = transport == Transport::Tcp ? SOCK_STREAM : SOCK_DGRAM;
    FileDescriptor fd(::socket(storage.ss_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!fd.isValid())
        return fd;
    if (!address.address.isV4())
        setOption(fd.value(), IPPROTO_IPV6, IPV6_V6ONLY);
    if (transport == Transport::Tcp) {
        // Connections in TIME_WAIT do not count as holders of the port. Those accepted inherit the rest,
        // which finds peers that vanished within three minutes: silent streams and tunnels hear of it no
        // other way.
        setOption(fd.value(), SOL_SOCKET, SO_REUSEADDR);
        setOption(fd.value(), IPPROTO_TCP, TCP_NODELAY);
        setOption(fd.value(), SOL_SOCKET, SO_KEEPALIVE);
        setOption(fd.value(), IPPROTO_TCP, TCP_KEEPIDLE, keepAliveIdleSeconds);
        setOption(fd.value(), IPPROTO_TCP, TCP_KEEPINTVL, keepAliveIntervalSeconds);
        setOption(fd.value(), IPPROTO_TCP, TCP_KEEPCNT, keepAliveProbes);
    }
    if (sharing == Sharing::WithWorkers)
        setOption(fd.value(), SOL_SOCKET, SO_REUSEPORT);
    if (::bind(fd.value(), reinterpret_cast<const sockaddr*>(&storage), length) != 0) {
        const int error = errno;
        fd.reset();
        errno = error;
    }
    return fd;
}

/// 0, or the errno of the first failure. On success `out` holds `count` sockets on one address; none listens
/// yet.
int bindSet(Transport transport, const base::SocketAddress& address, std::size_t count, BoundSockets& out) {
    if (address.port != 0) {
        const FileDescriptor probe = bindOne(transport, address, Sharing::Alone);
        if (!probe.isValid())
            return errno;
        // Two listeners may share an address through SO_REUSEADDR until one of them listens.
        if (transport == Transport::Tcp && ::listen(probe.value(), 1) != 0)
            return errno;
    }
    out = {.address = address, .sockets = {}};
    for (std::size_t i = 0; i < count; ++i) {
        FileDescriptor fd = bindOne(transport, out.address, Sharing::WithWorkers);
        if (!fd.isValid())
            return errno;
        if (i == 0)
            out.address = boundAddressOf(fd.value());
        out.sockets.push_back(std::move(fd));
    }
    return 0;
}

int startListening(const BoundSockets& set) {
    for (const FileDescriptor& fd : set.sockets)
        if (::listen(fd.value(), backlog) != 0)
            return errno;
    return 0;
}

}  // namespace

base::Result<BoundSockets> bindSockets(Transport transport, const base::SocketAddress& address,
                                       std::size_t count) {
    BoundSockets set;
    int error = bindSet(transport, address, count, set);
    if (error == 0 && transport == Transport::Tcp)
        error = startListening(set);
    if (error != 0) {
        set.sockets.clear();
        return failure(transport, address, error);
    }
    return set;
}

base::Result<BoundPair> bindUdpAndTcp(const base::SocketAddress& address, std::size_t count) {
    const int attempts = address.port == 0 ? pairAttempts : 1;
    for (int attempt = 1;; ++attempt) {
        auto udp = bindSockets(Transport::Udp, address, count);
        if (!udp)
            return std::move(udp).error();
        auto tcp = bindSockets(Transport::Tcp, udp->address, count);
        if (tcp)
            return BoundPair{std::move(udp).value(), std::move(tcp).value()};
        if (attempt >= attempts)
            return std::move(tcp).error();
    }
}

}  // namespace portolan::net
