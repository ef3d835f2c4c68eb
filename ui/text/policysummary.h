// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What is uncommon in how the targets of a service are spoken to and checked, and in how requests are spread
// over them, in one line each: for the folded sections of the form and for the table. Pure functions; the GUI
// thread, after the translators are installed.

#include "backend/api/requests.h"
#include "backend/model/balancing.h"
#include "backend/model/healthpolicy.h"
#include "backend/model/proxypolicy.h"

#include <QString>

#include <chrono>
#include <string_view>
#include <vector>

namespace portolan::ui::text {

/// "https · Host: localhost · 2 fields"; empty when all is as for most services.
[[nodiscard]] QString policySummary(std::string_view protocol, const model::ProxyPolicy& policy);

/// "by lot · sticky · 1 drained"; empty when all is as for most services.
[[nodiscard]] QString balancingSummary(const model::BalancingPolicy& policy,
                                       const std::vector<api::TargetDraft>& targets);

/// "GET /health · status 200-299 · every 60 s"; empty when all is as for most services.
[[nodiscard]] QString checksSummary(const model::HealthPolicy& policy);

/// "0.25", "600": no more digits than needed, in the user's way of writing numbers.
[[nodiscard]] QString secondsText(std::chrono::milliseconds time);

}  // namespace portolan::ui::text
