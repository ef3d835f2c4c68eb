// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/noticekeeper.h"

#include "backend/api/json.h"
#include "backend/api/noticesjson.h"
#include "backend/control/events.h"

#include <QJsonDocument>
#include <QRandomGenerator>

#include <algorithm>
#include <utility>

namespace portolan::control {

namespace {

std::string bodyOf(const model::Notice& notice) {
    return QJsonDocument(api::toJson(notice)).toJson(QJsonDocument::Compact).toStdString();
}

/// Both transports of DNS are one; it does not listen where one of them does not.
std::vector<model::ListenerSubject> subjectsOf(const std::vector<api::ListenerView>& listeners) {
    std::vector<model::ListenerSubject> subjects;
    for (const api::ListenerView& listener : listeners) {
        if (listener.status == "disabled")
            continue;
        const auto same = std::find_if(subjects.begin(), subjects.end(), [&](const auto& subject) {
            return subject.name == listener.name && subject.address == listener.address;
        });
        const std::string message = listener.status == "failed" ? listener.message : std::string();
        if (same == subjects.end())
            subjects.push_back({listener.name, listener.address, message});
        else if (same->message.empty())
            same->message = message;
    }
    return subjects;
}

}  // namespace

NoticeKeeper::NoticeKeeper(Parts parts)
    : m_parts(std::move(parts)),
      m_board(m_parts.clock),
      m_courier({m_parts.executor, m_parts.clock, m_parts.poster, m_parts.policy,
                 [] { return QRandomGenerator::global()->generateDouble(); }, m_parts.gone,
                 [this](model::WebhookId id, std::optional<std::uint64_t> notice) {
                     m_parts.storage.keepWaiting(id, notice);
                 }}) {
    m_parts.storage.readNotices([this, alive = std::weak_ptr<bool>(m_alive)](const auto& earlier) {
        if (alive.lock())
            restore(earlier);
    });
    m_parts.storage.readWaiting([this, alive = std::weak_ptr<bool>(m_alive)](const auto& waiting) {
        if (alive.lock())
            resume(waiting);
    });
}

void NoticeKeeper::restore(const std::vector<std::string>& earlier) {
    std::vector<model::Notice> notices;
    for (const std::string& text : earlier)
        if (const auto json = api::parseObject(QByteArray::fromStdString(text)))
            if (auto notice = api::noticeFromJson(*json))
                notices.push_back(std::move(notice).value());
    m_board.restore(notices);
    m_knowsEarlier = true;
    arm();
}

void NoticeKeeper::resume(const std::map<model::WebhookId, std::uint64_t>& waiting) {
    std::vector<notices::Courier::Told> told;
    for (const model::Notice& notice : m_board.kept())
        if (m_parts.clock.systemNow() - notice.at < longestWaiting)
            told.push_back({notice, bodyOf(notice)});
    for (const auto& [webhook, notice] : waiting)
        m_courier.resume(webhook, notice, told);
}

void NoticeKeeper::configure(const model::NoticeSettings& settings) {
    m_board.setTimes({settings.groupFor, settings.coolDown});
    m_courier.setFirstWait(settings.firstRetry);
    m_command.setCommand(settings.command);
    lookAround();
}

void NoticeKeeper::follow(const store::WebhookEdit& edit) {
    if (edit.after)
        m_courier.follow(*edit.after);
    else
        m_courier.forget(edit.before->id);
}

void NoticeKeeper::look(const model::Service& service, const api::HealthView& health) {
    model::NoticeSubject subject{service.id, service.name, service.host.text(), health.state, health.cause};
    subject.detail = health.detail;
    subject.since = health.since.value_or(std::chrono::floor<base::Milliseconds>(m_parts.clock.systemNow()));
    m_board.enter(subject);
    arm();
}

void NoticeKeeper::lookAround() {
    m_board.enter(m_parts.certificates());
    m_board.enter(subjectsOf(m_parts.listeners()));
    arm();
    if (std::exchange(m_looksAgain, true))
        return;
    m_parts.executor.postAfter(lookInterval, [this, alive = std::weak_ptr<bool>(m_alive)] {
        if (!alive.lock())
            return;
        m_looksAgain = false;
        lookAround();
    });
}

api::NoticeList NoticeKeeper::list(const api::NoticesRequest& wanted) const {
    api::NoticeList list;
    const auto& kept = m_board.kept();
    for (auto notice = kept.rbegin(); notice != kept.rend() && notice->id > wanted.after; ++notice) {
        ++list.total;
        if (list.items.size() < wanted.limit)
            list.items.push_back(*notice);
    }
    return list;
}

void NoticeKeeper::test(model::WebhookId id, std::function<void(notices::PostOutcome)> done) {
    model::Notice notice;
    notice.at = std::chrono::floor<base::Milliseconds>(m_parts.clock.systemNow());
    m_courier.test(id, bodyOf(notice), std::move(done));
}

void NoticeKeeper::tell(const model::Notice& notice) {
    tellNotice(m_parts.events, notice);
    const std::string body = bodyOf(notice);
    m_parts.storage.keepNotice(notice.id, body);
    m_courier.deliver(notice, body);
    m_command.run(std::string(model::toWord(notice.kind)), body);
}

void NoticeKeeper::arm() {
    const auto next = m_board.nextAt();
    if (!m_knowsEarlier || !next || (m_wakeAt && *m_wakeAt <= *next))
        return;
    m_wakeAt = next;
    const base::SteadyTime now = m_parts.clock.steadyNow();
    const auto delay = std::chrono::ceil<base::Milliseconds>(std::max(*next, now) - now);
    m_parts.executor.postAfter(delay, [this, at = *next, alive = std::weak_ptr<bool>(m_alive)] {
        if (alive.lock() && m_wakeAt == at)
            onTimer();
    });
}

/// What is to be told may have passed since it was seen.
void NoticeKeeper::onTimer() {
    m_wakeAt.reset();
    lookAround();
    for (const model::Notice& notice : m_board.take())
        tell(notice);
    arm();
}

}  // namespace portolan::control
