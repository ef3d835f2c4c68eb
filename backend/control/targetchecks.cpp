// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/targetchecks.h"

#include <utility>

namespace portolan::control {

using model::HealthCause;
using model::HealthState;

TargetChecks::~TargetChecks() {
    for (auto& [number, check] : std::exchange(m_checks, {}))
        check.reply(base::Error{"call.cancelled", "Portolan is being shut down.", "", {}});
}

void TargetChecks::begin(const model::Service& service, api::Reply<api::Report> reply) {
    if (service.state != model::Switch::Enabled) {
        reply(base::Error{"check.switched_off",
                          "The targets of a service that is switched off or in maintenance are not checked; "
                          "switch it on first.",
                          "",
                          {}});
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
    std::vector<Check> complete;
    for (auto at = m_checks.begin(); at != m_checks.end();) {
        for (const live::FindingReport& finding : findings)
            enter(at->second, finding);
        if (at->second.open.empty()) {
            complete.push_back(std::move(at->second));
            at = m_checks.erase(at);
        } else {
            ++at;
        }
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
