// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/notices/noticeboard.h"

#include <algorithm>
#include <map>

namespace portolan::notices {

namespace {

using model::HealthCause;
using model::HealthState;
using model::NoticeKind;

/// Known without a probe: the target's name leads nowhere.
bool isOfName(HealthCause cause) {
    return cause == HealthCause::NameNotFound || cause == HealthCause::NameWithoutAddress ||
           cause == HealthCause::NameServerFails || cause == HealthCause::AddressRefused ||
           cause == HealthCause::NameLeadsBack;
}

/// Of a kind, with room for one more service.
model::Notice& noticeOf(NoticeKind kind, std::vector<model::Notice>& notices) {
    const auto found = std::find_if(notices.begin(), notices.end(),
                                    [kind](const model::Notice& notice) { return notice.kind == kind; });
    if (found != notices.end())
        return *found;
    model::Notice notice;
    notice.kind = kind;
    return notices.emplace_back(std::move(notice));
}

}  // namespace

/// nullopt for what says nothing about whether it can be reached. What is shown as flapping is now this, now
/// that.
std::optional<NoticeBoard::Level> NoticeBoard::levelOf(const model::NoticeSubject& subject) {
    if (subject.state == HealthState::Down)
        return Level::Down;
    const bool isReachable = subject.state == HealthState::Up || subject.state == HealthState::Degraded;
    return isReachable && subject.cause != HealthCause::Flapping ? std::optional(Level::Up) : std::nullopt;
}

void NoticeBoard::enter(const model::NoticeSubject& subject) {
    const auto at = m_watches.find(subject.service);
    const bool isNeverProbed = subject.cause == HealthCause::NeverProbed;
    // All that is known of it is whether its name leads somewhere: if it did not, it is back with that.
    const bool isFoundAgain =
        isNeverProbed && at != m_watches.end() &&
        (isOfName(at->second.subject.cause) || at->second.subject.cause == subject.cause);
    if (subject.state == HealthState::Disabled || (isNeverProbed && !isFoundAgain)) {
        forget(subject.service);
        return;
    }
    const std::optional<Level> level = isFoundAgain ? Level::Up : levelOf(subject);
    if (!level)
        return;
    if (at == m_watches.end()) {
        begin(subject, *level);
        return;
    }
    at->second.subject = subject;
    if (at->second.level != *level)
        change(at->second, *level);
    settle(subject.service);
}

void NoticeBoard::begin(const model::NoticeSubject& subject, Level level) {
    if (level == Level::Up) {
        m_calm.insert(subject.service);
        return;
    }
    const bool wasUp = m_calm.erase(subject.service) > 0;
    Watch& watch = m_watches[subject.service];
    watch.subject = subject;
    watch.level = level;
    watch.changes = 1;
    schedule(watch, m_clock.steadyNow() + (wasUp ? base::Seconds(0) : firstGrace));
}

/// Most services are up and have nothing to tell: they take no more room than their ids.
void NoticeBoard::settle(model::ServiceId service) {
    const auto at = m_watches.find(service);
    const Watch& watch = at->second;
    if (watch.level == Level::Down || watch.told == Level::Down || watch.changes > 0 || isQuiet(watch))
        return;
    m_watches.erase(at);
    m_calm.insert(service);
}

void NoticeBoard::change(Watch& watch, Level level) {
    watch.level = level;
    ++watch.changes;
    const bool waitsForQuietEnd = watch.quietUntil && watch.dueAt == watch.quietUntil;
    if (waitsForQuietEnd)
        return;
    if (isQuiet(watch)) {
        const bool isEndOfTold = watch.told == Level::Down && watch.changes == 1;
        schedule(watch, isEndOfTold ? m_clock.steadyNow() : *watch.quietUntil);
    } else if (level == watch.told) {
        watch.changes = 0;
        schedule(watch, std::nullopt);
    } else {
        schedule(watch, m_clock.steadyNow());
    }
}

void NoticeBoard::schedule(Watch& watch, std::optional<base::SteadyTime> at) {
    if (watch.dueAt)
        m_due.erase({*watch.dueAt, watch.subject.service});
    watch.dueAt = at;
    if (at)
        m_due.insert({*at, watch.subject.service});
}

void NoticeBoard::forget(model::ServiceId service) {
    m_calm.erase(service);
    const auto at = m_watches.find(service);
    if (at == m_watches.end())
        return;
    schedule(at->second, std::nullopt);
    m_watches.erase(at);
}

std::optional<base::SteadyTime> NoticeBoard::nextAt() const {
    return m_due.empty() ? std::nullopt : std::optional(m_due.begin()->first + m_times.groupFor);
}

std::vector<model::Notice> NoticeBoard::take() {
    std::vector<model::Notice> told;
    const base::SteadyTime now = m_clock.steadyNow();
    if (const auto next = nextAt(); !next || *next > now)
        return told;
    while (!m_due.empty() && m_due.begin()->first <= now) {
        const model::ServiceId service = m_due.begin()->second;
        tell(m_watches.at(service), told);
        settle(service);
    }
    for (model::Notice& notice : told)
        keep(notice);
    return told;
}

void NoticeBoard::tell(Watch& watch, std::vector<model::Notice>& told) {
    const bool isDown = watch.level == Level::Down;
    const bool wasHeld = watch.changes > 1;
    model::Notice& notice = noticeOf(isDown ? NoticeKind::ServicesDown : NoticeKind::ServicesUp, told);
    ++notice.count;
    if (notice.services.size() < model::mostSubjects) {
        notice.services.push_back(watch.subject);
        notice.services.back().flaps = watch.changes / 2;
    }
    if (isDown || wasHeld)
        watch.quietUntil = m_clock.steadyNow() + m_times.coolDown;
    watch.told = watch.level;
    watch.changes = 0;
    schedule(watch, std::nullopt);
}

/// Ids are times where they can be, so that they go on rising after a restart.
void NoticeBoard::keep(model::Notice& notice) {
    notice.at = std::chrono::floor<base::Milliseconds>(m_clock.systemNow());
    const auto sinceEpoch = std::chrono::duration_cast<base::Milliseconds>(notice.at.time_since_epoch());
    m_lastId = std::max(m_lastId + 1, static_cast<std::uint64_t>(sinceEpoch.count()));
    notice.id = m_lastId;
    m_kept.push_back(notice);
    if (m_kept.size() > mostKept)
        m_kept.pop_front();
}

void NoticeBoard::restore(const std::vector<model::Notice>& earlier) {
    for (auto notice = earlier.rbegin(); notice != earlier.rend() && m_kept.size() < mostKept; ++notice)
        if (m_kept.empty() || notice->id < m_kept.front().id)
            m_kept.push_front(*notice);
    if (!earlier.empty())
        m_lastId = std::max(m_lastId, earlier.back().id);
    std::map<model::ServiceId, const model::NoticeSubject*> down;
    for (const model::Notice& notice : earlier)
        for (const model::NoticeSubject& subject : notice.services)
            down[subject.service] = notice.kind == NoticeKind::ServicesDown ? &subject : nullptr;
    for (const auto& [service, subject] : down)
        if (subject)
            restoreTold(*subject);
}

/// The service may have been seen already.
void NoticeBoard::restoreTold(const model::NoticeSubject& subject) {
    const bool wasSeenUp = m_calm.erase(subject.service) > 0;
    const auto [at, isNew] = m_watches.try_emplace(subject.service);
    Watch& watch = at->second;
    watch.told = Level::Down;
    if (isNew) {
        watch.subject = subject;
        watch.level = wasSeenUp ? Level::Up : Level::Down;
        watch.subject.state = wasSeenUp ? HealthState::Up : HealthState::Down;
        watch.subject.cause = wasSeenUp ? HealthCause::None : subject.cause;
    }
    watch.changes = watch.level == Level::Up ? 1 : 0;
    schedule(watch, watch.level == Level::Up ? std::optional(m_clock.steadyNow()) : std::nullopt);
}

}  // namespace portolan::notices
