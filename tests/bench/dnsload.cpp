// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/dnsload.h"

#include "tests/bench/sockets.h"

#include <algorithm>
#include <array>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace portolan::bench {

namespace {

constexpr std::size_t batch = 64;
constexpr std::size_t largestReply = 1500;

}  // namespace

void DnsLoadResult::count(std::span<const unsigned char> message) {
    const bool whole = message.size() >= 12 && (message[2] & 0x80) != 0;
    const int rcode = whole ? message[3] & 0x0f : -1;
    const int answers = whole ? message[6] << 8 | message[7] : 0;
    if (rcode == 0 && answers > 0)
        ++hits;
    else if (rcode == 3 && answers == 0)
        ++missing;
    else
        ++wrong;
}

DnsLoadResult& DnsLoadResult::operator+=(const DnsLoadResult& other) {
    hits += other.hits;
    missing += other.missing;
    wrong += other.wrong;
    lost += other.lost;
    return *this;
}

DnsLoad::DnsLoad(const base::SocketAddress& server, std::vector<std::string> queries, std::size_t sockets,
                 std::size_t window)
    : m_queries(std::move(queries)), m_window(std::min(window, batch)) {
    for (std::size_t i = 0; i < sockets; ++i)
        m_sockets.push_back(connectUdp(server));
}

DnsLoad::~DnsLoad() {
    for (const int socket : m_sockets)
        close(socket);
}

std::size_t DnsLoad::sendBatch(int socket, std::size_t count) {
    std::array<mmsghdr, batch> messages{};
    std::array<iovec, batch> parts{};
    for (std::size_t i = 0; i < count; ++i) {
        std::string& query = m_queries[m_next++ % m_queries.size()];
        parts[i] = {query.data(), query.size()};
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    const int sent = sendmmsg(socket, messages.data(), static_cast<unsigned>(count), 0);
    return static_cast<std::size_t>(std::max(sent, 0));
}

std::size_t DnsLoad::receiveBatch(int socket, DnsLoadResult& result) {
    static thread_local std::array<std::array<unsigned char, largestReply>, batch> buffers;
    std::array<mmsghdr, batch> messages{};
    std::array<iovec, batch> parts{};
    for (std::size_t i = 0; i < batch; ++i) {
        parts[i] = {buffers[i].data(), largestReply};
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    const int got = recvmmsg(socket, messages.data(), batch, MSG_DONTWAIT, nullptr);
    for (int i = 0; i < got; ++i) {
        const auto& reply = buffers[static_cast<std::size_t>(i)];
        result.count({reply.data(), messages[static_cast<std::size_t>(i)].msg_len});
    }
    return static_cast<std::size_t>(std::max(got, 0));
}

DnsLoadResult DnsLoad::run(std::chrono::milliseconds time, std::uint64_t most) {
    DnsLoadResult result;
    const auto end = std::chrono::steady_clock::now() + time;
    std::vector<std::size_t> underWay(m_sockets.size(), 0);
    std::vector<pollfd> pollers;
    for (const int socket : m_sockets)
        pollers.push_back({socket, POLLIN, 0});
    std::uint64_t started = 0;
    bool waiting = true;
    while (waiting) {
        const bool sending = std::chrono::steady_clock::now() < end && started < most;
        for (std::size_t i = 0; sending && i < m_sockets.size(); ++i) {
            const std::size_t room = std::min<std::uint64_t>(m_window - underWay[i], most - started);
            // Refill by halves, so that datagrams leave in batches.
            const bool worthIt = room * 2 >= m_window || room == most - started;
            const std::size_t sent = worthIt ? sendBatch(m_sockets[i], room) : 0;
            underWay[i] += sent;
            started += sent;
        }
        if (poll(pollers.data(), pollers.size(), 100) == 0)
            for (std::size_t& count : underWay)
                result.lost += std::exchange(count, 0);
        for (std::size_t i = 0; i < m_sockets.size(); ++i)
            if ((pollers[i].revents & (POLLIN | POLLERR)) != 0)
                underWay[i] -= std::min(underWay[i], receiveBatch(m_sockets[i], result));
        const bool outstanding =
            std::any_of(underWay.begin(), underWay.end(), [](auto count) { return count > 0; });
        waiting = sending || outstanding;
    }
    return result;
}

}  // namespace portolan::bench
