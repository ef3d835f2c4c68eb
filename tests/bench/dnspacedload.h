// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Queries over UDP at a steady rate, whatever the server does (open loop): one datagram at a time, each at
// its moment, by a thread that spins, the caller's. Several clients can ask at once, each from an address and
// at a rate of its own. Measures how long replies take and which never come, and how long the thread itself
// was held up, because then the machine was disturbed and not the server slow.

#include "tests/bench/dnsload.h"

namespace portolan::bench {

struct PacedResult {
    DnsLoadResult replies{};
    std::uint64_t sent = 0;
    double meanMicroseconds = 0;  ///< from sending to reply
    /// Of those sent: without a reply that answers (a truncated one does not).
    [[nodiscard]] double lostShare() const;
};

class DnsPacedLoad {
  public:
    explicit DnsPacedLoad(const base::SocketAddress& server);
    ~DnsPacedLoad();
    DnsPacedLoad(const DnsPacedLoad&) = delete;
    DnsPacedLoad& operator=(const DnsPacedLoad&) = delete;

    /// A client at 127.0.NETWORK.1 that asks these queries in turn.
    void add(unsigned network, double perSecond, std::vector<std::string> queries);
    /// One result for each client.
    [[nodiscard]] std::vector<PacedResult> run(std::chrono::milliseconds time);
    /// The longest time that the thread was held up in the last run.
    [[nodiscard]] std::chrono::microseconds longestGap() const { return m_longestGap; }

  private:
    using Time = std::chrono::steady_clock::time_point;
    struct Client {
        int socket = -1;
        std::chrono::nanoseconds interval{};
        std::vector<std::string> queries{};
        std::vector<Time> sent{};  ///< by message id
        Time due{};
        std::uint16_t id = 0;
        double sum = 0;
        PacedResult result{};
    };
    static void ask(Client& client, Time now);
    static void receive(Client& client);

    base::SocketAddress m_server;
    std::vector<Client> m_clients;
    std::chrono::microseconds m_longestGap{};
};

}  // namespace portolan::bench
