// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/healthrecorder.h"

#include "backend/control/probed.h"

#include <algorithm>
#include <utility>

namespace portolan::control {

namespace {

using namespace std::chrono_literals;

bool isWatched(const model::Service* service) {
    return service && isProbed(*service);
}

bool has(const model::Service* service, model::TargetId id) {
    return service && std::any_of(service->targets.begin(), service->targets.end(),
                                  [id](const model::Target& target) { return target.id == id; });
}

}  // namespace

HealthRecorder::HealthRecorder(base::Executor& executor, const base::Clock& clock,
                               store::MeasurementStorage& storage)
    : m_executor(executor),
      m_clock(clock),
      m_storage(storage),
      m_minute(model::minuteOf(clock.systemNow())) {}

HealthRecorder::~HealthRecorder() {
    handOver();
}

void HealthRecorder::follow(const model::Service* before, const model::Service* after) {
    if (!before)
        return;
    std::vector<model::TargetId> gone;
    for (const model::Target& target : before->targets) {
        const bool stays = has(after, target.id);
        if (!stays || !isWatched(after))
            stop(target.id);
        if (!stays)
            gone.push_back(target.id);
    }
    if (gone.empty())
        return;
    std::erase_if(m_over, [&gone](const model::HealthSample& sample) {
        return std::find(gone.begin(), gone.end(), sample.target) != gone.end();
    });
    m_storage.forget(std::move(gone));
}

void HealthRecorder::stop(model::TargetId target) {
    catchUp();
    const auto at = m_watched.find(target);
    if (at == m_watched.end())
        return;
    countUntil(at->second, m_clock.steadyNow());
    if (at->second.measured > 0ms)
        m_over.push_back({target, m_minute, slotOf(at->second)});
    m_watched.erase(at);
}

void HealthRecorder::enter(const live::HealthReport& report, const model::Service* service) {
    if (!isWatched(service))
        return;
    catchUp();
    if (report.state == model::HealthState::Unknown) {
        stop(report.target);
        return;
    }
    const base::SteadyTime now = m_clock.steadyNow();
    const auto [at, isNew] = m_watched.try_emplace(report.target);
    Watch& watch = at->second;
    if (isNew)
        watch.since = now;
    countUntil(watch, now);
    watch.answers = report.answers;
    if (report.answers && report.latency > 0us) {
        watch.latencySum += report.latency;
        ++watch.latencies;
    }
    arm();
}

void HealthRecorder::countUntil(Watch& watch, base::SteadyTime end) {
    const auto passed = std::chrono::duration_cast<base::Milliseconds>(end - watch.since);
    if (passed <= 0ms)
        return;
    watch.since += passed;
    watch.measured += passed;
    if (watch.answers)
        watch.up += passed;
}

model::HealthSlot HealthRecorder::slotOf(const Watch& watch) {
    return model::makeHealthSlot(
        watch.up, watch.measured,
        watch.latencies > 0 ? std::optional(watch.latencySum / watch.latencies) : std::nullopt);
}

/// Closes the minute that is over. Of one that follows directly the beginning is known to the millisecond;
/// any other step is a jump, behind which the new minute begins at once.
void HealthRecorder::catchUp() {
    const base::SystemTime now = m_clock.systemNow();
    const std::int64_t minute = model::minuteOf(now);
    if (minute == m_minute)
        return;
    const auto intoMinute = now.time_since_epoch() - std::chrono::minutes(minute);
    const bool isNext = minute == m_minute + 1;
    closeMinute(m_clock.steadyNow() - (isNext ? intoMinute : base::SystemTime::duration(0)));
    m_minute = minute;
}

void HealthRecorder::closeMinute(base::SteadyTime end) {
    std::vector<model::HealthSample> samples = std::exchange(m_over, {});
    samples.reserve(samples.size() + m_watched.size());
    for (auto& [target, watch] : m_watched) {
        countUntil(watch, end);
        if (watch.measured > 0ms)
            samples.push_back({target, m_minute, slotOf(watch)});
        watch.up = watch.measured = 0ms;
        watch.latencySum = 0us;
        watch.latencies = 0;
    }
    if (!samples.empty())
        m_storage.append(std::move(samples));
}

void HealthRecorder::handOver() {
    catchUp();
    const base::SteadyTime now = m_clock.steadyNow();
    std::vector<model::HealthSample> samples = m_over;
    for (auto& [target, watch] : m_watched) {
        countUntil(watch, now);
        if (watch.measured > 0ms)
            samples.push_back({target, m_minute, slotOf(watch)});
    }
    if (!samples.empty())
        m_storage.append(std::move(samples));
}

void HealthRecorder::arm() {
    if (m_isArmed || m_watched.empty())
        return;
    m_isArmed = true;
    const auto intoMinute = m_clock.systemNow().time_since_epoch() % std::chrono::minutes(1);
    const auto left = std::chrono::ceil<base::Milliseconds>(std::chrono::minutes(1) - intoMinute);
    m_executor.postAfter(left, [this, alive = std::weak_ptr<bool>(m_alive)] {
        if (!alive.lock())
            return;
        m_isArmed = false;
        catchUp();
        arm();
    });
}

}  // namespace portolan::control
