// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the load generators share of the socket interface: plain descriptors, one epoll set per generator. All
// calls block as loopback lets them (a connect there is done when it returns). Errors are a descriptor of -1.

#include "backend/base/ipaddress.h"

#include <cstdint>
#include <sys/epoll.h>

namespace portolan::bench {

/// Lets this process and those it starts have as many descriptors as the hard limit allows.
void raiseDescriptorLimit();

/// A connected TCP socket without Nagle's delay. `source` 0 leaves the choice of the own address to the
/// kernel; n > 0 is the n-th address of `network`, a /24 of loopback: 127.0.NETWORK.n.
[[nodiscard]] int connectTcp(const base::SocketAddress& server, unsigned source = 0, unsigned network = 0);
/// A UDP socket that is connected to `server`, does not block and has room for bursts of replies.
[[nodiscard]] int connectUdp(const base::SocketAddress& server, unsigned source = 0, unsigned network = 0);
/// A socket that listens on a free port of 127.0.0.1, and does not block.
[[nodiscard]] int listenTcp(std::uint16_t& port);

void withoutDelay(int socket);
/// Adds the descriptor to the epoll set.
void watch(int poller, int descriptor, std::uint64_t data, std::uint32_t events = EPOLLIN);
/// Changes what an added descriptor waits for.
void rewatch(int poller, int descriptor, std::uint64_t data, std::uint32_t events);
/// Takes the descriptor out of the epoll set first: a child that is just being started may still hold it
/// open, and then closing alone would leave it there.
void closeWatched(int poller, int descriptor);

}  // namespace portolan::bench
