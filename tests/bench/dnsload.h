// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// UDP queries in batches, as a busy resolver sends them: a few sockets, each with a window of queries under
// way that is refilled as replies come (closed loop, one thread: the caller's). Replies are counted by rcode,
// so that a server that answers fast but wrong is found out. Queries that get no reply within 100 ms count as
// lost and are replaced.

#include "backend/base/ipaddress.h"

#include <chrono>
#include <span>
#include <string>
#include <vector>

namespace portolan::bench {

struct DnsLoadResult {
    std::uint64_t hits = 0;     ///< NOERROR with an answer
    std::uint64_t missing = 0;  ///< NXDOMAIN
    std::uint64_t wrong = 0;    ///< anything else
    std::uint64_t lost = 0;
    [[nodiscard]] std::uint64_t replies() const { return hits + missing + wrong; }
    /// Counts a reply by what it says.
    void count(std::span<const unsigned char> message);
    DnsLoadResult& operator+=(const DnsLoadResult& other);
};

class DnsLoad {
  public:
    /// `queries` are whole messages, sent in turn. `window` is per socket.
    DnsLoad(const base::SocketAddress& server, std::vector<std::string> queries, std::size_t sockets,
            std::size_t window);
    ~DnsLoad();
    DnsLoad(const DnsLoad&) = delete;
    DnsLoad& operator=(const DnsLoad&) = delete;

    /// Ends when `time` has passed or `most` queries have been sent and answered.
    [[nodiscard]] DnsLoadResult run(std::chrono::milliseconds time, std::uint64_t most = UINT64_MAX);

  private:
    [[nodiscard]] std::size_t sendBatch(int socket, std::size_t count);
    [[nodiscard]] std::size_t receiveBatch(int socket, DnsLoadResult& result);

    std::vector<std::string> m_queries;
    std::size_t m_next = 0;
    std::vector<int> m_sockets;
    std::size_t m_window;
};

}  // namespace portolan::bench
