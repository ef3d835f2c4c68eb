// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// How many replies over UDP a client network gets: a second's worth at once, then the rate, per /24 or /56,
// in a table of fixed size. What is over the limit is dropped, but for every second one, which gets an empty
// reply that says "use TCP", so that a real client is never silenced. One for all workers of the program,
// which count in it without a lock; where two of them meet in one entry, a reply more or less may be granted.
// A network that is not in the table is taken in for the one of its set that has asked the least. It decides
// by the address alone; 127.0.0.1 and ::1 have no limit. Any thread.

#include "backend/base/ipaddress.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

namespace portolan::dns {

class RateLimiter {
  public:
    static constexpr std::uint32_t largestRate = 1'000'000;

    enum class Verdict : std::uint8_t {
        Reply,
        Slip,  ///< truncated and empty
        Drop,
    };

    /// Replies per second and network, up to largestRate; 0: no limit. `seed` makes the table unpredictable.
    RateLimiter(std::uint32_t rate, std::uint64_t seed);

    [[nodiscard]] bool isOn() const { return m_buckets != nullptr; }
    /// A query has come from `client`. `nowMs` is of the steady clock.
    [[nodiscard]] Verdict check(const base::IpAddress& client, std::uint64_t nowMs);

  private:
    static constexpr std::size_t ways = 4;
    static constexpr std::size_t sets = 1024;

    /// The generic cell rate algorithm: one number says how much of the allowance is used.
    struct alignas(32) Bucket {
        std::atomic<std::uint64_t> network{0};   ///< 0: free
        std::atomic<std::uint64_t> usedUpTo{0};  ///< when all is earned back, nanoseconds of the steady clock
        std::atomic<std::uint32_t> refused{0};
    };

    [[nodiscard]] Bucket& bucketOf(std::uint64_t network);

    const std::uint64_t m_perReply;  ///< nanoseconds in which one is earned
    const std::uint64_t m_seed;
    std::unique_ptr<std::array<Bucket, ways * sets>> m_buckets;
};

}  // namespace portolan::dns
