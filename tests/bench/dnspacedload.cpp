// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/dnspacedload.h"

#include "tests/bench/sockets.h"

#include <algorithm>
#include <array>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace portolan::bench {

namespace {

using Steady = std::chrono::steady_clock;

constexpr auto patience = std::chrono::milliseconds(300);  ///< for the last replies

}  // namespace

double PacedResult::lostShare() const {
    const std::uint64_t answered = std::min(sent, replies.hits + replies.missing);
    return sent > 0 ? static_cast<double>(sent - answered) / static_cast<double>(sent) : 1.0;
}

DnsPacedLoad::DnsPacedLoad(const base::SocketAddress& server) : m_server(server) {}

DnsPacedLoad::~DnsPacedLoad() {
    for (const Client& client : m_clients)
        close(client.socket);
}

void DnsPacedLoad::add(unsigned network, double perSecond, std::vector<std::string> queries) {
    Client client;
    client.socket = connectUdp(m_server, 1, network);
    client.interval = std::chrono::nanoseconds(static_cast<std::int64_t>(1e9 / perSecond));
    client.queries = std::move(queries);
    client.sent.resize(65536);
    m_clients.push_back(std::move(client));
}

void DnsPacedLoad::ask(Client& client, Time now) {
    const std::uint16_t id = client.id++;
    std::string& query = client.queries[client.result.sent % client.queries.size()];
    query[0] = static_cast<char>(id >> 8);
    query[1] = static_cast<char>(id & 0xff);
    client.sent[id] = now;
    (void)send(client.socket, query.data(), query.size(), MSG_DONTWAIT);
    ++client.result.sent;
    client.due += client.interval;
}

void DnsPacedLoad::receive(Client& client) {
    std::array<unsigned char, 1500> reply;
    for (ssize_t got = 0; (got = recv(client.socket, reply.data(), reply.size(), MSG_DONTWAIT)) >= 12;) {
        const auto id = static_cast<std::uint16_t>(reply[0] << 8 | reply[1]);
        const Time sent = std::exchange(client.sent[id], Time{});
        if (sent == Time{})
            continue;
        client.result.replies.count({reply.data(), static_cast<std::size_t>(got)});
        client.sum += std::chrono::duration<double, std::micro>(Steady::now() - sent).count();
    }
}

std::vector<PacedResult> DnsPacedLoad::run(std::chrono::milliseconds time) {
    const Time begin = Steady::now();
    m_longestGap = {};
    for (Client& client : m_clients) {
        client.due = begin;
        client.sum = 0;
        client.result = {};
        std::fill(client.sent.begin(), client.sent.end(), Time{});
    }
    Time last = begin;
    for (Time now = begin; now < begin + time + patience; now = Steady::now()) {
        if (now < begin + time)
            m_longestGap =
                std::max(m_longestGap, std::chrono::duration_cast<std::chrono::microseconds>(now - last));
        last = now;
        for (Client& client : m_clients) {
            if (client.due <= now && now < begin + time)
                ask(client, now);
            receive(client);
        }
    }
    std::vector<PacedResult> results;
    for (Client& client : m_clients) {
        const std::uint64_t answered = client.result.replies.replies();
        client.result.meanMicroseconds = answered > 0 ? client.sum / static_cast<double>(answered) : 0;
        client.result.replies.lost = client.result.sent - std::min(client.result.sent, answered);
        results.push_back(client.result);
    }
    return results;
}

}  // namespace portolan::bench
