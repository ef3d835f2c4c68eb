// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/healthhistory.h"

#include <algorithm>
#include <cmath>

namespace portolan::model {

namespace {

constexpr int never = 1;
constexpr int always = 255;

// 1 is a hundredth of a millisecond or less, 255 half a minute or more; each step is 6 % more.
constexpr double leastLatency = 10;  // microseconds
constexpr double mostLatency = 30e6;
constexpr double latencySteps = 254;

std::uint8_t latencyCode(std::chrono::microseconds latency) {
    const double time = std::clamp(static_cast<double>(latency.count()), leastLatency, mostLatency);
    const double share = std::log(time / leastLatency) / std::log(mostLatency / leastLatency);
    return static_cast<std::uint8_t>(1 + std::lround(share * latencySteps));
}

}  // namespace

std::optional<double> HealthSlot::up() const {
    if (!isMeasured())
        return std::nullopt;
    return static_cast<double>(availability - never) / (always - never);
}

std::optional<std::chrono::microseconds> HealthSlot::latencyTime() const {
    if (latency == 0)
        return std::nullopt;
    const double share = (latency - 1) / latencySteps;
    return std::chrono::microseconds(
        std::llround(leastLatency * std::pow(mostLatency / leastLatency, share)));
}

HealthSlot makeHealthSlot(base::Milliseconds up, base::Milliseconds measured,
                          std::optional<std::chrono::microseconds> latency) {
    HealthSlot slot;
    if (measured <= base::Milliseconds(0))
        return slot;
    const double share = static_cast<double>(up.count()) / static_cast<double>(measured.count());
    int code = never + static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * (always - never)));
    if (up < measured)
        code = std::min(code, always - 1);
    if (up > base::Milliseconds(0))
        code = std::max(code, never + 1);
    slot.availability = static_cast<std::uint8_t>(code);
    if (latency)
        slot.latency = latencyCode(*latency);
    return slot;
}

HealthSlot sumUp(std::span<const HealthSlot> slots) {
    std::int64_t measured = 0;
    std::int64_t up = 0;
    std::int64_t timed = 0;
    std::chrono::microseconds latency{0};
    for (const HealthSlot& slot : slots) {
        if (slot.isMeasured()) {
            ++measured;
            up += slot.availability - never;
        }
        if (const auto time = slot.latencyTime()) {
            ++timed;
            latency += *time;
        }
    }
    return makeHealthSlot(base::Milliseconds(up), base::Milliseconds(measured * (always - never)),
                          timed > 0 ? std::optional(latency / timed) : std::nullopt);
}

std::optional<double> uptimeOf(std::span<const HealthSlot> slots) {
    std::int64_t measured = 0;
    double up = 0;
    for (const HealthSlot& slot : slots)
        if (const auto share = slot.up()) {
            ++measured;
            up += *share;
        }
    if (measured == 0)
        return std::nullopt;
    return 100.0 * up / static_cast<double>(measured);
}

std::int64_t minuteOf(base::SystemTime time) {
    return std::chrono::floor<std::chrono::minutes>(time).time_since_epoch().count();
}

std::int64_t hourOf(base::SystemTime time) {
    return std::chrono::floor<std::chrono::hours>(time).time_since_epoch().count();
}

}  // namespace portolan::model
