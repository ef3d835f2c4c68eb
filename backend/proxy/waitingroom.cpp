// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/waitingroom.h"

#include <algorithm>
#include <vector>

namespace portolan::proxy {

WaitingRoom::WaitingRoom(net::Engine& engine)
    : m_engine(engine), m_look(this, [](void* self) { static_cast<WaitingRoom*>(self)->look(); }) {}

bool WaitingRoom::enter(Waiter& waiter, const Wish& wish, std::size_t most) {
    const auto waiting = std::count_if(m_line.begin(), m_line.end(), [&wish](const auto& entry) {
        return entry.second.wish.route->service == wish.route->service;
    });
    if (static_cast<std::size_t>(waiting) >= most)
        return false;
    m_line.emplace(m_next++, Place{&waiter, wish});
    if (!m_look.isArmed())
        m_engine.arm(m_look, lookEvery);
    return true;
}

void WaitingRoom::leave(const Waiter& waiter) {
    std::erase_if(m_line, [&waiter](const auto& entry) { return entry.second.waiter == &waiter; });
}

bool WaitingRoom::isWishedFor(const snapshot::Route& route, const snapshot::RouteTarget* target) const {
    return std::any_of(m_line.begin(), m_line.end(), [&](const auto& entry) {
        const Wish& wish = entry.second.wish;
        return wish.route == &route && (!wish.stuckTo || wish.stuckTo == target);
    });
}

/// Asks the first of those who wish for the same, and the next one for as long as they find a place. Whoever
/// is asked may end others that wait: so the next one is looked up anew after each.
void WaitingRoom::look() {
    std::vector<Wish> inVain;
    std::uint64_t asked = 0;
    for (auto next = m_line.begin(); next != m_line.end(); next = m_line.upper_bound(asked)) {
        asked = next->first;
        const Place place = next->second;
        const bool isInVain = std::find(inVain.begin(), inVain.end(), place.wish) != inVain.end();
        if (!isInVain && !place.waiter->onMaybeFree())
            inVain.push_back(place.wish);
    }
    if (!m_line.empty() && !m_look.isArmed())
        m_engine.arm(m_look, lookEvery);
}

}  // namespace portolan::proxy
