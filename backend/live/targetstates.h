// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What is known of each target while the program runs, by target id: what its probes last found (written by
// health/ on the worker that probes), and what requests to it met with (written by proxy/ on every worker).
// Read by any thread without a lock. The causes in words and the history live on the control side.

#include "backend/base/clock.h"
#include "backend/live/targettable.h"
#include "backend/live/targettraffic.h"
#include "backend/model/health.h"
#include "backend/model/service.h"

#include <atomic>
#include <chrono>
#include <cstdint>

namespace portolan::live {

struct TargetState {
    std::atomic<model::HealthState> state{model::HealthState::Unknown};
    std::atomic<model::HealthCause> cause{model::HealthCause::NotYetProbed};
    std::atomic<std::int64_t> sinceMilliseconds{0};  ///< system time of the last change of state
    std::atomic<std::uint32_t> latencyMicroseconds{0};
};

/// What the newest probe of a target says.
struct TargetReading {
    model::HealthState state = model::HealthState::Unknown;
    model::HealthCause cause = model::HealthCause::None;
    std::chrono::microseconds latency{0};
    base::SystemTime at{};
};

class TargetStates {
  public:
    /// The state of a target; Unknown for one that was never written. Wait-free.
    [[nodiscard]] const TargetState& of(model::TargetId id) const { return m_states.of(id); }
    /// The same, to keep a reference to.
    [[nodiscard]] const TargetState& keep(model::TargetId id) { return m_states.edit(id); }
    /// For the one who probes.
    void enter(model::TargetId id, const TargetReading& reading) {
        constexpr auto relaxed = std::memory_order_relaxed;
        TargetState& state = m_states.edit(id);
        const bool isChange = state.state.load(relaxed) != reading.state;
        if (isChange)
            state.sinceMilliseconds.store(
                std::chrono::duration_cast<base::Milliseconds>(reading.at.time_since_epoch()).count(),
                relaxed);
        state.state.store(reading.state, relaxed);
        state.cause.store(reading.cause, relaxed);
        state.latencyMicroseconds.store(static_cast<std::uint32_t>(reading.latency.count()), relaxed);
        if (isChange)
            noteChange();
    }
    /// The same of the requests to it. Only targets of services that spread requests have one: the table
    /// grows with them alone.
    [[nodiscard]] TargetTraffic& traffic(model::TargetId id) { return m_traffic.edit(id); }

    /// Rises after each change of any state, and after any target is passed over. Who worked something out
    /// from them may keep it while this stays the same as before the working out; never 0.
    [[nodiscard]] std::uint64_t changes() const { return m_changes.load(std::memory_order_acquire); }
    /// A target is passed over from now on (its traffic says so).
    void noteChange() { m_changes.fetch_add(1, std::memory_order_release); }

  private:
    TargetTable<TargetState> m_states;
    TargetTable<TargetTraffic> m_traffic;
    alignas(64) std::atomic<std::uint64_t> m_changes{1};  ///< read for every request that is spread
};

}  // namespace portolan::live
