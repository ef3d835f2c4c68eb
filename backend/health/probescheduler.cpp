// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/health/probescheduler.h"

#include <algorithm>
#include <utility>

namespace portolan::health {

using model::HealthCause;
using model::HealthState;

namespace {

/// Whether probes of both would ask the same, of the same one. That a certificate has been seen first (`b`
/// has a pin then) asks nothing else of it.
bool isSameQuestion(const snapshot::Route& a, const snapshot::RouteTarget& ofA, const snapshot::Route& b,
                    const snapshot::RouteTarget& ofB) {
    return ofA.address == ofB.address && a.checks == b.checks && a.delivery == b.delivery &&
           a.protocol == b.protocol && a.host == b.host && a.policy.hostHeader == b.policy.hostHeader &&
           a.policy.requestFields == b.policy.requestFields && a.policy.tls == b.policy.tls &&
           (!ofA.pin || ofA.pin == ofB.pin);
}

}  // namespace

/// One target under watch.
class ProbeScheduler::Target {
  public:
    Target(ProbeScheduler& scheduler, RouteValue targetRoute, std::size_t targetIndex)
        : route(std::move(targetRoute)),
          index(targetIndex),
          judge(scheduler.m_clock.steadyNow()),
          timer(this, [](void* self) { static_cast<Target*>(self)->onDue(); }),
          turns(route->targets[index].id),
          m_scheduler(scheduler) {}

    [[nodiscard]] const snapshot::RouteTarget& target() const { return route->targets[index]; }
    [[nodiscard]] const model::HealthPolicy& policy() const { return route->checks; }
    [[nodiscard]] bool isWatched() const { return policy().kind != model::ProbeKind::Never; }

    RouteValue route;
    std::size_t index;
    Judge judge;
    net::Timer timer;
    std::unique_ptr<Probe> probe;
    Turns turns;
    bool isWaiting = false;
    bool isAsked = false;     ///< a finding is waited for
    bool answersAsk = false;  ///< the probe under way began after it was asked for

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
        if (at != m_targets.end()) {
            move(*at->second, after, i);
            continue;
        }
        // Thousands at once (the start of the program) are spread; a single one is probed at once.
        const base::Milliseconds delay(added++ * 1000 / m_pace.perSecond);
        add(after, i, delay);
    }
}

/// To another route, perhaps with another address or other rules: what was found before counts until the
/// target is probed anew, at once. A probe that is under way would answer the old question.
void ProbeScheduler::move(Target& target, const RouteValue& route, std::size_t index) {
    const RouteValue old = std::exchange(target.route, route);
    const snapshot::RouteTarget& before = old->targets[std::exchange(target.index, index)];
    if (isSameQuestion(*old, before, *route, target.target()))
        return;
    if (target.probe) {
        m_probing.erase(target.probe.get());
        m_engine.retire(std::move(target.probe));
        --m_inFlight;
    }
    if (!target.isWatched())
        stopWatching(target);
    if (target.isWatched() || target.isAsked) {
        target.turns.step();
        if (!target.isWaiting)
            m_engine.arm(target.timer, base::Milliseconds(0));
    }
    beginWaiting();
}

void ProbeScheduler::add(const RouteValue& route, std::size_t index, base::Milliseconds delay) {
    const model::TargetId id = route->targets[index].id;
    drop(id);
    Target& target = *m_targets.emplace(id, std::make_unique<Target>(*this, route, index)).first->second;
    if (!target.isWatched())
        return;
    const base::Milliseconds untilTurn = untilNextTurn(target);
    if (delay < untilTurn)
        target.turns.step();
    m_engine.arm(target.timer, std::min(delay, untilTurn));
}

void ProbeScheduler::stopWatching(Target& target) {
    target.timer.disarm();
    target.isWaiting = target.isWaiting && target.isAsked;
    target.judge = Judge(m_clock.steadyNow());
    publish(target, Judge::News::None);
}

void ProbeScheduler::check(const std::vector<model::TargetId>& targets) {
    for (const model::TargetId id : targets) {
        const auto at = m_targets.find(id);
        if (at == m_targets.end() || at->second->isAsked)
            continue;
        Target& target = *at->second;
        target.isAsked = true;
        target.turns.step();
        if (target.probe || target.isWaiting)
            continue;  // a fresh one follows
        target.timer.disarm();
        due(target);
    }
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
    m_states.enter(id, {HealthState::Unknown, HealthCause::NotYetProbed, {}, m_clock.systemNow()});
    beginWaiting();
}

void ProbeScheduler::due(Target& target) {
    if (m_inFlight < m_pace.inFlight) {
        begin(target);
        return;
    }
    target.isWaiting = true;
    // One that was never probed or is asked for goes first: somebody waits.
    if (target.judge.state() == HealthState::Unknown || target.isAsked)
        m_waiting.push_front(target.target().id);
    else
        m_waiting.push_back(target.target().id);
}

void ProbeScheduler::begin(Target& target) {
    target.isWaiting = false;
    ++m_inFlight;
    target.answersAsk = target.isAsked;
    target.probe =
        std::make_unique<Probe>(m_means, target.route, target.target(), static_cast<Probe::Owner&>(*this));
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
    if (target.isAsked && target.answersAsk)
        answerAsk(target, finding);
    if (target.isWatched()) {
        publish(target, target.judge.take(finding, target.policy(), m_clock.steadyNow()));
        m_engine.arm(target.timer, target.judge.isSuspect() ? target.judge.nextProbeIn(interval(target))
                                                            : untilNextTurn(target));
    }
    if (target.isAsked) {
        target.timer.disarm();
        due(target);
    }
    beginWaiting();
}

void ProbeScheduler::answerAsk(Target& target, const Finding& finding) {
    target.isAsked = false;
    const HealthState state = finding.kind == Finding::Kind::Alive  ? HealthState::Up
                              : finding.kind == Finding::Kind::Dead ? HealthState::Down
                                                                    : HealthState::Unknown;
    m_reports.post(
        live::FindingReport{target.target().id, state, finding.cause, finding.detail, finding.latency});
}

/// Workers are told what a target really does, people what the judge makes of it.
void ProbeScheduler::publish(Target& target, Judge::News news) {
    const Judge& judge = target.judge;
    const model::TargetId id = target.target().id;
    const base::SystemTime now = m_clock.systemNow();
    m_states.enter(id, {judge.actualState(), judge.actualCause(), judge.latency(), now});
    if (news != Judge::News::None)
        m_reports.post(live::HealthReport{id, judge.state(), judge.cause(), judge.latency(), now,
                                          judge.detail(), judge.answers()});
}

base::Milliseconds ProbeScheduler::interval(const Target& target) const {
    const base::Milliseconds fair(m_targets.size() * 1000 / m_pace.perSecond);
    return std::max({target.policy().interval, fair, base::Milliseconds(1)});
}

base::Milliseconds ProbeScheduler::untilNextTurn(Target& target) {
    const double most = target.policy().jitterPercent / 100.0;
    std::uniform_real_distribution<double> jitter(-most, most);
    return target.turns.next(m_clock.steadyNow(), interval(target), most > 0 ? jitter(m_random) : 0.0);
}

}  // namespace portolan::health
