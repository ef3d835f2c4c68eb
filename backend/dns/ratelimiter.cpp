// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dns/ratelimiter.h"

#include <algorithm>

namespace portolan::dns {

namespace {

constexpr std::uint64_t second = 1'000'000'000;
constexpr std::uint64_t millisecond = 1'000'000;
constexpr std::uint32_t slipEvery = 2;
constexpr std::size_t v4NetworkBytes = 3;  // /24
constexpr std::size_t v6NetworkBytes = 7;  // /56

/// The network of an address as a number that is never 0.
std::uint64_t networkOf(const base::IpAddress& address) {
    const auto& bytes = address.bytes();
    const std::size_t size = address.isV4() ? v4NetworkBytes : v6NetworkBytes;
    std::uint64_t network = size;
    for (std::size_t i = 0; i < size; ++i)
        network = network << 8 | bytes[i];
    return network;
}

/// 127.0.0.1 and ::1: programs of this machine, whose queries nobody else can have sent.
bool isThisMachine(const base::IpAddress& address) {
    constexpr std::uint32_t localhost = 0x7f000001;
    return address.isLoopback() && (!address.isV4() || address == base::IpAddress::fromV4(localhost));
}

}  // namespace

RateLimiter::RateLimiter(std::uint32_t rate, std::uint64_t seed)
    : m_perReply(second / std::clamp(rate, 1U, largestRate)), m_seed(seed | 1) {
    if (rate != 0)
        m_buckets = std::make_unique<std::array<Bucket, ways * sets>>();
}

RateLimiter::Verdict RateLimiter::check(const base::IpAddress& client, std::uint64_t nowMs) {
    if (!isOn() || isThisMachine(client))
        return Verdict::Reply;
    const std::uint64_t now = nowMs * millisecond;
    Bucket& bucket = bucketOf(networkOf(client));
    std::uint64_t used = bucket.usedUpTo.load(std::memory_order_relaxed);
    for (;;) {
        const std::uint64_t next = std::max(used, now) + m_perReply;
        if (next > now + second)
            break;
        if (bucket.usedUpTo.compare_exchange_weak(used, next, std::memory_order_relaxed))
            return Verdict::Reply;
    }
    const std::uint32_t before = bucket.refused.fetch_add(1, std::memory_order_relaxed);
    return (before + 1) % slipEvery == 0 ? Verdict::Slip : Verdict::Drop;
}

RateLimiter::Bucket& RateLimiter::bucketOf(std::uint64_t network) {
    const std::uint64_t hash = network * m_seed;
    Bucket* const set = m_buckets->data() + (hash >> 32) % sets * ways;
    Bucket* quietest = set;
    for (Bucket* bucket = set; bucket != set + ways; ++bucket) {
        if (bucket->network.load(std::memory_order_relaxed) == network)
            return *bucket;
        if (bucket->usedUpTo.load(std::memory_order_relaxed) <
            quietest->usedUpTo.load(std::memory_order_relaxed))
            quietest = bucket;
    }
    quietest->network.store(network, std::memory_order_relaxed);
    quietest->usedUpTo.store(0, std::memory_order_relaxed);
    quietest->refused.store(0, std::memory_order_relaxed);
    return *quietest;
}

}  // namespace portolan::dns
