// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/waitingroom.h"

#include <algorithm>
#include <vector>

namespace portolan::proxy {

WaitingRoom::WaitingRoom(net::Engine& engine)
    : m_engine(engine), m_look(this, [](void* self) { static_cast<WaitingRoom*>(self)->look(); }) {}

bool WaitingRoom::enter(Waiter& waiter, model::ServiceId service, std::size_t most) {
    if (countOf(service) >= most)
        return false;
    m_line.push_back({&waiter, service});
    if (!m_look.isArmed())
        m_engine.arm(m_look, lookEvery);
    return true;
}

void WaitingRoom::leave(const Waiter& waiter) {
    m_line.remove_if([&waiter](const Place& place) { return place.waiter == &waiter; });
}

std::size_t WaitingRoom::countOf(model::ServiceId service) const {
    return static_cast<std::size_t>(std::count_if(
        m_line.begin(), m_line.end(), [service](const Place& place) { return place.service == service; }));
}

/// Asks the first of each service, and the next one for as long as they find a place. Whoever is asked may
/// end others that wait: so the line is looked at anew after each.
void WaitingRoom::look() {
    std::vector<model::ServiceId> full;
    for (bool anyAsked = true; anyAsked;) {
        const auto next = std::find_if(m_line.begin(), m_line.end(), [&full](const Place& place) {
            return std::find(full.begin(), full.end(), place.service) == full.end();
        });
        anyAsked = next != m_line.end();
        if (!anyAsked)
            break;
        const model::ServiceId service = next->service;
        if (!next->waiter->onMaybeFree())
            full.push_back(service);
    }
    if (!m_line.empty())
        m_engine.arm(m_look, lookEvery);
}

}  // namespace portolan::proxy
