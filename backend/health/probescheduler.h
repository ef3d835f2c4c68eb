// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Probes every target of every enabled service, again and again, and tells what it learns: the balancers
// through live::TargetStates, control through live::ReportQueue. Lives on one worker; made, called and
// destroyed there by runtime/. Follows the snapshots: a new target is probed at once, and a change costs what
// it changed. After that each target has its turn in every interval (turns.h). However many targets there
// are, no more than a fixed number of probes begin per second or are under way, so with very many targets
// each is looked at more seldom. It decides nothing about routing.

#include "backend/base/publisher.h"
#include "backend/health/judge.h"
#include "backend/health/probe.h"
#include "backend/health/turns.h"
#include "backend/live/reportqueue.h"
#include "backend/live/targetstates.h"
#include "backend/snapshot/snapshot.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <random>
#include <unordered_map>
#include <vector>

namespace portolan::health {

struct ProbePace {
    std::size_t perSecond = 1000;
    std::size_t inFlight = 256;
};

class ProbeScheduler final : private Probe::Owner {
  public:
    using Snapshots = base::Publisher<snapshot::Snapshot>;
    /// Takes over a snapshot that is no longer used, to be freed on the control thread.
    using Retire = std::function<void(Snapshots::Value)>;

    /// All references outlive the scheduler. Does nothing before the first follow().
    ProbeScheduler(const Probe::Means& means, const Snapshots& snapshots, live::TargetStates& states,
                   live::ReportQueue& reports, Retire retire, const ProbePace& pace = {});
    ~ProbeScheduler();
    ProbeScheduler(const ProbeScheduler&) = delete;
    ProbeScheduler& operator=(const ProbeScheduler&) = delete;

    /// Takes over what has been published; to be called after each publish.
    void follow();

    /// Probes these at once, also those that are never probed otherwise, and posts a live::FindingReport for
    /// each. What is not watched (switched off, removed) is passed over.
    void check(const std::vector<model::TargetId>& targets);

    [[nodiscard]] std::size_t targetCount() const { return m_targets.size(); }
    [[nodiscard]] std::size_t probesInFlight() const { return m_inFlight; }

  private:
    class Target;
    using RouteValue = std::shared_ptr<const snapshot::Route>;

    void onProbed(Probe& probe, const Finding& finding) override;

    void changeRoute(const RouteValue& before, const RouteValue& after, std::size_t& added);
    void add(const RouteValue& route, std::size_t index, base::Milliseconds delay);
    void move(Target& target, const RouteValue& route, std::size_t index);
    void dropFrom(const RouteValue& route, model::TargetId id);
    void drop(model::TargetId id);
    void due(Target& target);
    void begin(Target& target);
    void beginWaiting();
    void answerAsk(Target& target, const Finding& finding);
    void publish(Target& target, Judge::News news);
    void stopWatching(Target& target);
    [[nodiscard]] base::Milliseconds interval(const Target& target) const;
    [[nodiscard]] base::Milliseconds untilNextTurn(Target& target);

    const Probe::Means m_means;
    net::Engine& m_engine;
    const base::Clock& m_clock;
    base::Publisher<snapshot::Snapshot>::Subscription m_snapshots;
    live::TargetStates& m_states;
    live::ReportQueue& m_reports;
    Retire m_retire;
    const ProbePace m_pace;
    std::unordered_map<model::TargetId, std::unique_ptr<Target>> m_targets;
    std::unordered_map<const Probe*, Target*> m_probing;
    std::deque<model::TargetId> m_waiting;  ///< due, but too many are in flight
    std::size_t m_inFlight = 0;
    std::minstd_rand m_random;
};

}  // namespace portolan::health
