// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/placement.h"

#include <utility>

namespace portolan::proxy {

const snapshot::RouteTarget* Placement::choose(const snapshot::Route& route,
                                               const Balancer::Request& request) {
    m_route = &route;
    m_stuckTo = nullptr;
    m_key = 0;
    Balancer::Choice choice = m_shared.balancer.choose(route, request, now());
    m_stuckTo = choice.stuckTo;
    m_key = choice.key;
    // Nobody passes those who wait already.
    return m_shared.waiting.holds(route, choice.target) ? nullptr : take(std::move(choice));
}

const snapshot::RouteTarget* Placement::chooseAgain() {
    return take(m_shared.balancer.chooseAgain(*m_route, m_stuckTo, m_key, now()));
}

const snapshot::RouteTarget* Placement::moveOn(Balancer::Among among) {
    Balancer::Choice other = m_shared.balancer.chooseOther(*m_route, *m_target, m_key, among, now());
    if (!other.target)
        return nullptr;
    m_shared.waiting.wake();
    return take(std::move(other));
}

/// A request on trial waits for its answer, however long that takes: it is what decides. And where errors put
/// a target out, that does not mean that it will not answer.
bool Placement::isLost() const {
    const bool isDown =
        m_shared.targets.of(m_target->id).state.load(std::memory_order_relaxed) == model::HealthState::Down;
    const bool outMeansLost =
        m_lease.attempt() == ejection::Attempt::Usual && m_route->balancing.ejection.serverErrors == 0;
    return isDown || (outMeansLost && m_shared.balancer.isLost(*m_target, now()));
}

void Placement::noteAnswer(int status, ClientSide& client) {
    note(status >= 500 ? ejection::Outcome::ServerError : ejection::Outcome::Answered);
    if (m_route->balancing.sticky == model::StickyCookie::On && m_stuckTo != m_target)
        client.sticky = &m_shared.balancer.tokenOf(*m_route, *m_target);
}

const snapshot::RouteTarget* Placement::take(Balancer::Choice&& choice) {
    if (choice.target) {
        m_target = choice.target;
        m_lease = std::move(choice.lease);
    }
    return choice.target;
}

void Placement::giveUp() {
    m_lease.end();
    m_shared.waiting.wake();
}

}  // namespace portolan::proxy
