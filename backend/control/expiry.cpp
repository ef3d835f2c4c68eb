// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/expiry.h"

#include <algorithm>
#include <vector>

namespace portolan::control {

namespace {

constexpr base::Milliseconds longestSleep = std::chrono::hours(1);

}  // namespace

Expiry::Expiry(base::Executor& executor, const base::Clock& clock, std::function<void(const DueObject&)> due)
    : m_executor(executor), m_clock(clock), m_due(std::move(due)) {}

template <class Edit>
void Expiry::followEdit(const Edit& edit) {
    if (edit.before && edit.before->expiresAt)
        m_entries.erase({*edit.before->expiresAt, edit.before->id});
    if (edit.after && edit.after->expiresAt)
        m_entries.insert({*edit.after->expiresAt, edit.after->id});
    arm();
}

void Expiry::follow(const store::ServiceEdit& edit) {
    followEdit(edit);
}

void Expiry::follow(const store::RecordEdit& edit) {
    followEdit(edit);
}

void Expiry::follow(const model::Catalog& catalog) {
    catalog.services().forEach([this](const auto&, const auto& service) {
        if (service->expiresAt)
            m_entries.insert({*service->expiresAt, service->id});
    });
    catalog.records().forEach([this](const auto&, const auto& atName) {
        for (const model::Record& record : atName->records)
            if (record.expiresAt)
                m_entries.insert({*record.expiresAt, record.id});
    });
    arm();
}

void Expiry::arm() {
    if (m_entries.empty())
        return;
    const base::SystemTime now = m_clock.systemNow();
    const base::SystemTime next = std::clamp(m_entries.begin()->first, now, now + longestSleep);
    if (m_wakeAt && *m_wakeAt <= next)
        return;
    m_wakeAt = next;
    const auto delay = std::chrono::ceil<base::Milliseconds>(next - now);
    m_executor.postAfter(delay, [this, next, alive = std::weak_ptr<bool>(m_alive)] {
        if (alive.lock() && m_wakeAt == next)
            onTimer();
    });
}

void Expiry::onTimer() {
    const base::SystemTime now = m_clock.systemNow();
    m_wakeAt.reset();
    std::vector<DueObject> due;
    for (const Entry& entry : m_entries) {
        if (entry.first > now || due.size() == mostAtOnce)
            break;
        due.push_back(entry.second);
    }
    if (due.empty()) {
        arm();
        return;
    }
    // While the removals are on their way, and again if they fail.
    m_wakeAt = now + retryDelay;
    m_executor.postAfter(retryDelay, [this, at = *m_wakeAt, alive = std::weak_ptr<bool>(m_alive)] {
        if (alive.lock() && m_wakeAt == at)
            onTimer();
    });
    for (const DueObject& object : due)
        m_due(object);
}

}  // namespace portolan::control
