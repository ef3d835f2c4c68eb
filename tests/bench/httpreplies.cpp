// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/httpreplies.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace portolan::bench {

namespace {

std::chrono::nanoseconds percentile(const std::vector<std::uint32_t>& sorted, std::size_t percent) {
    return std::chrono::nanoseconds(sorted.empty() ? 0 : sorted[(sorted.size() - 1) * percent / 100]);
}

}  // namespace

std::string getRequest(std::string_view host, std::string_view lines) {
    return "GET /bench HTTP/1.1\r\nHost: " + std::string(host) +
           "\r\nUser-Agent: portolan-bench\r\nAccept: */*\r\n" + std::string(lines) + "\r\n";
}

std::size_t contentLength(std::string_view head) {
    constexpr std::string_view spellings[] = {"Content-Length: ", "content-length: "};
    std::size_t length = 0;
    for (const std::string_view name : spellings) {
        const std::size_t at = head.find(name);
        if (at == std::string_view::npos)
            continue;
        std::from_chars(head.data() + at + name.size(), head.data() + head.size(), length);
        break;
    }
    return length;
}

bool ReplyTally::take(PendingReply& reply, std::string_view bytes) {
    if (reply.m_missing == 0) {
        const std::size_t end = bytes.find("\r\n\r\n");
        if (end == std::string_view::npos || !bytes.starts_with("HTTP/1.1 200 ")) {
            ++m_result.failures;
            return true;
        }
        reply.m_missing = contentLength(bytes.substr(0, end));
        bytes.remove_prefix(end + 4);
    }
    reply.m_missing -= std::min(reply.m_missing, bytes.size());
    if (reply.m_missing > 0)
        return false;
    ++m_result.replies;
    m_latencies.push_back(
        static_cast<std::uint32_t>((std::chrono::steady_clock::now() - reply.m_sent).count()));
    return true;
}

HttpLoadResult ReplyTally::finish() {
    std::sort(m_latencies.begin(), m_latencies.end());
    m_result.p50 = percentile(m_latencies, 50);
    m_result.p99 = percentile(m_latencies, 99);
    m_latencies.clear();
    return std::exchange(m_result, {});
}

}  // namespace portolan::bench
