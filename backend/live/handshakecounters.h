// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// TLS handshakes of clients, as one worker counts them and as a reader sums them. Why a handshake failed is a
// number of tls/, whose words travel beside the counts.

#include "backend/live/counter.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace portolan::live {

/// What both forms are indexed by.
struct HandshakePlaces {
    static constexpr std::size_t versions = 2;  ///< TLS 1.2, TLS 1.3
    static constexpr std::size_t kinds = 2;     ///< full, resumed
    static constexpr std::size_t failures = 16;
};

struct HandshakeTotals {
    std::array<std::array<std::uint64_t, HandshakePlaces::kinds>, HandshakePlaces::versions> done{};
    std::array<std::uint64_t, HandshakePlaces::failures> failed{};
};

struct HandshakeCounters {
    std::array<std::array<Counter, HandshakePlaces::kinds>, HandshakePlaces::versions> done;
    std::array<Counter, HandshakePlaces::failures> failed;

    void addTo(HandshakeTotals& sum) const {
        for (std::size_t version = 0; version < done.size(); ++version)
            for (std::size_t kind = 0; kind < done[version].size(); ++kind)
                sum.done[version][kind] += done[version][kind].value();
        for (std::size_t i = 0; i < failed.size(); ++i)
            sum.failed[i] += failed[i].value();
    }
};

}  // namespace portolan::live
