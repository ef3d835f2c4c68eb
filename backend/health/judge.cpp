// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/health/judge.h"

#include <algorithm>

namespace portolan::health {

using model::HealthCause;
using model::HealthState;

Judge::News Judge::take(const Finding& finding, base::SteadyTime now) {
    if (finding.kind == Finding::Kind::Inconclusive)
        return News::None;
    if (finding.kind == Finding::Kind::Alive) {
        m_failures = 0;
        m_latency = finding.latency;
        return become(HealthState::Up, HealthCause::None, now);
    }
    m_failures = std::min<std::uint8_t>(fall, static_cast<std::uint8_t>(m_failures + 1));
    if (m_state == HealthState::Up && m_failures < fall)
        return News::None;
    return become(HealthState::Down, finding.cause, now);
}

base::Milliseconds Judge::nextProbeIn(base::Milliseconds interval) const {
    const bool suspect = m_state == HealthState::Up && m_failures > 0;
    return suspect ? std::min(suspectInterval, interval) : interval;
}

Judge::News Judge::become(HealthState state, HealthCause cause, base::SteadyTime now) {
    if (state != m_state || cause != m_cause) {
        m_state = state;
        m_cause = cause;
        m_toldAt = now;
        return News::Changed;
    }
    if (state != HealthState::Up || now - m_toldAt < tellingInterval)
        return News::None;
    m_toldAt = now;
    return News::Latency;
}

}  // namespace portolan::health
