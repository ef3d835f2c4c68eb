// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/httpload.h"

#include "tests/bench/sockets.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <utility>

namespace portolan::bench {

namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t readSize = 256 * 1024;
constexpr std::size_t idlePerSource = 200;  ///< idle connections from one address of loopback

bool sendAll(int socket, std::string_view bytes) {
    return send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

/// One request and its whole reply, which must be a 200.
bool isAnswered(int socket, std::string_view bytes) {
    if (!sendAll(socket, bytes))
        return false;
    std::string reply;
    std::array<char, 4096> buffer{};
    for (std::size_t whole = 0; whole == 0 || reply.size() < whole;) {
        const ssize_t got = recv(socket, buffer.data(), buffer.size(), 0);
        if (got <= 0)
            return false;
        reply.append(buffer.data(), static_cast<std::size_t>(got));
        const std::size_t head = reply.find("\r\n\r\n");
        if (head != std::string::npos)
            whole = head + 4 + contentLength(std::string_view(reply).substr(0, head));
    }
    return reply.starts_with("HTTP/1.1 200 ");
}

}  // namespace

HttpLoad::HttpLoad(const base::SocketAddress& address, std::string_view host, std::size_t connections,
                   Reuse reuse)
    : m_address(address),
      m_reuse(reuse),
      m_request(getRequest(host, reuse == Reuse::PerRequest ? "Connection: close\r\n" : "")),
      m_connections(connections),
      m_buffer(readSize),
      m_poller(epoll_create1(EPOLL_CLOEXEC)) {
    for (std::size_t i = 0; i < connections && reuse == Reuse::KeepAlive; ++i) {
        const int made = connectTcp(address);
        m_connected = m_connected && made >= 0;
        m_connections[i].socket = made;
        watch(m_poller, made, i);
    }
}

HttpLoad::~HttpLoad() {
    for (const Connection& connection : m_connections)
        if (connection.socket >= 0)
            close(connection.socket);
    close(m_poller);
}

bool HttpLoad::start(Connection& connection) {
    connection.reply.begin();
    if (m_reuse == Reuse::PerRequest) {
        connection.socket = connectTcp(m_address);
        watch(m_poller, connection.socket, static_cast<std::uint64_t>(&connection - m_connections.data()));
    }
    const bool sent = sendAll(connection.socket, m_request);
    connection.phase = sent ? Connection::Phase::Reply : Connection::Phase::Idle;
    return sent;
}

bool HttpLoad::end(Connection& connection) {
    closeWatched(m_poller, std::exchange(connection.socket, -1));
    const bool expected = m_reuse == Reuse::PerRequest && connection.phase == Connection::Phase::Close;
    m_tally.addFailures(expected ? 0 : 1);
    return std::exchange(connection.phase, Connection::Phase::Idle) != Connection::Phase::Idle;
}

bool HttpLoad::read(Connection& connection) {
    const ssize_t got = recv(connection.socket, m_buffer.data(), m_buffer.size(), 0);
    if (got <= 0)
        return end(connection);
    if (connection.phase == Connection::Phase::Reply &&
        m_tally.take(connection.reply, {m_buffer.data(), static_cast<std::size_t>(got)}))
        connection.phase = m_reuse == Reuse::PerRequest ? Connection::Phase::Close : Connection::Phase::Idle;
    return connection.phase == Connection::Phase::Idle;
}

HttpLoadResult HttpLoad::run(std::chrono::milliseconds time, std::uint64_t most) {
    const auto deadline = Steady::now() + time;
    std::uint64_t started = 0;
    std::uint64_t underWay = 0;
    for (Connection& connection : m_connections)
        if (started < most && start(connection)) {
            ++started;
            ++underWay;
        }
    std::array<epoll_event, 256> events{};
    while (underWay > 0) {
        const int count = epoll_wait(m_poller, events.data(), static_cast<int>(events.size()), 2000);
        if (count <= 0)
            break;
        for (int i = 0; i < count; ++i) {
            Connection& connection = m_connections[events[static_cast<std::size_t>(i)].data.u64];
            if (!read(connection))
                continue;
            --underWay;
            const bool usable = m_reuse == Reuse::PerRequest || connection.socket >= 0;
            if (usable && started < most && Steady::now() < deadline && start(connection)) {
                ++started;
                ++underWay;
            }
        }
    }
    m_tally.addFailures(underWay);
    return m_tally.finish();
}

IdleConnections::IdleConnections(const base::SocketAddress& address, std::string_view host,
                                 std::size_t count) {
    const std::string bytes = getRequest(host);
    const timeval patience{5, 0};
    for (std::size_t i = 0; i < count; ++i) {
        const int made = connectTcp(address, 2 + static_cast<unsigned>(i / idlePerSource));
        setsockopt(made, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (made >= 0 && isAnswered(made, bytes))
            m_sockets.push_back(made);
        else if (made >= 0)
            close(made);
    }
}

IdleConnections::~IdleConnections() {
    for (const int socket : m_sockets)
        close(socket);
}

std::size_t IdleConnections::open() const {
    const auto silent = [](int socket) {
        char byte = 0;
        return recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
    };
    return static_cast<std::size_t>(std::count_if(m_sockets.begin(), m_sockets.end(), silent));
}

}  // namespace portolan::bench
