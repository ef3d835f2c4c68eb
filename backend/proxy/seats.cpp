// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/seats.h"

#include "backend/base/hash.h"
#include "backend/proxy/ejection.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace portolan::proxy {

namespace {

constexpr auto relaxed = std::memory_order_relaxed;
/// A target that has just come back begins with this part of its share.
constexpr std::uint32_t slowestStart = 16;

using base::mixed;

/// The binary logarithm of a positive number, to 0.0002 of it, and exact for powers of two: a tenth of what
/// std::log2 takes. It decides among targets, where an error only shifts a share by as much.
float roughLog2(float number) {
    const auto bits = std::bit_cast<std::uint32_t>(number);
    constexpr std::uint32_t fractionBits = 0x7fffff;
    constexpr std::uint32_t exponentOfOne = 0x3f800000;
    const auto exponent = static_cast<float>(static_cast<std::int32_t>(bits >> 23) - 127);
    const float fraction = std::bit_cast<float>((bits & fractionBits) | exponentOfOne) - 1.0F;
    // Both ends and their slopes are those of the logarithm, and so is the middle.
    const float bulge = 0.442695F + fraction * (-0.2473375F + fraction * 0.083295F);
    return exponent + fraction + fraction * (1.0F - fraction) * bulge;
}

bool isDown(const Seat& seat) {
    return seat.health->state.load(relaxed) == model::HealthState::Down;
}

bool isFull(const Seat& seat) {
    return seat.most != 0 && seat.traffic->outstanding.load(relaxed) >= seat.most;
}

/// By its name where it has one, so that keys stay when the name leads to another address.
std::uint64_t saltOf(const snapshot::RouteTarget& target) {
    const auto& bytes = target.address.address.bytes();
    const std::string_view address(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return mixed(base::hashOf(target.name.empty() ? address : target.name) + target.address.port);
}

}  // namespace

std::uint64_t Draw::next() {
    return mixed(m_state += base::mixingStep);
}

Seats::Seats(const snapshot::Route& route, live::TargetStates& states, std::string_view stickyKey)
    : m_route(&route), m_states(&states), m_slowStart(route.balancing.slowStart.count()) {
    for (const auto list : {&m_candidates, &m_backups})
        list->reserve(route.targets.size());
    if (route.balancing.method >= model::BalancingMethod::AddressHash)
        m_homes.resize(slots, unknownHome);
    m_seats.reserve(route.targets.size());
    for (const snapshot::RouteTarget& target : route.targets) {
        Seat& seat = m_seats.emplace_back();
        seat.target = &target;
        seat.health = &states.keep(target.id);
        seat.traffic = &states.traffic(target.id);
        seat.fullShare = target.intake == model::TargetIntake::Open ? target.weight * unit : 0;
        seat.most = target.maxRequests;
        seat.isBackup = target.role == model::TargetRole::Backup;
        seat.salt = saltOf(target);
        if (route.balancing.sticky == model::StickyCookie::On)
            seat.token = stickyToken(stickyKey, route.service, target.id);
    }
}

Seats::Found Seats::lookAtAll(std::int64_t now, const snapshot::RouteTarget* avoid) {
    const std::uint64_t changes = m_states->changes();
    bool isPrimaryFull = false;
    bool isBackupFull = false;
    bool areSteady = !avoid;
    m_steadyAt = 0;
    m_candidates.clear();
    m_backups.clear();
    for (Seat& seat : m_seats) {
        if (seat.target == avoid || seat.fullShare == 0)
            continue;
        const std::uint32_t share = shareOf(seat, now);
        areSteady = areSteady && isSteady(seat, now);
        if (share == 0)
            continue;
        if (isFull(seat))
            (seat.isBackup ? isBackupFull : isPrimaryFull) = true;
        else
            (seat.isBackup ? m_backups : m_candidates).push_back({&seat, share});
    }
    if (m_candidates.empty() && (isPrimaryFull || (m_backups.empty() && isBackupFull)))
        return Found::Busy;
    if (m_candidates.empty())
        m_candidates.swap(m_backups);
    if (m_candidates.empty())
        return findDesperately(avoid);
    weigh();
    if (areSteady) {
        m_steadyAt = changes;
        std::fill(m_homes.begin(), m_homes.end(), unknownHome);
    }
    return Found::Candidates;
}

/// Nobody is known to be usable.
Seats::Found Seats::findDesperately(const snapshot::RouteTarget* avoid) {
    bool anyFull = false;
    const auto take = [&](const auto& isWanted, const auto& shareFor) {
        for (Seat& seat : m_seats) {
            if (!isWanted(seat) || shareFor(seat) == 0)
                continue;
            anyFull = anyFull || isFull(seat);
            if (!isFull(seat))
                m_candidates.push_back({&seat, shareFor(seat)});
        }
        return !m_candidates.empty() || anyFull;
    };
    const auto full = [](const Seat& seat) { return seat.fullShare; };
    const auto one = [](const Seat&) { return unit; };
    const bool found = take([&](const Seat& seat) { return seat.target != avoid && !seat.isBackup; }, full) ||
                       take([&](const Seat& seat) { return seat.target != avoid; }, full) ||
                       take([](const Seat& seat) { return seat.fullShare > 0; }, full) ||
                       take([](const Seat&) { return true; }, one);
    weigh();
    return found && !m_candidates.empty() ? Found::Desperate : Found::Busy;
}

/// Whether what it counts for stays the same until TargetStates::changes() says otherwise.
bool Seats::isSteady(const Seat& seat, std::int64_t now) const {
    const bool isGrowing = m_slowStart != 0 && seat.backSince != 0 && now - seat.backSince < m_slowStart;
    return seat.most == 0 && !isGrowing && seat.traffic->outUntil.load(relaxed) == 0;
}

void Seats::weigh() {
    m_total = 0;
    m_areAlike = true;
    for (const Candidate& candidate : m_candidates) {
        m_total += candidate.share;
        m_areAlike = m_areAlike && candidate.share == m_candidates.front().share;
    }
}

bool Seats::strike(Seat& seat) {
    m_steadyAt = 0;
    std::erase_if(m_candidates, [&seat](const Candidate& candidate) { return candidate.seat == &seat; });
    weigh();
    return !m_candidates.empty();
}

Seat& Seats::pickInTurn() {
    if (m_areAlike) {
        const std::size_t at = m_next < m_candidates.size() ? m_next : 0;
        m_next = at + 1;
        return *m_candidates[at].seat;
    }
    Seat* best = nullptr;
    for (const Candidate& candidate : m_candidates) {
        candidate.seat->turn += candidate.share;
        if (!best || candidate.seat->turn > best->turn)
            best = candidate.seat;
    }
    best->turn -= static_cast<std::int64_t>(m_total);
    return *best;
}

Seat& Seats::pickRandom(Draw& draw) {
    if (m_areAlike)
        return *m_candidates[draw.number(m_candidates.size())].seat;
    return *m_candidates[drawn(draw.number(m_total), m_candidates.size())].seat;
}

Seat& Seats::pickLighter(Draw& draw) {
    const std::size_t count = m_candidates.size();
    if (count == 1)
        return *m_candidates.front().seat;
    const auto outstanding = [](const Candidate& candidate) {
        return std::uint64_t{candidate.seat->traffic->outstanding.load(relaxed)};
    };
    if (m_areAlike) {
        const std::size_t first = draw.number(count);
        std::size_t second = draw.number(count - 1);
        second += second >= first ? 1 : 0;
        const bool isLighter = outstanding(m_candidates[second]) < outstanding(m_candidates[first]);
        return *m_candidates[isLighter ? second : first].seat;
    }
    const std::size_t at = drawn(draw.number(m_total), count);
    const Candidate& first = m_candidates[at];
    const Candidate& second = m_candidates[drawn(draw.number(m_total - first.share), at)];
    const bool isLighter = outstanding(second) * first.share < outstanding(first) * second.share;
    return *(isLighter ? second : first).seat;
}

Seat& Seats::pickByKey(std::uint64_t key) {
    const std::size_t slot = mixed(key) % slots;
    if (m_steadyAt == 0 || m_candidates.size() > unknownHome)
        return *m_candidates[homeOf(slot)].seat;
    std::uint8_t& home = m_homes[slot];
    if (home == unknownHome)
        home = static_cast<std::uint8_t>(homeOf(slot));
    return *m_candidates[home].seat;
}

/// The candidate whose exponential waiting time, drawn from slot and salt at the rate of its share, is the
/// shortest: it is that with the probability of its share. Source: Schindelhauer and Schomaker, "Weighted
/// distributed hash tables", 2005.
std::size_t Seats::homeOf(std::size_t slot) const {
    // The drawn number is between 0 and 1, in steps of 2^-24.
    constexpr float steps = 24;
    std::size_t best = 0;
    float shortest = std::numeric_limits<float>::max();
    for (std::size_t at = 0; at < m_candidates.size(); ++at) {
        const Candidate& candidate = m_candidates[at];
        const std::uint64_t random = mixed(slot ^ candidate.seat->salt) >> 40;
        const float drawn = static_cast<float>(static_cast<std::int32_t>(random)) + 0.5F;
        const float time =
            (steps - roughLog2(drawn)) / static_cast<float>(static_cast<std::int32_t>(candidate.share));
        if (time < shortest) {
            best = at;
            shortest = time;
        }
    }
    return best;
}

/// What a seat counts for in a choice at `now`: 0 when it is not usable or takes nobody new.
std::uint32_t Seats::shareOf(Seat& seat, std::int64_t now) {
    const bool isUsable =
        !isDown(seat) && ejection::standingOf(*seat.traffic, now) != ejection::Standing::Out;
    if (m_slowStart == 0)
        return isUsable ? seat.fullShare : 0;
    if (isUsable && !seat.wasUsable)
        seat.backSince = now;
    seat.wasUsable = isUsable;
    if (!isUsable)
        return 0;
    const std::int64_t back = now - seat.backSince;
    if (seat.backSince == 0 || back >= m_slowStart)
        return seat.fullShare;
    const auto grown = static_cast<std::uint32_t>(seat.fullShare * back / m_slowStart);
    return std::max(grown, seat.fullShare / slowestStart);
}

/// The place of the candidate that a number below the sum of the shares (without that of `except`) falls on.
std::size_t Seats::drawn(std::uint64_t number, std::size_t except) const {
    std::size_t last = 0;
    for (std::size_t at = 0; at < m_candidates.size(); ++at) {
        if (at == except)
            continue;
        last = at;
        if (number < m_candidates[at].share)
            break;
        number -= m_candidates[at].share;
    }
    return last;
}

}  // namespace portolan::proxy
