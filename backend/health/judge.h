// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Turns what single probes found into the state of one target, so that one lost packet does not make it look
// down: a target that was never probed believes the first finding, one that is up believes the second failure
// in a row (fall 2), one that is down believes the first answer (rise 1). Also says when to look again, and
// when control has to hear of it. A value without a clock, held by ProbeScheduler for each target; worker's
// thread.

#include "backend/base/clock.h"
#include "backend/model/health.h"

#include <chrono>
#include <cstdint>

namespace portolan::health {

/// What one probe found.
struct Finding {
    enum class Kind : std::uint8_t {
        Alive,
        Dead,
        Inconclusive,  ///< the probe could not be made (no descriptor left): says nothing of the target
    };
    Kind kind = Kind::Inconclusive;
    model::HealthCause cause = model::HealthCause::None;  ///< when Dead
    std::chrono::microseconds latency{0};                 ///< when Alive: from connecting to the answer
};

class Judge {
  public:
    enum class News : std::uint8_t {
        None,
        Changed,  ///< state or cause: tell at once
        Latency,  ///< the same state, but the last telling is long ago
    };

    static constexpr std::uint8_t fall = 2;
    static constexpr base::Milliseconds suspectInterval{1000};
    static constexpr base::Seconds tellingInterval{30};

    /// Takes in a finding made at `now`. What it returns is to be told by the caller; the judge takes that as
    /// done.
    [[nodiscard]] News take(const Finding& finding, base::SteadyTime now);

    [[nodiscard]] model::HealthState state() const { return m_state; }
    [[nodiscard]] model::HealthCause cause() const { return m_cause; }
    /// Of the last answer; zero while there was none.
    [[nodiscard]] std::chrono::microseconds latency() const { return m_latency; }

    /// The wait until the next probe: `interval`, or less while a failure waits to be confirmed.
    [[nodiscard]] base::Milliseconds nextProbeIn(base::Milliseconds interval) const;

  private:
    [[nodiscard]] News become(model::HealthState state, model::HealthCause cause, base::SteadyTime now);

    model::HealthState m_state = model::HealthState::Unknown;
    model::HealthCause m_cause = model::HealthCause::NotYetProbed;
    std::uint8_t m_failures = 0;  ///< in a row, counted up to `fall`
    std::chrono::microseconds m_latency{0};
    base::SteadyTime m_toldAt{};
};

}  // namespace portolan::health
