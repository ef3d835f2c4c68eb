// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/health/probescheduler.h"

#include <algorithm>

namespace portolan::health {

using model::HealthCause;
using model::HealthState;

/// One target under watch.
class ProbeScheduler::Target {
  public:
    Target(ProbeScheduler& scheduler, RouteValue targetRoute, std::size_t targetIndex)
        : route(std::move(targetRoute)),
          index(targetIndex),
          timer(this, [](void* self) { static_cast<Target*>(self)->onDue(); }),
          m_scheduler(scheduler) {}

    [[nodiscard]] const snapshot::RouteTarget& target() const { return route->targets[index]; }

    RouteValue route;
    std::size_t index;
    Judge judge;
    net::Timer timer;
    std::unique_ptr<Probe> probe;
    bool isWaiting = false;

  private:
    void onDue() { m_scheduler.due(*this); }

    ProbeScheduler& m_scheduler;
};

ProbeScheduler::ProbeScheduler(const Probe::Means& means, const Snapshots& snapshots,
                               live::TargetStates& states, live::ReportQueue& reports, Retire retire,
                               const ProbePace& pace)
    : m_means(means),
      m_engine(means.engine),
      m_clock(means.clock),
      m_snapshots(snapshots),
      m_states(states),
      m_reports(reports),
      m_retire(std::move(retire)),
      m_pace(pace) {}

ProbeScheduler::~ProbeScheduler() = default;

void ProbeScheduler::follow() {
    Snapshots::Value before = m_snapshots.value();
    if (!m_snapshots.refresh())
        return;
    using Routes = decltype(snapshot::Snapshot::routes);
    static const Routes none;
    const Snapshots::Value& after = m_snapshots.value();
    std::size_t added = 0;
    for (const auto routes : {&snapshot::Snapshot::routes, &snapshot::Snapshot::direct})
        Routes::forEachChange(before ? (*before).*routes : none, after ? (*after).*routes : none,
                              [&](std::string_view, const RouteValue& old, const RouteValue& fresh) {
                                  changeRoute(old, fresh, added);
                              });
    before.reset();
    if (auto retired = m_snapshots.takeRetired(); retired && m_retire)
        m_retire(std::move(retired));
}

void ProbeScheduler::changeRoute(const RouteValue& before, const RouteValue& after, std::size_t& added) {
    const bool watched = after && after->state == model::Switch::Enabled;
    const auto isKept = [&](model::TargetId id) {
        return watched && std::any_of(after->targets.begin(), after->targets.end(),
                                      [id](const auto& target) { return target.id == id; });
    };
    if (before)
        for (const snapshot::RouteTarget& target : before->targets)
            if (!isKept(target.id))
                dropFrom(before, target.id);
    if (!watched)
        return;
    for (std::size_t i = 0; i < after->targets.size(); ++i) {
        const auto at = m_targets.find(after->targets[i].id);
        if (at != m_targets.end() && at->second->target().address == after->targets[i].address) {
            at->second->route = after;
            at->second->index = i;
            continue;
        }
        // Thousands at once (the start of the program) are spread; a single one is probed at once.
        const base::Milliseconds delay(added++ * 1000 / m_pace.perSecond);
        add(after, i, delay);
    }
}

void ProbeScheduler::add(const RouteValue& route, std::size_t index, base::Milliseconds delay) {
    const model::TargetId id = route->targets[index].id;
    drop(id);
    auto target = std::make_unique<Target>(*this, route, index);
    m_engine.arm(target->timer, delay);
    m_targets.emplace(id, std::move(target));
}

/// A renamed service may have taken the target along already: then it stays.
void ProbeScheduler::dropFrom(const RouteValue& route, model::TargetId id) {
    const auto at = m_targets.find(id);
    if (at != m_targets.end() && at->second->route == route)
        drop(id);
}

void ProbeScheduler::drop(model::TargetId id) {
    const auto at = m_targets.find(id);
    if (at == m_targets.end())
        return;
    if (at->second->probe) {
        m_probing.erase(at->second->probe.get());
        --m_inFlight;
    }
    m_targets.erase(at);
    // What is not watched counts as unknown, so that the balancer does not avoid it for ever.
    live::TargetState& state = m_states.edit(id);
    state.state.store(HealthState::Unknown, std::memory_order_relaxed);
    state.cause.store(HealthCause::NotYetProbed, std::memory_order_relaxed);
    beginWaiting();
}

void ProbeScheduler::due(Target& target) {
    if (m_inFlight < m_pace.inFlight) {
        begin(target);
        return;
    }
    target.isWaiting = true;
    // One that was never probed goes first: somebody has just added it.
    if (target.judge.state() == HealthState::Unknown)
        m_waiting.push_front(target.target().id);
    else
        m_waiting.push_back(target.target().id);
}

void ProbeScheduler::begin(Target& target) {
    target.isWaiting = false;
    ++m_inFlight;
    target.probe = std::make_unique<Probe>(m_means, *target.route, target.target(),
                                           static_cast<Probe::Owner&>(*this), m_pace.limits);
    m_probing.emplace(target.probe.get(), &target);
}

void ProbeScheduler::beginWaiting() {
    while (m_inFlight < m_pace.inFlight && !m_waiting.empty()) {
        const auto at = m_targets.find(m_waiting.front());
        m_waiting.pop_front();
        if (at != m_targets.end() && at->second->isWaiting)
            begin(*at->second);
    }
}

void ProbeScheduler::onProbed(Probe& probe, const Finding& finding) {
    const auto at = m_probing.find(&probe);
    if (at == m_probing.end())
        return;
    Target& target = *at->second;
    m_probing.erase(at);
    --m_inFlight;
    m_engine.retire(std::move(target.probe));
    publishFinding(target, target.judge.take(finding, m_clock.steadyNow()));
    m_engine.arm(target.timer, target.judge.nextProbeIn(interval()));
    beginWaiting();
}

void ProbeScheduler::publishFinding(Target& target, Judge::News news) {
    const Judge& judge = target.judge;
    const model::TargetId id = target.target().id;
    live::TargetState& state = m_states.edit(id);
    const base::SystemTime now = m_clock.systemNow();
    if (state.state.load(std::memory_order_relaxed) != judge.state())
        state.sinceMilliseconds.store(
            std::chrono::duration_cast<base::Milliseconds>(now.time_since_epoch()).count(),
            std::memory_order_relaxed);
    state.state.store(judge.state(), std::memory_order_relaxed);
    state.cause.store(judge.cause(), std::memory_order_relaxed);
    state.latencyMicroseconds.store(static_cast<std::uint32_t>(judge.latency().count()),
                                    std::memory_order_relaxed);
    if (news != Judge::News::None)
        m_reports.post({id, judge.state(), judge.cause(), judge.latency(), now});
}

base::Milliseconds ProbeScheduler::interval() {
    const base::Milliseconds fair(m_targets.size() * 1000 / m_pace.perSecond);
    const auto wanted = std::max(m_pace.interval, fair);
    // Up to a tenth more or less, so that probes that began together drift apart.
    std::uniform_real_distribution<double> jitter(0.9, 1.1);
    return std::chrono::duration_cast<base::Milliseconds>(wanted * jitter(m_random));
}

}  // namespace portolan::health
