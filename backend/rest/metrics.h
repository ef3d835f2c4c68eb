// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The totals as text for Prometheus: counters end in _total, times are seconds, sizes bytes, labels come from
// what somebody configured and never from what a client sent. What each name means for users:
// docs/observing.md. Pure function; control thread. Source: the text exposition format, version 0.0.4.

#include "backend/api/measurements.h"

#include <string>

namespace portolan::rest {

inline constexpr const char* metricsContentType = "text/plain; version=0.0.4; charset=utf-8";

[[nodiscard]] std::string metricsText(const api::TotalsView& totals);

}  // namespace portolan::rest
