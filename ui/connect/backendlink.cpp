// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/backendlink.h"

#include "ui/connect/guarded.h"

#include <utility>

namespace portolan::ui::connect {

BackendLink::BackendLink(api::Administration& backend, Pace pace) : m_backend(backend), m_pace(pace) {
    m_next.setSingleShot(true);
    QObject::connect(&m_next, &QTimer::timeout, this, [this] { refresh(); });
}

void BackendLink::start() {
    refresh();
}

void BackendLink::refresh() {
    if (std::exchange(m_asking, true))
        return;
    m_backend.status({}, guarded<api::SystemStatus>(this, [this](base::Result<api::SystemStatus> reply) {
                         take(std::move(reply));
                     }));
}

void BackendLink::noteLost() {
    if (m_state == State::Connected)
        m_state = State::Lost;
    Q_EMIT changed();
    refresh();
}

std::vector<std::string> BackendLink::zoneNames() const {
    std::vector<std::string> names;
    if (m_status)
        for (const api::ZoneView& zone : m_status->zones)
            names.push_back(zone.name);
    return names;
}

void BackendLink::take(base::Result<api::SystemStatus> reply) {
    m_asking = false;
    const State before = m_state;
    bool differs = false;
    if (reply) {
        m_state = State::Connected;
        m_error.reset();
        differs = m_status != reply.value();
        m_status = std::move(reply).value();
    } else {
        m_state = State::Lost;
        differs = m_error != reply.error();
        m_error = std::move(reply).error();
    }
    m_next.start(m_state == State::Connected ? m_pace.whenConnected : m_pace.whenLost);
    if (differs || m_state != before)
        Q_EMIT changed();
}

}  // namespace portolan::ui::connect
