// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/ejection.h"

#include <algorithm>

namespace portolan::proxy::ejection {

namespace {

constexpr auto relaxed = std::memory_order_relaxed;

/// Whether `count` in a row are enough; counts this one.
bool isEnough(std::atomic<std::uint16_t>& count, std::uint16_t limit) {
    if (limit == 0)
        return false;
    const std::uint16_t before = count.load(relaxed);
    const auto inARow = static_cast<std::uint16_t>(before + 1);
    if (before < limit)
        count.store(inARow, relaxed);
    return inARow >= limit;
}

/// How long it is passed over: twice as long as the last time when it did not stay well for as long as that.
std::int64_t nextTime(const live::TargetTraffic& traffic, const model::EjectionPolicy& policy,
                      std::int64_t now) {
    const std::int64_t last = traffic.lastOut.load(relaxed);
    const bool stayedWell = now - traffic.backSince.load(relaxed) >= last;
    if (last == 0 || stayedWell)
        return policy.time.count();
    return std::clamp<std::int64_t>(last * 2, policy.time.count(), model::longestEjection.count());
}

Change putOut(live::TargetTraffic& traffic, std::int64_t expected, std::int64_t time, std::int64_t now) {
    if (!traffic.outUntil.compare_exchange_strong(expected, now + time, relaxed))
        return Change::None;
    traffic.lastOut.store(time, relaxed);
    traffic.failures.store(0, relaxed);
    traffic.serverErrors.store(0, relaxed);
    return Change::Out;
}

Change noteTrial(live::TargetTraffic& traffic, const model::EjectionPolicy& policy, bool isWell,
                 std::int64_t now) {
    const std::int64_t until = traffic.outUntil.load(relaxed);
    if (until == 0)
        return Change::None;
    if (isWell) {
        traffic.backSince.store(now, relaxed);
        return traffic.outUntil.exchange(0, relaxed) == 0 ? Change::None : Change::Back;
    }
    const std::int64_t time = std::clamp<std::int64_t>(traffic.lastOut.load(relaxed) * 2, policy.time.count(),
                                                       model::longestEjection.count());
    (void)putOut(traffic, until, time, now);
    return Change::None;  // it was out before
}

}  // namespace

bool takeTrial(live::TargetTraffic& traffic) {
    return !traffic.onTrial.exchange(true, relaxed);
}

void giveBackTrial(live::TargetTraffic& traffic) {
    traffic.onTrial.store(false, relaxed);
}

Change note(live::TargetTraffic& traffic, const model::EjectionPolicy& policy, Attempt attempt,
            Outcome outcome, Room room, std::int64_t now) {
    const bool countsErrors = policy.serverErrors > 0;
    const bool isWell = outcome == Outcome::Answered || (outcome == Outcome::ServerError && !countsErrors);
    if (attempt == Attempt::Trial)
        return noteTrial(traffic, policy, isWell, now);
    if (outcome != Outcome::Failed && traffic.failures.load(relaxed) != 0)
        traffic.failures.store(0, relaxed);
    if (isWell) {
        if (traffic.serverErrors.load(relaxed) != 0)
            traffic.serverErrors.store(0, relaxed);
        return Change::None;
    }
    const bool enough = outcome == Outcome::Failed ? isEnough(traffic.failures, policy.failures)
                                                   : isEnough(traffic.serverErrors, policy.serverErrors);
    if (!enough || room == Room::None)
        return Change::None;
    return putOut(traffic, 0, nextTime(traffic, policy, now), now);
}

Room roomFor(const model::EjectionPolicy& policy, std::size_t targets, std::size_t out) {
    const std::size_t most = std::max<std::size_t>(1, targets * policy.mostPercent / 100);
    return out < most ? Room::Left : Room::None;
}

}  // namespace portolan::proxy::ejection
