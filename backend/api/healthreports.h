// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What Administration::report() can be asked for and answers of the health of one service: how its targets
// did in the past, and what a look at them finds at this moment. Values; any thread.

#include "backend/base/clock.h"
#include "backend/base/ipaddress.h"
#include "backend/model/health.h"
#include "backend/model/service.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::api {

/// How far back: the last 24 hours by the minute, 7 or 90 days by the hour.
enum class HistoryRange : std::uint8_t { Day, Week, Quarter };

/// "24h", "7d", "90d".
[[nodiscard]] std::string_view toWord(HistoryRange range);
[[nodiscard]] std::optional<HistoryRange> historyRangeFromWord(std::string_view word);

/// What is asked for: the past of the targets of a service.
struct HealthHistoryRequest {
    model::ServiceId service{};
    HistoryRange range = HistoryRange::Day;
};

/// One minute or hour; both are absent where nothing was measured.
struct HistoryPoint {
    std::optional<double> up{};  ///< share of the measured time, 0 to 1
    std::optional<std::chrono::microseconds> latency{};
    friend bool operator==(const HistoryPoint&, const HistoryPoint&) = default;
};

/// In percent of what was measured; absent where nothing was.
struct UptimeView {
    std::optional<double> day{};
    std::optional<double> week{};
    std::optional<double> quarter{};
    friend bool operator==(const UptimeView&, const UptimeView&) = default;
};

struct TargetHistory {
    model::TargetId id{};
    base::SocketAddress address{};
    UptimeView uptime{};
    std::vector<HistoryPoint> points{};  ///< oldest first; the last one is not over yet
    std::string name{};                  ///< where it is, if that is not an address
    friend bool operator==(const TargetHistory&, const TargetHistory&) = default;
};

struct HealthHistoryView {
    model::ServiceId service{};
    HistoryRange range = HistoryRange::Day;
    base::SystemTime begin{};  ///< of the first point
    base::Seconds step{60};    ///< from one point to the next
    std::vector<TargetHistory> targets{};
    friend bool operator==(const HealthHistoryView&, const HealthHistoryView&) = default;
};

/// What is asked for: a look at each target of a service, at once.
struct CheckRequest {
    model::ServiceId service{};
};

/// What one look found. Unlike the state of a target it is not weighed with what was found before.
struct CheckFinding {
    model::TargetId id{};
    base::SocketAddress address{};
    model::HealthState state = model::HealthState::Unknown;  ///< Up, Down; Unknown: could not be looked at
    model::HealthCause cause = model::HealthCause::None;
    std::uint32_t detail = 0;  ///< what model::detailNameOf(cause) names
    std::optional<std::chrono::microseconds> latency{};
    std::string name{};  ///< where it is, if that is not an address
    friend bool operator==(const CheckFinding&, const CheckFinding&) = default;
};

struct CheckView {
    model::ServiceId service{};
    std::vector<CheckFinding> targets{};
    friend bool operator==(const CheckView&, const CheckView&) = default;
};

}  // namespace portolan::api
