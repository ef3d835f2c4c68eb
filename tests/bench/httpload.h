// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The client's side of a proxy under measurement, cheap enough to leave the proxy the bottleneck: HttpLoad
// sends GETs over N connections, each as soon as its last reply is complete (closed loop, one thread: the
// caller's), or each on a connection of its own; IdleConnections are those that had one request and then
// stay.

#include "backend/base/ipaddress.h"
#include "tests/bench/httpreplies.h"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::bench {

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
        enum class Phase { Idle, Reply, Close } phase = Phase::Idle;
        PendingReply reply;
    };
    /// Starts a request; false if that cannot be.
    bool start(Connection& connection);
    /// What can be read; true when the request is over, well or not.
    bool read(Connection& connection);
    bool end(Connection& connection);

    base::SocketAddress m_address;
    Reuse m_reuse;
    std::string m_request;
    std::vector<Connection> m_connections;
    ReplyTally m_tally;
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
