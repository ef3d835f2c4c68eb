// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/health/judge.h"

#include <algorithm>

namespace portolan::health {

using model::HealthCause;
using model::HealthState;

namespace {

void count(std::uint8_t& counter, std::uint8_t most) {
    counter = std::min<std::uint8_t>(most, static_cast<std::uint8_t>(counter + 1));
}

}  // namespace

Judge::News Judge::take(const Finding& finding, const model::HealthPolicy& policy, base::SteadyTime now) {
    if (finding.kind == Finding::Kind::Inconclusive)
        return News::None;
    const bool answeredBefore = answers();
    const bool wasKnown = m_actual.state != HealthState::Unknown;
    m_actual = levelAfter(finding, policy, now);
    if (wasKnown && answers() != answeredBefore)
        m_changes.push_back(now);
    return show(damped(policy, now), answeredBefore, now);
}

base::Milliseconds Judge::nextProbeIn(base::Milliseconds interval) const {
    return m_suspect ? std::min(suspectInterval, interval) : interval;
}

Judge::Level Judge::levelAfter(const Finding& finding, const model::HealthPolicy& policy,
                               base::SteadyTime now) {
    if (finding.kind == Finding::Kind::Alive)
        return afterAnswer(finding, policy);
    return afterFailure(finding, policy, now);
}

Judge::Level Judge::afterFailure(const Finding& finding, const model::HealthPolicy& policy,
                                 base::SteadyTime now) {
    m_answers = m_slow = m_quick = 0;
    count(m_failures, policy.fall);
    m_suspect = answers() && m_failures < policy.fall;
    if (m_suspect)
        return m_actual;
    if (m_actual.state == HealthState::Unknown && now - m_begun < policy.grace) {
        m_suspect = true;
        return {HealthState::Unknown, HealthCause::Starting, 0};
    }
    return {HealthState::Down, finding.cause, finding.detail};
}

Judge::Level Judge::afterAnswer(const Finding& finding, const model::HealthPolicy& policy) {
    m_failures = 0;
    m_latency = finding.latency;
    count(m_answers, policy.rise);
    m_suspect = m_actual.state == HealthState::Down && m_answers < policy.rise;
    if (m_suspect)
        return m_actual;
    const bool isSlow = policy.slow && finding.latency > *policy.slow;
    count(isSlow ? m_slow : m_quick, std::max(policy.rise, policy.fall));
    (isSlow ? m_quick : m_slow) = 0;
    const bool wasSlow = m_actual.state == HealthState::Degraded;
    const bool nowSlow = wasSlow ? policy.slow && m_quick < policy.rise : m_slow >= policy.fall;
    if (nowSlow)
        return {HealthState::Degraded, HealthCause::Slow,
                static_cast<std::uint32_t>(
                    std::chrono::duration_cast<base::Milliseconds>(policy.slow.value()).count())};
    return {HealthState::Up, HealthCause::None, 0};
}

Judge::Level Judge::damped(const model::HealthPolicy& policy, base::SteadyTime now) {
    std::erase_if(m_changes, [&](base::SteadyTime change) { return now - change >= policy.flapWindow; });
    // More changes than these would say nothing new.
    if (const std::size_t kept = policy.flapChanges + std::size_t{1}; m_changes.size() > kept)
        m_changes.erase(m_changes.begin(), m_changes.end() - static_cast<std::ptrdiff_t>(kept));
    const bool isCalm = m_changes.empty() || now - m_changes.back() >= policy.flapWindow / 2;
    if (policy.flapChanges == 0 || (m_flapping && isCalm)) {
        m_flapping = false;
        m_changes.clear();
    } else if (m_changes.size() > policy.flapChanges) {
        m_flapping = true;
    }
    if (!m_flapping)
        return m_actual;
    return {HealthState::Degraded, HealthCause::Flapping, static_cast<std::uint32_t>(m_changes.size())};
}

Judge::News Judge::show(const Level& level, bool answeredBefore, base::SteadyTime now) {
    const bool isSame = level.state == m_state && level.cause == m_cause;
    m_state = level.state;
    m_cause = level.cause;
    m_detail = level.detail;
    if (!isSame || answers() != answeredBefore) {
        m_toldAt = now;
        return News::Changed;
    }
    if (!answers() || now - m_toldAt < tellingInterval)
        return News::None;
    m_toldAt = now;
    return News::Latency;
}

}  // namespace portolan::health
