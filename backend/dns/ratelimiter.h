// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// How many replies over UDP a client network gets: a token bucket per /24 or /56, in a table of fixed size.
// What is over the limit is dropped, but for every second one, which gets an empty reply that says "use TCP",
// so that a real client is never silenced. Part of Answerer, one per worker, which each grant the whole rate.
// A network that is not in the table is taken in for the one of its set that was quiet the longest. It
// decides by the address alone, before anything of the query is read.

#include "backend/base/ipaddress.h"

#include <array>
#include <cstdint>
#include <memory>

namespace portolan::dns {

class RateLimiter {
  public:
    enum class Verdict : std::uint8_t {
        Reply,
        Slip,  ///< truncated and empty
        Drop,
    };

    /// Replies per second and network, up to a million; 0: no limit. `seed` makes the table unpredictable.
    RateLimiter(std::uint32_t rate, std::uint64_t seed);

    [[nodiscard]] bool isOn() const { return m_rate != 0; }
    /// A query has come from `client`. `nowMs` never runs backwards.
    [[nodiscard]] Verdict check(const base::IpAddress& client, std::uint64_t nowMs);

  private:
    static constexpr std::size_t ways = 4;
    static constexpr std::size_t sets = 1024;

    struct Bucket {
        std::uint64_t network = 0;  ///< 0: free
        std::uint32_t lastMs = 0;
        std::uint32_t tokens = 0;  ///< thousandths of a reply
        std::uint32_t refused = 0;
    };

    [[nodiscard]] Bucket& bucketOf(std::uint64_t network, std::uint32_t nowMs);

    const std::uint32_t m_rate;
    const std::uint64_t m_seed;
    std::unique_ptr<std::array<Bucket, ways * sets>> m_buckets;
};

}  // namespace portolan::dns
