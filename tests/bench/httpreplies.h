// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the loads over plain http and over TLS have in common: the request that they send, and the counting of
// replies. They know only what the measurement needs of HTTP/1.1: replies with a Content-Length and a head
// that comes in one piece. One thread.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::bench {

/// A GET of `host`; with `lines` more, each with its CRLF.
[[nodiscard]] std::string getRequest(std::string_view host, std::string_view lines = {});

/// What a head says of its body's length; 0 if nothing.
[[nodiscard]] std::size_t contentLength(std::string_view head);

struct HttpLoadResult {
    std::uint64_t replies = 0;   ///< 200, complete
    std::uint64_t failures = 0;  ///< any other reply, or a connection that ended
    std::chrono::nanoseconds p50{};
    std::chrono::nanoseconds p99{};
};

/// The reply to a request that is under way.
class PendingReply {
  public:
    void begin() {
        m_missing = 0;
        m_sent = std::chrono::steady_clock::now();
    }

  private:
    friend class ReplyTally;
    std::size_t m_missing = 0;  ///< bytes of its body
    std::chrono::steady_clock::time_point m_sent{};
};

class ReplyTally {
  public:
    /// Bytes of it came. True when it is over, well or not.
    bool take(PendingReply& reply, std::string_view bytes);
    void addFailures(std::uint64_t count = 1) { m_result.failures += count; }
    /// What was counted. The tally begins anew.
    [[nodiscard]] HttpLoadResult finish();

  private:
    HttpLoadResult m_result;
    std::vector<std::uint32_t> m_latencies;  ///< ns
};

}  // namespace portolan::bench
