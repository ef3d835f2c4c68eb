// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What is found out about a query between reading and answering it: whether its cookie is ours, and whether
// its client network has asked too much. Who shows a valid cookie is where it seems to be, so no limit holds
// it up and it uses nothing of its network's allowance. Over the limit, a client's half alone or a server's
// half that is not ours gets BADCOOKIE with a good one; who has no cookie gets "use TCP" or nothing. Replies
// over TCP are never limited. One Guard per worker, on its thread, as part of Answerer; Defences are the
// program's, shared by all workers. Source: RFC 7873 sections 5.2 to 5.4, RFC 9018.

#include "backend/dns/answer.h"
#include "backend/dns/cookies.h"
#include "backend/dns/ratelimiter.h"
#include "backend/dnswire/reader.h"
#include "backend/live/counters.h"
#include "backend/net/connectiongate.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace portolan::dns {

/// What bounds the clients of the whole program.
struct Limits {
    std::uint32_t repliesPerSecond = 0;  ///< over UDP, for each client network; 0: no limit
    std::size_t connections = 1024;      ///< over TCP
    std::size_t connectionsPerAddress = 128;
    std::chrono::milliseconds idle = std::chrono::seconds(10);  ///< RFC 7766 section 6.2.3
};

/// What all workers defend themselves with. Any thread.
struct Defences {
    explicit Defences(const Limits& limits = {});

    const std::chrono::milliseconds idle;
    const Cookies cookies;  ///< each worker has a copy
    RateLimiter limiter;
    net::ConnectionGate connections;  ///< over TCP
};

class Guard {
  public:
    struct Moment {
        std::uint64_t steadyMs = 0;  ///< of the steady clock
        std::uint32_t seconds = 0;   ///< since the epoch
    };

    Guard(Defences& defences, live::WorkerCounters& counters)
        : m_defences(defences), m_cookies(defences.cookies), m_counters(counters) {}

    /// False where judge() has nothing to find out.
    [[nodiscard]] bool concerns(const dnswire::Query& query) const {
        return !query.edns.cookie.empty() || m_defences.limiter.isOn();
    }
    /// Says in `caller` how to treat it, and counts that. `caller.cookie` holds until the next call.
    void judge(const dnswire::Query& query, dnswire::Verdict verdict, Moment now, Caller& caller);

  private:
    [[nodiscard]] bool takeCookie(base::ByteView cookie, Moment now, Caller& caller);
    [[nodiscard]] Treatment treatOverLimit(RateLimiter::Verdict verdict, const Caller& caller);

    Defences& m_defences;
    Cookies m_cookies;
    live::WorkerCounters& m_counters;
    std::array<std::uint8_t, Cookies::clientSize + Cookies::serverSize> m_cookie{};  ///< of the reply
};

}  // namespace portolan::dns
