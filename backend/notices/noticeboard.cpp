// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/notices/noticeboard.h"

#include <algorithm>
#include <map>

namespace portolan::notices {

namespace {

using model::CertificateSubject;
using model::HealthCause;
using model::HealthState;
using model::ListenerSubject;
using model::NoticeKind;
using model::NoticeSubject;

/// Known without a probe: the target's name leads nowhere.
bool isOfName(HealthCause cause) {
    return cause == HealthCause::NameNotFound || cause == HealthCause::NameWithoutAddress ||
           cause == HealthCause::NameServerFails || cause == HealthCause::AddressRefused ||
           cause == HealthCause::NameLeadsBack;
}

/// nullopt for what says nothing about whether it can be reached. What is shown as flapping is now this, now
/// that.
std::optional<Level> levelOf(const NoticeSubject& subject) {
    if (subject.state == HealthState::Down)
        return Level::Bad;
    const bool isReachable = subject.state == HealthState::Up || subject.state == HealthState::Degraded;
    return isReachable && subject.cause != HealthCause::Flapping ? std::optional(Level::Good) : std::nullopt;
}

Level levelOf(const ListenerSubject& subject) {
    return subject.message.empty() ? Level::Good : Level::Bad;
}

std::string keyOf(const ListenerSubject& subject) {
    return subject.name + ' ' + subject.address.toString();
}

/// Each cause of a failure and each warning of an end is told by itself.
std::string keyOf(const CertificateSubject& subject) {
    std::string key = std::string(model::toWord(subject.owner)) + ' ' + subject.name + ' ';
    if (subject.failure)
        return key + subject.failure->code;
    key += std::to_string(subject.warning.count());
    // Of those of an authority now this, now that one is the first to end.
    if (subject.owner != CertificateSubject::Owner::Authority && subject.notAfter)
        key += ' ' + base::toRfc3339(*subject.notAfter);
    return key;
}

/// The notices of one moment, as they are put together.
class Notices {
  public:
    template <class Subject>
    void put(NoticeKind kind, std::vector<Subject> model::Notice::*subjects, const Subject& subject) {
        model::Notice& notice = ofKind(kind);
        ++notice.count;
        if ((notice.*subjects).size() < model::mostSubjects)
            (notice.*subjects).push_back(subject);
    }
    [[nodiscard]] std::vector<model::Notice> taken() { return std::move(m_notices); }

  private:
    model::Notice& ofKind(NoticeKind kind) {
        const auto found = std::find_if(m_notices.begin(), m_notices.end(),
                                        [kind](const model::Notice& notice) { return notice.kind == kind; });
        if (found != m_notices.end())
            return *found;
        model::Notice notice;
        notice.kind = kind;
        return m_notices.emplace_back(std::move(notice));
    }

    std::vector<model::Notice> m_notices;
};

}  // namespace

void NoticeBoard::enter(const NoticeSubject& subject) {
    const NoticeSubject* const before = m_services.find(subject.service);
    const bool isNeverProbed = subject.cause == HealthCause::NeverProbed;
    // All that is known of it is whether its name leads somewhere: if it did not, it is back with that.
    const bool isFoundAgain =
        isNeverProbed && before && (isOfName(before->cause) || before->cause == subject.cause);
    if (subject.state == HealthState::Disabled || (isNeverProbed && !isFoundAgain)) {
        m_services.forget(subject.service);
        return;
    }
    if (const auto level = isFoundAgain ? std::optional(Level::Good) : levelOf(subject))
        m_services.enter(subject.service, subject, *level);
}

void NoticeBoard::enter(const std::vector<CertificateSubject>& troubles) {
    std::set<std::string> bad;
    for (const CertificateSubject& subject : troubles) {
        m_certificates.enter(keyOf(subject), subject, Level::Bad);
        bad.insert(keyOf(subject));
    }
    for (const auto& [key, subject] : m_certificates.watched())
        if (!bad.contains(key))
            m_certificates.enter(key, subject, Level::Good);
    m_certificates.forgetCalm();
}

void NoticeBoard::enter(const std::vector<ListenerSubject>& listeners) {
    std::set<std::string> wanted;
    for (const ListenerSubject& subject : listeners) {
        m_listeners.enter(keyOf(subject), subject, levelOf(subject));
        wanted.insert(keyOf(subject));
    }
    for (const auto& [key, subject] : m_listeners.watched())
        if (!wanted.contains(key))
            m_listeners.forget(key);
}

std::optional<base::SteadyTime> NoticeBoard::nextAt() const {
    std::optional<base::SteadyTime> first;
    for (const auto& due : {m_services.nextDue(), m_certificates.nextDue(), m_listeners.nextDue()})
        if (due && (!first || *due < *first))
            first = due;
    return first ? std::optional(*first + m_times.groupFor) : std::nullopt;
}

std::vector<model::Notice> NoticeBoard::take() {
    if (const auto next = nextAt(); !next || *next > m_clock.steadyNow())
        return {};
    Notices notices;
    for (auto& tale : m_services.take(m_times.coolDown)) {
        tale.subject.flaps = tale.flaps;
        notices.put(tale.level == Level::Bad ? NoticeKind::ServicesDown : NoticeKind::ServicesUp,
                    &model::Notice::services, tale.subject);
    }
    for (const auto& tale : m_certificates.take(m_times.coolDown))
        if (tale.level == Level::Bad)
            notices.put(
                tale.subject.failure ? NoticeKind::CertificatesFailed : NoticeKind::CertificatesExpiring,
                &model::Notice::certificates, tale.subject);
    for (const auto& tale : m_listeners.take(m_times.coolDown))
        notices.put(tale.level == Level::Bad ? NoticeKind::ListenersLost : NoticeKind::ListenersBack,
                    &model::Notice::listeners, tale.subject);
    std::vector<model::Notice> told = notices.taken();
    for (model::Notice& notice : told)
        keep(notice);
    return told;
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
    restoreServices(earlier);
    restoreCertificates(earlier);
    restoreListeners(earlier);
}

void NoticeBoard::restoreServices(const std::vector<model::Notice>& earlier) {
    std::map<model::ServiceId, const NoticeSubject*> down;
    for (const model::Notice& notice : earlier)
        for (const NoticeSubject& subject : notice.services)
            down[subject.service] = notice.kind == NoticeKind::ServicesDown ? &subject : nullptr;
    for (const auto& [service, subject] : down) {
        if (!subject)
            continue;
        NoticeSubject recovered = *subject;
        recovered.state = HealthState::Up;
        recovered.cause = HealthCause::None;
        m_services.restoreBad(service, *subject, recovered);
    }
}

void NoticeBoard::restoreCertificates(const std::vector<model::Notice>& earlier) {
    for (const model::Notice& notice : earlier)
        if (m_clock.systemNow() - notice.at < certificateMemory)
            for (const CertificateSubject& subject : notice.certificates)
                m_certificates.restoreBad(keyOf(subject), subject, subject);
}

void NoticeBoard::restoreListeners(const std::vector<model::Notice>& earlier) {
    std::map<std::string, const ListenerSubject*> lost;
    for (const model::Notice& notice : earlier)
        for (const ListenerSubject& subject : notice.listeners)
            lost[keyOf(subject)] = notice.kind == NoticeKind::ListenersLost ? &subject : nullptr;
    for (const auto& [key, subject] : lost)
        if (subject)
            m_listeners.restoreBad(key, *subject, {subject->name, subject->address, {}});
}

}  // namespace portolan::notices
