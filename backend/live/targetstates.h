// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What is known of each target while the program runs, by target id: what its probes last found (written by
// health/ on the worker that probes), and what requests to it met with (written by proxy/ on every worker).
// Read by any thread without a lock. The causes in words and the history live on the control side.

#include "backend/live/targettable.h"
#include "backend/live/targettraffic.h"
#include "backend/model/health.h"
#include "backend/model/service.h"

#include <atomic>
#include <cstdint>

namespace portolan::live {

struct TargetState {
    std::atomic<model::HealthState> state{model::HealthState::Unknown};
    std::atomic<model::HealthCause> cause{model::HealthCause::NotYetProbed};
    std::atomic<std::int64_t> sinceMilliseconds{0};  ///< system time of the last change of state
    std::atomic<std::uint32_t> latencyMicroseconds{0};
};

class TargetStates {
  public:
    /// The state of a target; Unknown for one that was never written. Wait-free.
    [[nodiscard]] const TargetState& of(model::TargetId id) const { return m_states.of(id); }
    /// The state to write to, and to keep a reference to.
    [[nodiscard]] TargetState& edit(model::TargetId id) { return m_states.edit(id); }
    /// The same of the requests to it. Only targets of services that spread requests have one: the table
    /// grows with them alone.
    [[nodiscard]] TargetTraffic& traffic(model::TargetId id) { return m_traffic.edit(id); }

  private:
    TargetTable<TargetState> m_states;
    TargetTable<TargetTraffic> m_traffic;
};

}  // namespace portolan::live
