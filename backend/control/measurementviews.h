// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Counters and records of the workers -> what callers are shown of the traffic. Clients' addresses, paths and
// the names that were asked are for callers with a token; sums are for everyone who may list the services.
// Pure functions over live/; control thread, where counters of removed services are freed.

#include "backend/api/reports.h"
#include "backend/api/requests.h"
#include "backend/base/result.h"
#include "backend/control/certificatebook.h"
#include "backend/control/dataplane.h"
#include "backend/control/healthbook.h"
#include "backend/model/catalog.h"

#include <string>

namespace portolan::control {

/// nullopt when the service had no request.
[[nodiscard]] std::optional<api::TrafficView> trafficOf(const DataPlane& dataPlane, model::ServiceId id);

/// By name.
[[nodiscard]] std::vector<api::CertificateExpiry> expiryOf(const CertificateBook& certificates);
[[nodiscard]] api::TotalsView totalsOf(const DataPlane& dataPlane, const model::Catalog& catalog,
                                       const HealthBook& health);
[[nodiscard]] api::RequestPage recentRequests(const DataPlane& dataPlane, const api::RecentRequests& wanted);
[[nodiscard]] api::QueryPage recentQueries(const DataPlane& dataPlane, const api::RecentQueries& wanted);

/// Errors: access.token_required.
[[nodiscard]] base::Result<void> checkMayRead(const api::Caller& caller, const api::ReportRequest& request);

}  // namespace portolan::control
