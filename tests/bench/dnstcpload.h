// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Queries over TCP (RFC 7766), closed loop, one thread: the caller's. Either a few connections that stay,
// each with a window of queries under way that is refilled by halves, or a connection for each query, closed
// by the client when its reply has come. What has not come within two seconds is lost.

#include "tests/bench/dnsload.h"

namespace portolan::bench {

class DnsTcpLoad {
  public:
    enum class Reuse { Pipelined, PerQuery };

    /// `queries` are whole messages without their length, sent in turn.
    DnsTcpLoad(const base::SocketAddress& server, const std::vector<std::string>& queries, Reuse reuse);
    ~DnsTcpLoad();
    DnsTcpLoad(const DnsTcpLoad&) = delete;
    DnsTcpLoad& operator=(const DnsTcpLoad&) = delete;

    [[nodiscard]] DnsLoadResult run(std::chrono::milliseconds time);

  private:
    struct Connection {
        int socket = -1;
        std::size_t underWay = 0;
        std::string rest{};  ///< the beginning of a reply
    };
    [[nodiscard]] bool start(Connection& connection, std::size_t count);
    /// False when the connection has ended.
    [[nodiscard]] bool read(Connection& connection, DnsLoadResult& result);
    void end(Connection& connection);

    base::SocketAddress m_server;
    std::vector<std::string> m_queries;  ///< with their length before them
    Reuse m_reuse;
    std::size_t m_next = 0;
    unsigned m_source = 0;
    std::vector<Connection> m_connections;
    int m_poller = -1;
};

}  // namespace portolan::bench
