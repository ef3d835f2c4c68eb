// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Numbers, times and states in the words that people read, and the durations and targets that they write.
// Pure functions.

#include "app/ctl/style.h"
#include "app/ctl/table.h"
#include "backend/api/replies.h"
#include "backend/api/requests.h"
#include "backend/base/clock.h"
#include "backend/base/result.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::ctl {

/// "42 s", "5 min", "3 h", "12 d": rounded down, the largest unit that is not 0.
[[nodiscard]] std::string durationText(std::chrono::seconds duration);
/// "0.4 ms", "12 ms", "1.2 s".
[[nodiscard]] std::string latencyText(std::chrono::microseconds latency);
/// "1,234,567".
[[nodiscard]] std::string countText(std::uint64_t count);
/// "512 B", "1.5 KiB", "12.3 GiB".
[[nodiscard]] std::string bytesText(std::uint64_t count);
/// "1 service", "2 services".
[[nodiscard]] std::string countedText(std::uint64_t count, std::string_view noun);
/// Local time: "2026-11-26 14:02".
[[nodiscard]] std::string timeText(base::SystemTime time);
/// "in 5 min", "5 min ago", "now".
[[nodiscard]] std::string distanceText(base::SystemTime time, base::SystemTime now);

/// The state as a word with its symbol, in its colour.
[[nodiscard]] Cell stateCell(model::HealthState state, const Style& style);
/// What is the matter, as a sentence; empty where nothing is.
[[nodiscard]] std::string causeText(const api::HealthView& health);

/// The parts of a list between any of the separators, without the blanks around them; empty ones are left
/// out.
[[nodiscard]] std::vector<std::string_view> partsOf(std::string_view list, std::string_view separators);

/// "90", "90s", "15m", "2h", "7d", "1w": at least a second. Errors: usage.duration.
[[nodiscard]] base::Result<std::chrono::seconds> parseDuration(std::string_view text);

/// A target as it is written on the command line; without an address it is on the machine where
/// portolanctl runs.
struct WrittenTarget {
    std::string address{};
    std::int64_t port = 0;
    std::string scheme{};  ///< "http" or "https" where it was written as a URL
    friend bool operator==(const WrittenTarget&, const WrittenTarget&) = default;
};

/// "8080", "10.0.0.5:8080", "[fd7a::5]:8080", "https://10.0.0.5:8443". Whether address and port are good is
/// for the backend to say. Errors: usage.target.
[[nodiscard]] base::Result<WrittenTarget> parseTarget(std::string_view text);

}  // namespace portolan::ctl
