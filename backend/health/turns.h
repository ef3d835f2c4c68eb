// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The places in time of one target: one in each interval, at a distance from its beginning that is the
// target's own (by a hash of its id), so that the probes of many targets are spread evenly and none drifts,
// however long its answers take. A value without a clock, held by ProbeScheduler for each target; worker's
// thread.

#include "backend/base/clock.h"
#include "backend/model/service.h"

#include <cstdint>

namespace portolan::health {

class Turns {
  public:
    explicit Turns(model::TargetId id);

    /// The wait from `now` until its next place, which it takes as spoken for. `jitter`, -0.5 to 0.5, is by
    /// which part of the interval it is late, or early if negative.
    [[nodiscard]] base::Milliseconds next(base::SteadyTime now, base::Milliseconds interval, double jitter);
    /// What comes now is no turn: the one that is spoken for comes all the same.
    void step() { m_spokenFor = 0; }

  private:
    std::uint64_t m_place;
    std::int64_t m_spokenFor = 0;  ///< number of the interval, or 0
};

}  // namespace portolan::health
