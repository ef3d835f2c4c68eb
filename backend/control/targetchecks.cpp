// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/targetchecks.h"

#include "backend/control/servicerules.h"

#include <algorithm>
#include <utility>

namespace portolan::control {

using model::HealthCause;
using model::HealthState;

namespace {

base::Error switchedOff() {
    return {"check.switched_off",
            "The targets of a service that is switched off or in maintenance are not checked; switch it on "
            "first.",
            "",
            {}};
}

}  // namespace

TargetChecks::~TargetChecks() {
    for (auto& [number, check] : std::exchange(m_checks, {}))
        check.reply(base::Error{"call.cancelled", "Portolan is being shut down.", "", {}});
}

void TargetChecks::begin(const model::Service& service, api::Reply<api::Report> reply) {
    if (service.state != model::Switch::Enabled) {
        reply(switchedOff());
        return;
    }
    Check check{{service.id, {}}, {}, std::move(reply)};
    std::vector<model::TargetId> targets;
    for (const model::Target& target : service.targets) {
        check.view.targets.push_back({target.id, target.address, HealthState::Down, HealthCause::Timeout, 0,
                                      std::nullopt, target.name ? target.name->text() : std::string()});
        check.open.insert(target.id);
        targets.push_back(target.id);
    }
    const std::uint64_t number = m_next++;
    m_checks.emplace(number, std::move(check));
    m_executor.postAfter(longestWait, [this, number, alive = std::weak_ptr<bool>(m_alive)] {
        if (alive.lock())
            giveUp(number);
    });
    m_dataPlane.check(std::move(targets));
}

void TargetChecks::take(const std::vector<live::FindingReport>& findings) {
    for (auto& [number, check] : m_checks)
        for (const live::FindingReport& finding : findings)
            enter(check, finding);
    answerComplete();
}

void TargetChecks::follow(const model::Service& before, const model::Service* after) {
    if (after && after->state == model::Switch::Enabled) {
        for (auto& [number, check] : m_checks)
            if (check.view.service == after->id)
                leaveOut(check, *after);
        answerComplete();
        return;
    }
    std::vector<Check> ended;
    for (auto at = m_checks.begin(); at != m_checks.end();) {
        const bool isOfIt = at->second.view.service == before.id;
        if (isOfIt)
            ended.push_back(std::move(at->second));
        at = isOfIt ? m_checks.erase(at) : std::next(at);
    }
    for (const Check& check : ended)
        check.reply(after ? switchedOff() : serviceNotFound(before.id));
}

/// Targets that the service has no longer.
void TargetChecks::leaveOut(Check& check, const model::Service& service) {
    std::erase_if(check.view.targets, [&](const api::CheckFinding& finding) {
        const bool isGone =
            std::none_of(service.targets.begin(), service.targets.end(),
                         [&](const model::Target& target) { return target.id == finding.id; });
        if (isGone)
            check.open.erase(finding.id);
        return isGone;
    });
}

void TargetChecks::answerComplete() {
    std::vector<Check> complete;
    for (auto at = m_checks.begin(); at != m_checks.end();) {
        const bool isComplete = at->second.open.empty();
        if (isComplete)
            complete.push_back(std::move(at->second));
        at = isComplete ? m_checks.erase(at) : std::next(at);
    }
    for (const Check& check : complete)
        check.reply(api::Report(check.view));
}

void TargetChecks::enter(Check& check, const live::FindingReport& finding) {
    if (check.open.erase(finding.target) == 0)
        return;
    for (api::CheckFinding& target : check.view.targets) {
        if (target.id != finding.target)
            continue;
        target.state = finding.state;
        target.cause = finding.cause;
        target.detail = finding.detail;
        if (finding.state == HealthState::Up)
            target.latency = finding.latency;
    }
}

void TargetChecks::giveUp(std::uint64_t number) {
    const auto at = m_checks.find(number);
    if (at == m_checks.end())
        return;
    const Check check = std::move(at->second);
    m_checks.erase(at);
    check.reply(api::Report(check.view));
}

}  // namespace portolan::control
