// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dns/ratelimiter.h"

#include <algorithm>

namespace portolan::dns {

namespace {

constexpr std::uint32_t tokensPerReply = 1000;
constexpr std::uint32_t largestRate = 1'000'000;
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

}  // namespace

RateLimiter::RateLimiter(std::uint32_t rate, std::uint64_t seed)
    : m_rate(std::min(rate, largestRate)), m_seed(seed | 1) {
    if (m_rate != 0)
        m_buckets = std::make_unique<std::array<Bucket, ways * sets>>();
}

RateLimiter::Verdict RateLimiter::check(const base::IpAddress& client, std::uint64_t nowMs) {
    if (m_rate == 0)
        return Verdict::Reply;
    const auto now = static_cast<std::uint32_t>(nowMs);
    Bucket& bucket = bucketOf(networkOf(client), now);
    const std::uint64_t most = std::uint64_t{m_rate} * tokensPerReply;
    const std::uint64_t earned = std::uint64_t{now - bucket.lastMs} * m_rate;
    bucket.tokens = static_cast<std::uint32_t>(std::min(most, bucket.tokens + earned));
    bucket.lastMs = now;
    if (bucket.tokens >= tokensPerReply) {
        bucket.tokens -= tokensPerReply;
        return Verdict::Reply;
    }
    return ++bucket.refused % slipEvery == 0 ? Verdict::Slip : Verdict::Drop;
}

RateLimiter::Bucket& RateLimiter::bucketOf(std::uint64_t network, std::uint32_t nowMs) {
    const std::uint64_t hash = network * m_seed;
    Bucket* const set = m_buckets->data() + (hash >> 32) % sets * ways;
    Bucket* quietest = set;
    for (Bucket* bucket = set; bucket != set + ways; ++bucket) {
        if (bucket->network == network)
            return *bucket;
        if (nowMs - bucket->lastMs > nowMs - quietest->lastMs || bucket->network == 0)
            quietest = bucket;
    }
    *quietest = {network, nowMs, m_rate * tokensPerReply, 0};
    return *quietest;
}

}  // namespace portolan::dns
