// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/health/turns.h"

#include "backend/base/hash.h"

#include <algorithm>
#include <chrono>

namespace portolan::health {

// Ids count up; their places in time must not.
Turns::Turns(model::TargetId id) : m_place(base::IntegerHash()(id)) {}

base::Milliseconds Turns::next(base::SteadyTime now, base::Milliseconds interval, double jitter) {
    const std::int64_t every = interval.count();
    const std::int64_t time = std::chrono::duration_cast<base::Milliseconds>(now.time_since_epoch()).count();
    const auto phase = static_cast<std::int64_t>(m_place % static_cast<std::uint64_t>(every));
    std::int64_t turn = (time - phase + every) / every;
    if (turn == m_spokenFor)
        ++turn;  // it was early
    m_spokenFor = turn;
    const auto wobble = static_cast<std::int64_t>(static_cast<double>(every) * jitter);
    return base::Milliseconds(std::max<std::int64_t>(1, phase + turn * every - time + wobble));
}

}  // namespace portolan::health
