// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the store keeps of the past of a service's targets -> what callers are shown of it. Pure functions;
// control thread.

#include "backend/api/healthreports.h"
#include "backend/model/service.h"
#include "backend/store/measurementstorage.h"

#include <vector>

namespace portolan::control {

/// `histories` were read up to `now`; a target without one has a past of gaps.
[[nodiscard]] api::HealthHistoryView healthHistoryOf(const model::Service& service, api::HistoryRange range,
                                                     base::SystemTime now,
                                                     const std::vector<store::HealthHistory>& histories);

}  // namespace portolan::control
