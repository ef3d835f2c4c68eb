// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/balancer.h"

#include "backend/base/hash.h"

#include <algorithm>
#include <utility>

namespace portolan::proxy {

using ejection::Attempt;
using ejection::Outcome;
using ejection::Standing;
using model::BalancingMethod;

Balancer::Choice Balancer::choose(const snapshot::Route& route, const Request& request, std::int64_t now) {
    Seats& seats = seatsOf(route);
    const model::BalancingPolicy& policy = route.balancing;
    Choice choice;
    if (policy.sticky == model::StickyCookie::On && settleWhereStuck(seats, request, now, choice))
        return choice;
    if (policy.method >= BalancingMethod::AddressHash)
        choice.key = keyOf(policy, request);
    settle(seats, {policy.method, nullptr, Among::Whoever, now}, choice);
    return choice;
}

Balancer::Choice Balancer::chooseAgain(const snapshot::Route& route, const snapshot::RouteTarget* stuckTo,
                                       std::uint64_t key, std::int64_t now) {
    Seats& seats = seatsOf(route);
    Choice choice;
    choice.stuckTo = stuckTo;
    choice.key = key;
    if (stuckTo && !isLost(*stuckTo, now)) {
        (void)sit(seats.of(*stuckTo), now, choice);
        return choice;
    }
    settle(seats, {route.balancing.method, nullptr, Among::Whoever, now}, choice);
    return choice;
}

Balancer::Choice Balancer::chooseOther(const snapshot::Route& route, const snapshot::RouteTarget& avoid,
                                       std::uint64_t key, Among among, std::int64_t now) {
    Choice choice;
    choice.key = key;
    if (route.targets.size() == 1)
        return choice;
    settle(seatsOf(route), {route.balancing.method, &avoid, among, now}, choice);
    return choice;
}

bool Balancer::isLost(const snapshot::RouteTarget& target, std::int64_t now) const {
    const auto state = m_means.states.of(target.id).state.load(std::memory_order_relaxed);
    return state == model::HealthState::Down ||
           ejection::standingOf(m_means.states.traffic(target.id), now) != Standing::In;
}

const StickyToken& Balancer::tokenOf(const snapshot::Route& route, const snapshot::RouteTarget& target) {
    return seatsOf(route).of(target).token;
}

void Balancer::forget(model::ServiceId service) {
    const auto number = static_cast<std::uint64_t>(service);
    if (known(number).service == number)
        known(number) = {};
    m_seats.erase(number);
}

Seats& Balancer::seatsOf(const snapshot::Route& route) {
    const Known& entry = known(static_cast<std::uint64_t>(route.service));
    const bool isKnown = entry.seats && entry.service == static_cast<std::uint64_t>(route.service);
    return isKnown && entry.seats->isFor(route) ? *entry.seats : makeSeats(route);
}

/// Those of a service whose place in the short list another one took, or new ones.
Seats& Balancer::makeSeats(const snapshot::Route& route) {
    const auto service = static_cast<std::uint64_t>(route.service);
    auto at = m_seats.find(service);
    if (at != m_seats.end() && !at->second.isFor(route)) {
        m_seats.erase(at);
        at = m_seats.end();
    }
    if (at == m_seats.end())
        at = m_seats.emplace(service, Seats(route, m_means.states, m_means.stickyKey)).first;
    known(service) = {service, &at->second};
    return at->second;
}

/// A request without the field or cookie goes by its client's address.
std::uint64_t Balancer::keyOf(const model::BalancingPolicy& policy, const Request& request) {
    if (policy.method == BalancingMethod::HeaderHash) {
        if (const httpwire::Field* const field = request.fields.find(policy.hashKey))
            return base::hashOf(field->value);
    } else if (policy.method == BalancingMethod::CookieHash) {
        if (const std::string_view value = cookieValue(request.fields, policy.hashKey); !value.empty())
            return base::hashOf(value);
    }
    const auto& bytes = request.client.bytes();
    return base::hashOf({reinterpret_cast<const char*>(bytes.data()), request.client.size()});
}

Seat& Balancer::pick(Seats& seats, BalancingMethod method, std::uint64_t key) {
    switch (method) {
        case BalancingMethod::RoundRobin:
            break;
        case BalancingMethod::LeastOutstanding:
            return seats.pickLighter(m_draw);
        case BalancingMethod::Random:
            return seats.pickRandom(m_draw);
        case BalancingMethod::AddressHash:
        case BalancingMethod::HeaderHash:
        case BalancingMethod::CookieHash:
            return seats.pickByKey(key);
    }
    return seats.pickInTurn();
}

void Balancer::settle(Seats& seats, const Wish& wish, Choice& choice) {
    // A second time when the first looked at what another worker was quicker to take.
    for (int round = 0; round < 2; ++round) {
        const Seats::Found found = seats.findCandidates(wish.now, wish.avoid);
        if (found == Seats::Found::Busy || (found == Seats::Found::Desperate && wish.among == Among::Usable))
            return;
        if (found == Seats::Found::Desperate && choice.stuckTo &&
            sit(seats.of(*choice.stuckTo), wish.now, choice))
            return;
        for (bool isAnyLeft = true; isAnyLeft;) {
            Seat& seat = pick(seats, wish.method, choice.key);
            if (sit(seat, wish.now, choice))
                return;
            isAnyLeft = seats.strike(seat);
        }
    }
}

/// The target that the client's cookie names, while it is not known to fail: drained and backup ones too. One
/// that has no room is waited for.
bool Balancer::settleWhereStuck(Seats& seats, const Request& request, std::int64_t now, Choice& choice) {
    const std::string_view value = cookieValue(request.fields, stickyCookieName);
    if (value.empty())
        return false;
    for (Seat& seat : seats.all()) {
        if (!isSameToken(seat.token, value))
            continue;
        choice.stuckTo = seat.target;
        if (isLost(*seat.target, now))
            return false;
        (void)sit(seat, now, choice);
        return true;
    }
    return false;
}

/// False when it turns out that there is no room, or that another worker tries this target already.
bool Balancer::sit(Seat& seat, std::int64_t now, Choice& choice) {
    live::TargetTraffic& traffic = *seat.traffic;
    const Standing standing = ejection::standingOf(traffic, now);
    Lease::Trial trial = Lease::Trial::No;
    if (standing == Standing::Due) {
        if (!ejection::takeTrial(traffic))
            return false;
        trial = Lease::Trial::Yes;
    }
    choice.lease = Lease(traffic, standing == Standing::In ? Attempt::Usual : Attempt::Trial, trial);
    // Only what is counted already is certain, as other workers count too.
    if (seat.most != 0 && traffic.outstanding.load(std::memory_order_relaxed) > seat.most) {
        choice.lease.end();
        return false;
    }
    choice.target = seat.target;
    return true;
}

void Balancer::noteNews(const snapshot::Route& route, const snapshot::RouteTarget& target, Lease& lease,
                        Outcome outcome, std::int64_t now) {
    if (route.targets.size() == 1)
        return;
    // Of those that were sent to a target although it was passed over, as there was no other, a good end
    // tells something; a bad one was to be expected.
    const bool isExpected =
        lease.attempt() == Attempt::Trial && !lease.hasTrial() && outcome != Outcome::Answered;
    if (isExpected)
        return;
    const ejection::Change change = ejection::note(lease.traffic(), route.balancing.ejection, lease.attempt(),
                                                   outcome, roomOf(route), now);
    lease.endTrial();
    if (change == ejection::Change::Out)
        m_means.states.noteChange();
    if (change == ejection::Change::None || !m_means.tell)
        return;
    model::HealthCause cause = model::HealthCause::None;
    if (change == ejection::Change::Out)
        cause =
            outcome == Outcome::Failed ? model::HealthCause::RequestsFail : model::HealthCause::RequestsErr;
    m_means.tell(target.id, cause);
}

ejection::Room Balancer::roomOf(const snapshot::Route& route) const {
    const auto out = std::count_if(
        route.targets.begin(), route.targets.end(), [this](const snapshot::RouteTarget& target) {
            return m_means.states.traffic(target.id).outUntil.load(std::memory_order_relaxed) != 0;
        });
    return ejection::roomFor(route.balancing.ejection, route.targets.size(), static_cast<std::size_t>(out));
}

}  // namespace portolan::proxy
