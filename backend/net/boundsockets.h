// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Opening the sockets of a listener: one per worker for one address, with SO_REUSEPORT, so that the kernel
// spreads connections and datagrams over the workers. Called on the control side (it may read /proc to say
// who holds a port); the descriptors then travel to the workers, where TcpAcceptor and UdpSocket take them
// over. SO_REUSEPORT would hide a foreign holder of the port that has set it too, so each set is first bound
// once without.

#include "backend/base/ipaddress.h"
#include "backend/base/result.h"
#include "backend/net/filedescriptor.h"

#include <cstdint>
#include <vector>

namespace portolan::net {

enum class Transport : std::uint8_t { Tcp, Udp };

/// Non-blocking sockets that are all bound to `address`; the TCP ones listen, with a backlog of 4096.
struct BoundSockets {
    base::SocketAddress address;  ///< with the real port
    std::vector<FileDescriptor> sockets;
};

struct BoundPair {
    BoundSockets udp;
    BoundSockets tcp;  ///< the same address and port
};

/// Port 0 gives the whole set one free port. Errors, with params address, errno and, where it can be known,
/// holder and pid: listen.in_use, listen.not_permitted (a port below 1024 without the capability),
/// listen.no_such_address, listen.failed.
[[nodiscard]] base::Result<BoundSockets> bindSockets(Transport transport, const base::SocketAddress& address,
                                                     std::size_t count);

/// The same for UDP and TCP on one port, as DNS needs it. Port 0 tries until a port is free for both.
[[nodiscard]] base::Result<BoundPair> bindUdpAndTcp(const base::SocketAddress& address, std::size_t count);

}  // namespace portolan::net
