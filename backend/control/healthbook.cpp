// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/healthbook.h"

#include "backend/control/probed.h"

#include <algorithm>

namespace portolan::control {

namespace {

using model::HealthCause;
using model::HealthState;

bool has(const std::vector<api::HealthView>& targets, HealthState state) {
    return std::any_of(targets.begin(), targets.end(),
                       [state](const api::HealthView& health) { return health.state == state; });
}

const api::HealthView& first(const std::vector<api::HealthView>& targets, HealthState state) {
    return *std::find_if(targets.begin(), targets.end(),
                         [state](const api::HealthView& health) { return health.state == state; });
}

/// The same verdict without what is measured of the one target.
api::HealthView withCauseOf(const api::HealthView& target) {
    api::HealthView verdict{target.state, target.cause};
    verdict.detail = target.detail;
    return verdict;
}

/// State and cause of a service with these targets.
api::HealthView verdictOf(const std::vector<api::HealthView>& targets) {
    const bool anyDown = has(targets, HealthState::Down);
    const bool anyUp = has(targets, HealthState::Up) || has(targets, HealthState::Degraded);
    // Those that are never looked at count as well: requests go there.
    const bool anyUnseen = std::any_of(targets.begin(), targets.end(), [](const api::HealthView& health) {
        return health.cause == HealthCause::NeverProbed;
    });
    if (anyDown && (anyUp || anyUnseen))
        return {HealthState::Degraded, HealthCause::SomeDown};
    if (has(targets, HealthState::Degraded))
        return withCauseOf(first(targets, HealthState::Degraded));
    if (anyUp)
        return {HealthState::Up, HealthCause::None};
    if (anyDown && !has(targets, HealthState::Unknown))
        return withCauseOf(first(targets, HealthState::Down));
    if (!targets.empty() && !anyDown)
        return withCauseOf(targets.front());
    return {HealthState::Unknown, HealthCause::NotYetProbed};
}

}  // namespace

void HealthBook::follow(const model::Service* before, const model::Service* after) {
    if (before)
        for (const model::Target& target : before->targets) {
            const bool stays = after && std::any_of(after->targets.begin(), after->targets.end(),
                                                    [&](const auto& other) { return other.id == target.id; });
            if (!stays)
                m_targets.erase(target.id);
        }
    if (!after)
        return;
    for (const model::Target& target : after->targets) {
        Entry& entry = m_targets[target.id];
        entry.service = after->id;
        entry.isProbed = isProbed(*after);
        // What was found before says nothing by the time that somebody looks again.
        if (!entry.isProbed)
            entry.health = {};
        if (after->checks.kind == model::ProbeKind::Never)
            entry.health.cause = HealthCause::NeverProbed;
        // An only target is never passed over.
        if (after->targets.size() == 1)
            entry.passedOver = HealthCause::None;
    }
}

std::optional<model::ServiceId> HealthBook::enter(const live::HealthReport& report) {
    const auto entry = m_targets.find(report.target);
    if (entry == m_targets.end() || !entry->second.isProbed)
        return std::nullopt;
    api::HealthView& health = entry->second.health;
    const bool isNewState = health.state != report.state || !health.since;
    const bool isNews = isNewState || health.cause != report.cause;
    health.detail = report.detail;
    if (isNewState)
        health.since = std::chrono::floor<base::Milliseconds>(report.at);
    health.state = report.state;
    health.cause = report.cause;
    health.latency.reset();
    if (report.state == HealthState::Up)
        entry->second.offered.reset();
    if (report.latency.count() > 0)
        health.latency = report.latency;
    return isNews ? std::optional(entry->second.service) : std::nullopt;
}

std::optional<model::ServiceId> HealthBook::enter(const live::TrafficReport& report) {
    const auto entry = m_targets.find(report.target);
    if (entry == m_targets.end() || entry->second.passedOver == report.cause)
        return std::nullopt;
    entry->second.passedOver = report.cause;
    entry->second.passedOverSince = std::chrono::floor<base::Milliseconds>(report.at);
    return entry->second.service;
}

std::optional<model::ServiceId> HealthBook::enterOffered(model::TargetId target,
                                                         const model::Fingerprint& offered) {
    const auto entry = m_targets.find(target);
    if (entry == m_targets.end())
        return std::nullopt;
    entry->second.offered = offered;
    return entry->second.service;
}

std::optional<model::ServiceId> HealthBook::enterLost(model::TargetId target, HealthCause cause,
                                                      base::SystemTime since) {
    const auto entry = m_targets.find(target);
    if (entry == m_targets.end() || entry->second.lost == cause)
        return std::nullopt;
    entry->second.lost = cause;
    entry->second.lostSince = std::chrono::floor<base::Milliseconds>(since);
    return entry->second.service;
}

std::optional<model::ServiceId> HealthBook::serviceOf(model::TargetId id) const {
    const auto entry = m_targets.find(id);
    return entry == m_targets.end() ? std::nullopt : std::optional(entry->second.service);
}

std::optional<model::Fingerprint> HealthBook::offeredBy(model::TargetId id) const {
    const auto entry = m_targets.find(id);
    return entry == m_targets.end() ? std::nullopt : entry->second.offered;
}

api::HealthView HealthBook::ofTarget(model::TargetId id) const {
    const auto entry = m_targets.find(id);
    return entry == m_targets.end() ? api::HealthView{} : shown(entry->second);
}

/// What probes say counts for more, unless they say that all is well.
api::HealthView HealthBook::shown(const Entry& entry) {
    if (entry.lost != HealthCause::None)
        return {HealthState::Down, entry.lost, entry.lostSince};
    api::HealthView health = entry.health;
    if (entry.passedOver == HealthCause::None || health.state == HealthState::Down)
        return health;
    health.state = HealthState::Degraded;
    health.cause = entry.passedOver;
    health.since = entry.passedOverSince;
    return health;
}

std::map<model::HealthState, std::uint64_t> HealthBook::states() const {
    std::map<model::HealthState, std::uint64_t> counts;
    for (const auto& [id, entry] : m_targets)
        ++counts[shown(entry).state];
    return counts;
}

api::HealthView HealthBook::ofService(const model::Service& service) const {
    if (service.state == model::Switch::Disabled)
        return {HealthState::Disabled, HealthCause::SwitchedOff};
    if (service.state == model::Switch::Maintenance)
        return {HealthState::Disabled, HealthCause::Maintenance};
    std::vector<api::HealthView> targets;
    for (const model::Target& target : service.targets)
        targets.push_back(ofTarget(target.id));
    api::HealthView verdict = verdictOf(targets);
    std::chrono::microseconds sum{0};
    int measured = 0;
    for (const api::HealthView& target : targets) {
        if (target.since && (!verdict.since || *target.since > *verdict.since))
            verdict.since = target.since;
        if (target.latency && target.state != HealthState::Down) {
            sum += *target.latency;
            ++measured;
        }
    }
    if (measured > 0)
        verdict.latency = sum / measured;
    return verdict;
}

}  // namespace portolan::control
