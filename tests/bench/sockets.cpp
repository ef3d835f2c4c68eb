// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/sockets.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace portolan::bench {

namespace {

/// Binds to 127.0.NETWORK.SOURCE, and leaves the port to connect(), which may share it between peers.
void bindSource(int made, unsigned source, unsigned network) {
    const int yes = 1;
    setsockopt(made, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(0x7f000000 | (network & 0xff) << 8 | (source & 0xff));
    (void)bind(made, reinterpret_cast<const sockaddr*>(&name), sizeof name);
}

int connected(int made, const base::SocketAddress& server, unsigned source, unsigned network) {
    if (source > 0)
        bindSource(made, source, network);
    sockaddr_storage target{};
    const socklen_t length = server.address.toSocketAddress(target, server.port);
    if (connect(made, reinterpret_cast<const sockaddr*>(&target), length) == 0)
        return made;
    close(made);
    return -1;
}

}  // namespace

void raiseDescriptorLimit() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

int connectTcp(const base::SocketAddress& server, unsigned source, unsigned network) {
    const int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    withoutDelay(made);
    return connected(made, server, source, network);
}

int connectUdp(const base::SocketAddress& server, unsigned source, unsigned network) {
    const int made = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int room = 4 * 1024 * 1024;
    setsockopt(made, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    return connected(made, server, source, network);
}

int listenTcp(std::uint16_t& port) {
    const int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof name;
    bind(made, reinterpret_cast<const sockaddr*>(&name), length);
    listen(made, 4096);
    getsockname(made, reinterpret_cast<sockaddr*>(&name), &length);
    port = ntohs(name.sin_port);
    return made;
}

void withoutDelay(int socket) {
    const int yes = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

void watch(int poller, int descriptor, std::uint64_t data, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.u64 = data;
    epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event);
}

void rewatch(int poller, int descriptor, std::uint64_t data, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.u64 = data;
    epoll_ctl(poller, EPOLL_CTL_MOD, descriptor, &event);
}

void closeWatched(int poller, int descriptor) {
    epoll_ctl(poller, EPOLL_CTL_DEL, descriptor, nullptr);
    close(descriptor);
}

}  // namespace portolan::bench
