// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The client's side of a proxy under measurement, cheap enough to leave the proxy the bottleneck: HttpLoad
// sends GETs over N connections, each as soon as its last reply is complete (closed loop, one thread: the
// caller's), or each on a connection of its own; IdleConnections are those that had one request and then
// stay. Both know only what the measurement needs of HTTP/1.1: replies with a Content-Length and a head that
// comes in one piece.

#include "backend/base/ipaddress.h"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::bench {

struct HttpLoadResult {
    std::uint64_t replies = 0;   ///< 200, complete
    std::uint64_t failures = 0;  ///< any other reply, or a connection that ended
    std::chrono::nanoseconds p50{};
    std::chrono::nanoseconds p99{};
};

class HttpLoad {
  public:
    /// PerRequest says "Connection: close" and waits for the server to do so.
    enum class Reuse { KeepAlive, PerRequest };

    /// Connects, with Reuse::KeepAlive; see connected().
    HttpLoad(const base::SocketAddress& address, std::string_view host, std::size_t connections,
             Reuse reuse = Reuse::KeepAlive);
    ~HttpLoad();
    HttpLoad(const HttpLoad&) = delete;
    HttpLoad& operator=(const HttpLoad&) = delete;

    [[nodiscard]] bool connected() const { return m_connected; }
    /// Ends when `time` has passed or `most` replies have come; waits for the replies that are under way.
    [[nodiscard]] HttpLoadResult run(std::chrono::milliseconds time, std::uint64_t most = UINT64_MAX);

  private:
    struct Connection {
        int socket = -1;
        std::size_t missing = 0;  ///< bytes of the current reply's body
        enum class Phase { Idle, Reply, Close } phase = Phase::Idle;
        std::chrono::steady_clock::time_point sent{};
    };
    /// Starts a request; false if that cannot be.
    bool start(Connection& connection);
    /// What can be read; true when the request is over, well or not.
    bool read(Connection& connection, HttpLoadResult& result);
    void take(Connection& connection, std::string_view bytes, HttpLoadResult& result);
    bool end(Connection& connection, HttpLoadResult& result);

    base::SocketAddress m_address;
    Reuse m_reuse;
    std::string m_request;
    std::vector<Connection> m_connections;
    std::vector<std::uint32_t> m_latencies;
    std::vector<char> m_buffer;
    int m_poller = -1;
    bool m_connected = true;
};

class IdleConnections {
  public:
    /// Opens them one after the other, from several addresses of loopback; each has one request answered.
    IdleConnections(const base::SocketAddress& address, std::string_view host, std::size_t count);
    ~IdleConnections();
    IdleConnections(const IdleConnections&) = delete;
    IdleConnections& operator=(const IdleConnections&) = delete;

    /// How many were answered and have not been closed by the server since.
    [[nodiscard]] std::size_t open() const;

  private:
    std::vector<int> m_sockets;
};

}  // namespace portolan::bench
