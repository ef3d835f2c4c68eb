// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/seats.h"

#include "backend/proxy/ejection.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace portolan::proxy {

namespace {

constexpr auto relaxed = std::memory_order_relaxed;
/// A target that has just come back begins with this part of its share.
constexpr std::uint32_t slowestStart = 16;

/// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014 (SplitMix64).
constexpr std::uint64_t mixed(std::uint64_t value) {
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31);
}

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

std::uint64_t saltOf(const base::SocketAddress& address) {
    const auto& bytes = address.address.bytes();
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return mixed(hashOf(text) + address.port);
}

}  // namespace

std::uint64_t Draw::next() {
    constexpr std::uint64_t step = 0x9e3779b97f4a7c15U;
    return mixed(m_state += step);
}

std::uint64_t hashOf(std::string_view bytes) {
    std::uint64_t hash = bytes.size();
    while (!bytes.empty()) {
        std::uint64_t word = 0;
        const std::size_t size = std::min(bytes.size(), sizeof word);
        std::memcpy(&word, bytes.data(), size);
        hash = mixed(hash ^ word) + word;
        bytes.remove_prefix(size);
    }
    return hash;
}

Seats::Seats(const snapshot::Route& route, live::TargetStates& states, std::string_view stickyKey)
    : m_route(&route), m_slowStart(route.balancing.slowStart.count()) {
    m_seats.reserve(route.targets.size());
    for (const snapshot::RouteTarget& target : route.targets) {
        Seat& seat = m_seats.emplace_back();
        seat.target = &target;
        seat.health = &states.edit(target.id);
        seat.traffic = &states.traffic(target.id);
        seat.fullShare = target.intake == model::TargetIntake::Open ? target.weight * unit : 0;
        seat.most = target.maxRequests;
        seat.isBackup = target.role == model::TargetRole::Backup;
        seat.salt = saltOf(target.address);
        if (route.balancing.sticky == model::StickyCookie::On)
            seat.token = stickyToken(stickyKey, route.service, target.id);
    }
}

Seats::Found Seats::findCandidates(std::int64_t now, const snapshot::RouteTarget* avoid) {
    bool isPrimaryFull = false;
    bool isBackupFull = false;
    std::uint64_t backups = 0;
    m_total = 0;
    for (Seat& seat : m_seats) {
        seat.share = 0;
        if (seat.target == avoid)
            continue;
        const std::uint32_t share = shareOf(seat, now);
        if (share == 0)
            continue;
        if (isFull(seat)) {
            (seat.isBackup ? isBackupFull : isPrimaryFull) = true;
            continue;
        }
        seat.share = share;
        (seat.isBackup ? backups : m_total) += share;
    }
    if (m_total == 0 && (isPrimaryFull || (backups == 0 && isBackupFull)))
        return Found::Busy;
    if (m_total > 0) {
        if (backups > 0)
            for (Seat& seat : m_seats)
                seat.share = seat.isBackup ? 0 : seat.share;
        return Found::Candidates;
    }
    m_total = backups;
    if (m_total > 0)
        return Found::Candidates;
    return findDesperately(avoid);
}

/// Nobody is known to be usable.
Seats::Found Seats::findDesperately(const snapshot::RouteTarget* avoid) {
    bool anyFull = false;
    const auto take = [&](const auto& isWanted, const auto& shareFor) {
        for (Seat& seat : m_seats) {
            if (!isWanted(seat) || shareFor(seat) == 0)
                continue;
            anyFull = anyFull || isFull(seat);
            seat.share = isFull(seat) ? 0 : shareFor(seat);
            m_total += seat.share;
        }
        return m_total > 0 || anyFull;
    };
    const auto full = [](const Seat& seat) { return seat.fullShare; };
    const auto one = [](const Seat&) { return unit; };
    const bool found = take([&](const Seat& seat) { return seat.target != avoid && !seat.isBackup; }, full) ||
                       take([&](const Seat& seat) { return seat.target != avoid; }, full) ||
                       take([](const Seat& seat) { return seat.fullShare > 0; }, full) ||
                       take([](const Seat&) { return true; }, one);
    return found && m_total > 0 ? Found::Desperate : Found::Busy;
}

bool Seats::strike(Seat& seat) {
    m_total -= seat.share;
    seat.share = 0;
    return m_total > 0;
}

Seat& Seats::pickInTurn() {
    Seat* best = nullptr;
    for (Seat& seat : m_seats) {
        if (seat.share == 0)
            continue;
        seat.turn += seat.share;
        if (!best || seat.turn > best->turn)
            best = &seat;
    }
    best->turn -= static_cast<std::int64_t>(m_total);
    return *best;
}

Seat& Seats::pickRandom(Draw& draw) {
    return drawn(draw.number(m_total), nullptr);
}

Seat& Seats::pickLighter(Draw& draw) {
    Seat& first = drawn(draw.number(m_total), nullptr);
    const std::uint64_t others = m_total - first.share;
    if (others == 0)
        return first;
    Seat& second = drawn(draw.number(others), &first);
    const auto load = [](const Seat& seat, const Seat& other) {
        return std::uint64_t{seat.traffic->outstanding.load(relaxed)} * other.share;
    };
    return load(second, first) < load(first, second) ? second : first;
}

Seat& Seats::pickByKey(std::uint64_t key) {
    // The candidate whose exponential waiting time, drawn from key and salt at the rate of its share, is the
    // shortest: it is that with the probability of its share (Schindelhauer and Schomaker, "Weighted
    // distributed hash tables", 2005). The drawn number is between 0 and 1, in steps of 2^-24.
    constexpr float steps = 24;
    Seat* best = nullptr;
    float shortest = 0;
    for (Seat& seat : m_seats) {
        if (seat.share == 0)
            continue;
        const auto drawn = static_cast<float>(static_cast<std::int32_t>(mixed(key ^ seat.salt) >> 40)) + 0.5F;
        const float time =
            (steps - roughLog2(drawn)) / static_cast<float>(static_cast<std::int32_t>(seat.share));
        if (!best || time < shortest) {
            best = &seat;
            shortest = time;
        }
    }
    return *best;
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

Seat& Seats::drawn(std::uint64_t number, const Seat* except) {
    Seat* last = nullptr;
    for (Seat& seat : m_seats) {
        if (seat.share == 0 || &seat == except)
            continue;
        last = &seat;
        if (number < seat.share)
            break;
        number -= seat.share;
    }
    return *last;
}

}  // namespace portolan::proxy
