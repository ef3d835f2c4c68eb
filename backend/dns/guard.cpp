// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dns/guard.h"

#include <algorithm>
#include <random>

namespace portolan::dns {

using live::Defence;

namespace {

std::uint64_t randomSeed() {
    std::random_device random;
    return std::uint64_t{random()} << 32 | random();
}

}  // namespace

Defences::Defences(const Limits& limits)
    : idle(limits.idle),
      cookies(Cookies::withRandomSecret()),
      limiter(limits.repliesPerSecond, randomSeed()),
      connections({.inAll = limits.connections,
                   .perAddress = limits.connectionsPerAddress,
                   .loopback = net::ConnectionGate::Loopback::Counted}) {}

void Guard::judge(const dnswire::Query& query, dnswire::Verdict verdict, Moment now, Caller& caller) {
    const base::ByteView cookie = query.edns.cookie;
    const bool trusted = !cookie.empty() && takeCookie(cookie, now, caller);
    if (verdict == dnswire::Verdict::CookieAlone) {
        // RFC 7873 section 5.4: it asks whether its cookie is good, or for one.
        if (!trusted && cookie.size() > Cookies::clientSize)
            caller.treatment = Treatment::BadCookie;
        return;
    }
    if (trusted || caller.transport == Transport::Tcp)
        return;
    const RateLimiter::Verdict limit = m_defences.limiter.check(caller.address, now.steadyMs);
    if (limit != RateLimiter::Verdict::Reply)
        caller.treatment = treatOverLimit(limit, caller);
}

/// Prepares the cookie of the reply. Returns whether the query's own is valid.
bool Guard::takeCookie(base::ByteView cookie, Moment now, Caller& caller) {
    const CookieVerdict verdict = m_cookies.check(cookie, caller.address, now.seconds);
    const base::ByteView client = cookie.first(Cookies::clientSize);
    std::copy(client.begin(), client.end(), m_cookie.begin());
    if (verdict == CookieVerdict::Valid) {
        const base::ByteView server = cookie.subspan(Cookies::clientSize);
        std::copy(server.begin(), server.end(), m_cookie.begin() + Cookies::clientSize);
    } else {
        const Cookies::Server server = m_cookies.make(client, caller.address, now.seconds);
        std::copy(server.begin(), server.end(), m_cookie.begin() + Cookies::clientSize);
    }
    caller.cookie = m_cookie;
    m_counters
        .of(verdict == CookieVerdict::Valid        ? Defence::CookieValid
            : verdict == CookieVerdict::Renewable  ? Defence::CookieRenewed
            : cookie.size() == Cookies::clientSize ? Defence::CookieNew
                                                   : Defence::CookieWrong)
        .add();
    return verdict != CookieVerdict::Unknown;
}

Treatment Guard::treatOverLimit(RateLimiter::Verdict verdict, const Caller& caller) {
    if (!caller.cookie.empty()) {
        m_counters.of(Defence::LimitBadCookie).add();
        return Treatment::BadCookie;
    }
    if (verdict == RateLimiter::Verdict::Slip) {
        m_counters.of(Defence::LimitTruncated).add();
        return Treatment::Truncate;
    }
    m_counters.of(Defence::LimitDropped).add();
    return Treatment::Drop;
}

}  // namespace portolan::dns
