// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Turns what single probes found into the state of one target, so that one lost packet does not make it look
// down. A target that was never probed believes the first finding; one that is up believes `fall` failures in
// a row, one that is down `rise` answers. Answers that are too slow, as often as `fall`, make it degraded. A
// new target that does not answer is forgiven during its grace. One that changes too often is shown as
// degraded until it has kept still for half the window in which that was counted, whatever it really does;
// answers() tells what it really does. A value without a clock, held by ProbeScheduler for each target;
// worker's thread.

#include "backend/base/clock.h"
#include "backend/model/health.h"
#include "backend/model/healthpolicy.h"

#include <chrono>
#include <cstdint>
#include <vector>

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
    std::uint32_t detail = 0;                             ///< of the cause
};

class Judge {
  public:
    enum class News : std::uint8_t {
        None,
        Changed,  ///< what is shown, or answers(): tell at once
        Latency,  ///< the same state, but the last telling is long ago
    };

    static constexpr base::Milliseconds suspectInterval{1000};
    static constexpr base::Seconds tellingInterval{30};

    /// The watch begins at `now`: so does the grace.
    explicit Judge(base::SteadyTime now) : m_begun(now) {}

    /// Takes in a finding made at `now`. What it returns is to be told by the caller; the judge takes that as
    /// done.
    [[nodiscard]] News take(const Finding& finding, const model::HealthPolicy& policy, base::SteadyTime now);

    /// As people are shown it.
    [[nodiscard]] model::HealthState state() const { return m_state; }
    [[nodiscard]] model::HealthCause cause() const { return m_cause; }
    [[nodiscard]] std::uint32_t detail() const { return m_detail; }
    /// As it is without damping: what routing goes by.
    [[nodiscard]] model::HealthState actualState() const { return m_actual.state; }
    [[nodiscard]] model::HealthCause actualCause() const { return m_actual.cause; }
    /// Whether requests would be answered.
    [[nodiscard]] bool answers() const {
        return m_actual.state == model::HealthState::Up || m_actual.state == model::HealthState::Degraded;
    }
    /// Of the last answer; zero while there was none.
    [[nodiscard]] std::chrono::microseconds latency() const { return m_latency; }

    /// Whether the next finding may change the state, so that it is worth to look soon.
    [[nodiscard]] bool isSuspect() const { return m_suspect; }
    /// The wait until the next probe: `interval`, or less while isSuspect().
    [[nodiscard]] base::Milliseconds nextProbeIn(base::Milliseconds interval) const;

  private:
    struct Level {
        model::HealthState state = model::HealthState::Unknown;
        model::HealthCause cause = model::HealthCause::NotYetProbed;
        std::uint32_t detail = 0;
        friend bool operator==(const Level&, const Level&) = default;
    };

    [[nodiscard]] Level levelAfter(const Finding& finding, const model::HealthPolicy& policy,
                                   base::SteadyTime now);
    [[nodiscard]] Level afterFailure(const Finding& finding, const model::HealthPolicy& policy,
                                     base::SteadyTime now);
    [[nodiscard]] Level afterAnswer(const Finding& finding, const model::HealthPolicy& policy);
    [[nodiscard]] Level damped(const model::HealthPolicy& policy, base::SteadyTime now);
    [[nodiscard]] News show(const Level& level, bool answeredBefore, base::SteadyTime now);

    base::SteadyTime m_begun;
    Level m_actual{};
    model::HealthState m_state = model::HealthState::Unknown;
    model::HealthCause m_cause = model::HealthCause::NotYetProbed;
    bool m_suspect = false;
    bool m_flapping = false;
    // In a row, counted up to what the policy asks for.
    std::uint8_t m_failures = 0;
    std::uint8_t m_answers = 0;
    std::uint8_t m_slow = 0;
    std::uint8_t m_quick = 0;
    std::uint32_t m_detail = 0;
    std::chrono::microseconds m_latency{0};
    base::SteadyTime m_toldAt{};
    std::vector<base::SteadyTime> m_changes{};  ///< between answering and not, within the window
};

}  // namespace portolan::health
