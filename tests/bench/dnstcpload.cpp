// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/dnstcpload.h"

#include "tests/bench/sockets.h"

#include <algorithm>
#include <array>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace portolan::bench {

namespace {

constexpr std::size_t pipelinedConnections = 8;
constexpr std::size_t window = 32;
constexpr std::size_t singleConnections = 16;
constexpr unsigned sources = 200;  ///< so that ports which wait for their end (TIME-WAIT) do not run out

}  // namespace

DnsTcpLoad::DnsTcpLoad(const base::SocketAddress& server, const std::vector<std::string>& queries,
                       Reuse reuse)
    : m_server(server),
      m_reuse(reuse),
      m_connections(reuse == Reuse::Pipelined ? pipelinedConnections : singleConnections),
      m_poller(epoll_create1(EPOLL_CLOEXEC)) {
    for (const std::string& query : queries)
        m_queries.push_back({static_cast<char>(query.size() >> 8), static_cast<char>(query.size() & 0xff)});
    for (std::size_t i = 0; i < queries.size(); ++i)
        m_queries[i] += queries[i];
}

DnsTcpLoad::~DnsTcpLoad() {
    for (Connection& connection : m_connections)
        end(connection);
    close(m_poller);
}

void DnsTcpLoad::end(Connection& connection) {
    if (connection.socket >= 0)
        closeWatched(m_poller, std::exchange(connection.socket, -1));
    connection.underWay = 0;
    connection.rest.clear();
}

bool DnsTcpLoad::start(Connection& connection, std::size_t count) {
    if (connection.socket < 0) {
        connection.socket = connectTcp(m_server, 2 + m_source++ % sources, 3);
        watch(m_poller, connection.socket, static_cast<std::uint64_t>(&connection - m_connections.data()));
    }
    std::string bytes;
    for (std::size_t i = 0; i < count; ++i)
        bytes += m_queries[m_next++ % m_queries.size()];
    const bool sent = send(connection.socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
                      static_cast<ssize_t>(bytes.size());
    connection.underWay += sent ? count : 0;
    return sent;
}

bool DnsTcpLoad::read(Connection& connection, DnsLoadResult& result) {
    static thread_local std::array<char, 65536> buffer;
    const ssize_t got = recv(connection.socket, buffer.data(), buffer.size(), 0);
    if (got <= 0)
        return false;
    connection.rest.append(buffer.data(), static_cast<std::size_t>(got));
    const auto* bytes = reinterpret_cast<const unsigned char*>(connection.rest.data());
    std::size_t at = 0;
    while (connection.rest.size() >= at + 2) {
        const std::size_t length = static_cast<std::size_t>(bytes[at] << 8 | bytes[at + 1]);
        if (connection.rest.size() < at + 2 + length)
            break;
        result.count({bytes + at + 2, length});
        connection.underWay -= std::min<std::size_t>(connection.underWay, 1);
        at += 2 + length;
    }
    connection.rest.erase(0, at);
    return true;
}

DnsLoadResult DnsTcpLoad::run(std::chrono::milliseconds time) {
    DnsLoadResult result;
    const std::size_t most = m_reuse == Reuse::Pipelined ? window : 1;
    const auto deadline = std::chrono::steady_clock::now() + time;
    for (Connection& connection : m_connections)
        if (!start(connection, most))
            end(connection);
    std::array<epoll_event, 64> events{};
    const auto outstanding = [this] {
        return std::any_of(m_connections.begin(), m_connections.end(),
                           [](const Connection& one) { return one.underWay > 0; });
    };
    while (outstanding()) {
        const int count = epoll_wait(m_poller, events.data(), static_cast<int>(events.size()), 2000);
        if (count <= 0)
            break;
        for (int i = 0; i < count; ++i) {
            Connection& connection = m_connections[events[static_cast<std::size_t>(i)].data.u64];
            const bool alive = read(connection, result);
            if (!alive)
                result.lost += connection.underWay;
            if (!alive || (m_reuse == Reuse::PerQuery && connection.underWay == 0))
                end(connection);
            const bool refill = connection.underWay * 2 <= most;
            if (refill && std::chrono::steady_clock::now() < deadline &&
                !start(connection, most - connection.underWay))
                end(connection);
        }
    }
    for (Connection& connection : m_connections) {
        result.lost += connection.underWay;
        if (connection.underWay > 0)
            end(connection);
    }
    return result;
}

}  // namespace portolan::bench
