// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The two ends of a proxy under measurement, cheap enough to leave it the bottleneck: HttpLoad sends
// keep-alive GETs over N connections, each as soon as its last reply is complete (closed loop, one thread:
// the caller's); LoadUpstream is the server behind the proxy, on a thread of its own. Both know only what the
// measurement needs of HTTP/1.1: replies with a Content-Length and a head that comes in one piece.

#include "backend/base/ipaddress.h"

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>
#include <thread>
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
    /// Connects; see connected().
    HttpLoad(const base::SocketAddress& address, std::string_view host, std::size_t connections);
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
        bool inReply = false;
        std::chrono::steady_clock::time_point sent{};
    };
    bool send(Connection& connection);
    /// Takes the bytes of a reply; true when it is complete.
    bool take(Connection& connection, std::string_view bytes, HttpLoadResult& result);

    std::string m_request;
    std::vector<Connection> m_connections;
    std::vector<std::uint32_t> m_latencies;
    int m_poller = -1;
    bool m_connected = false;
};

class LoadUpstream {
  public:
    /// Answers every request with `bodySize` bytes, on loopback.
    explicit LoadUpstream(std::size_t bodySize);
    ~LoadUpstream();
    LoadUpstream(const LoadUpstream&) = delete;
    LoadUpstream& operator=(const LoadUpstream&) = delete;
    [[nodiscard]] std::uint16_t port() const { return m_port; }

  private:
    void serve();

    std::string m_reply;
    int m_listener = -1;
    std::uint16_t m_port = 0;
    std::atomic<bool> m_stopping{false};
    std::thread m_thread;
};

}  // namespace portolan::bench
