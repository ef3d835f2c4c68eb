// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/balancer.h"

namespace portolan::proxy {

const snapshot::RouteTarget& Balancer::choose(const snapshot::Route& route,
                                              const snapshot::RouteTarget* avoid) {
    const std::size_t count = route.targets.size();
    if (count == 1)
        return route.targets.front();
    std::uint32_t& turn = m_turns[static_cast<std::uint64_t>(route.service)];
    const std::size_t start = turn++ % count;
    const snapshot::RouteTarget* fallback = nullptr;
    for (std::size_t i = 0; i < count; ++i) {
        const snapshot::RouteTarget& target = route.targets[(start + i) % count];
        if (&target == avoid)
            continue;
        if (!isDown(target))
            return target;
        if (!fallback)
            fallback = &target;
    }
    return *fallback;
}

const snapshot::RouteTarget* Balancer::other(const snapshot::Route& route,
                                             const snapshot::RouteTarget& avoid) {
    if (route.targets.size() == 1)
        return nullptr;
    const snapshot::RouteTarget& chosen = choose(route, &avoid);
    return isDown(chosen) ? nullptr : &chosen;
}

bool Balancer::isDown(const snapshot::RouteTarget& target) const {
    return m_states.of(target.id).state.load(std::memory_order_relaxed) == model::HealthState::Down;
}

}  // namespace portolan::proxy
