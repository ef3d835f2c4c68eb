// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/noticekeeper.h"

#include "backend/control/events.h"

#include <algorithm>

namespace portolan::control {

NoticeKeeper::NoticeKeeper(base::Executor& executor, const base::Clock& clock, live::EventLog& events)
    : m_executor(executor), m_clock(clock), m_events(events), m_board(clock) {}

void NoticeKeeper::look(const model::Service& service, const api::HealthView& health) {
    model::NoticeSubject subject{service.id, service.name, service.host.text(), health.state, health.cause};
    subject.detail = health.detail;
    subject.since = health.since.value_or(std::chrono::floor<base::Milliseconds>(m_clock.systemNow()));
    m_board.enter(subject);
    arm();
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

void NoticeKeeper::arm() {
    const auto next = m_board.nextAt();
    if (!next || (m_wakeAt && *m_wakeAt <= *next))
        return;
    m_wakeAt = next;
    const base::SteadyTime now = m_clock.steadyNow();
    const auto delay = std::chrono::ceil<base::Milliseconds>(std::max(*next, now) - now);
    m_executor.postAfter(delay, [this, at = *next, alive = std::weak_ptr<bool>(m_alive)] {
        if (alive.lock() && m_wakeAt == at)
            onTimer();
    });
}

void NoticeKeeper::onTimer() {
    m_wakeAt.reset();
    for (const model::Notice& notice : m_board.take())
        tellNotice(m_events, notice);
    arm();
}

}  // namespace portolan::control
