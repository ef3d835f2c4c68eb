// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Looks at targets that somebody has asked for ("check now"): has the probes look at once, gathers what they
// find, and answers when it is complete, or after `longestWait` with what there is; who has not answered by
// then counts as down for lack of an answer. Targets that go meanwhile are left out. What is waiting at its
// destruction is answered with call.cancelled. Control thread.

#include "backend/api/administration.h"
#include "backend/base/executor.h"
#include "backend/control/dataplane.h"
#include "backend/live/reportqueue.h"
#include "backend/model/service.h"

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <vector>

namespace portolan::control {

class TargetChecks {
  public:
    /// Shorter than callers wait (client::Timings).
    static constexpr base::Milliseconds longestWait{15000};

    /// Both outlive it.
    TargetChecks(base::Executor& executor, DataPlane& dataPlane)
        : m_executor(executor), m_dataPlane(dataPlane) {}
    ~TargetChecks();
    TargetChecks(const TargetChecks&) = delete;
    TargetChecks& operator=(const TargetChecks&) = delete;

    /// Errors: check.switched_off for a service that is disabled or in maintenance.
    void begin(const model::Service& service, api::Reply<api::Report> reply);
    void take(const std::vector<live::FindingReport>& findings);
    /// Follows the catalog: `after` is nullptr for a service that is gone. A check of one that is not looked
    /// at any more is answered with service.not_found or check.switched_off.
    void follow(const model::Service& before, const model::Service* after);

  private:
    struct Check {
        api::CheckView view{};
        std::set<model::TargetId> open{};
        api::Reply<api::Report> reply{};
    };

    static void enter(Check& check, const live::FindingReport& finding);
    static void leaveOut(Check& check, const model::Service& service);
    void answerComplete();
    void giveUp(std::uint64_t number);

    base::Executor& m_executor;
    DataPlane& m_dataPlane;
    std::map<std::uint64_t, Check> m_checks;
    std::uint64_t m_next = 0;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

}  // namespace portolan::control
