// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What is kept of a target's past: for each minute of a day and each hour of 90 days how much of it the
// target answered, and how quickly, in two bytes. A place that was not measured (the program was not running,
// the service was switched off) says so: it is neither up nor down. Places are counted in UTC from 1970, so
// that no change of local time matters. Also how places are summed up: minutes into an hour, any number into
// a percentage. Values and pure functions; any thread.

#include "backend/base/clock.h"
#include "backend/model/service.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace portolan::model {

/// One minute, or one hour.
struct HealthSlot {
    std::uint8_t availability = 0;  ///< 0: not measured; 1 to 255: from never to always up
    std::uint8_t latency = 0;       ///< 0: no answer was timed; else on a logarithmic scale

    [[nodiscard]] bool isMeasured() const { return availability != 0; }
    /// 0 to 1; nullopt where it was not measured.
    [[nodiscard]] std::optional<double> up() const;
    /// Within 4 %; nullopt where no answer was timed.
    [[nodiscard]] std::optional<std::chrono::microseconds> latencyTime() const;
    friend bool operator==(const HealthSlot&, const HealthSlot&) = default;
};
static_assert(sizeof(HealthSlot) == 2);

/// `up` of `measured` (more than zero) was up. Exact at both ends: only a place that was always up counts as
/// that.
[[nodiscard]] HealthSlot makeHealthSlot(base::Milliseconds up, base::Milliseconds measured,
                                        std::optional<std::chrono::microseconds> latency);

/// What a row of places comes to: their mean, gaps left out.
[[nodiscard]] HealthSlot sumUp(std::span<const HealthSlot> slots);
/// Percent; nullopt where nothing was measured.
[[nodiscard]] std::optional<double> uptimeOf(std::span<const HealthSlot> slots);

/// Minutes, or hours, since 1970 in UTC.
[[nodiscard]] std::int64_t minuteOf(base::SystemTime time);
[[nodiscard]] std::int64_t hourOf(base::SystemTime time);

inline constexpr std::int64_t keptMinutes = 24 * 60;
inline constexpr std::int64_t keptHours = 90 * 24;

/// One measured minute of one target.
struct HealthSample {
    TargetId target{};
    std::int64_t minute = 0;
    HealthSlot slot{};
    friend bool operator==(const HealthSample&, const HealthSample&) = default;
};

}  // namespace portolan::model
