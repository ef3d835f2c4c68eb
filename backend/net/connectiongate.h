// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// How many connections of clients there may be, in all and from one address, so that neither a flood nor one
// runaway program takes the descriptors that the rest needs. One for all workers of the program, which count
// in it without a lock: addresses share a fixed number of counters, found by a hash that nobody outside can
// know, and an IPv6 address counts as its /64, of which a host can use any. Two busy addresses on one counter
// share their allowance, which is the price of not allocating for strangers. Any thread.

#include "backend/base/ipaddress.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace portolan::net {

class ConnectionGate {
  public:
    /// Whether this machine's own addresses have a share as others have.
    enum class Loopback : std::uint8_t { Exempt, Counted };
    struct Limits {
        std::size_t inAll = std::numeric_limits<std::size_t>::max();
        std::size_t perAddress = std::numeric_limits<std::size_t>::max();
        Loopback loopback = Loopback::Exempt;
    };

    ConnectionGate();
    explicit ConnectionGate(Limits limits);

    /// Counts a connection from `peer`; false, and one more refusal, when there are enough already.
    [[nodiscard]] bool enter(const base::IpAddress& peer);
    /// Counts one whatever the limits are: it takes over from another of the same peer.
    void add(const base::IpAddress& peer);
    void leave(const base::IpAddress& peer);
    /// Whether two addresses count as one.
    [[nodiscard]] bool areOne(const base::IpAddress& a, const base::IpAddress& b) const {
        return placeOf(a) == placeOf(b);
    }
    /// Whether `peer` has all of its own share.
    [[nodiscard]] bool isShareUsed(const base::IpAddress& peer) const;

    [[nodiscard]] std::size_t open() const { return m_open.load(std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t refused() const { return m_refused.load(std::memory_order_relaxed); }

  private:
    using Count = std::atomic<std::uint32_t>;

    [[nodiscard]] std::size_t placeOf(const base::IpAddress& peer) const;
    [[nodiscard]] bool isExempt(const base::IpAddress& peer) const {
        return m_limits.loopback == Loopback::Exempt && peer.isLoopback();
    }

    const Limits m_limits;
    const std::uint64_t m_seed;
    std::atomic<std::size_t> m_open{0};
    std::atomic<std::uint64_t> m_refused{0};
    std::array<Count, 16384> m_counts{};
};

}  // namespace portolan::net
