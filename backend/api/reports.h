// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What Administration::report() can be asked for and answers: what was measured (measurements.h,
// healthreports.h) or is measured for the answer (explanation.h, too), a zone as a file, the roots of the
// local authorities, the last notices, and the webhooks that are told of them. Reads that are neither a list
// of what users entered nor the status. Values; any thread.

#include "backend/api/explanation.h"
#include "backend/api/healthreports.h"
#include "backend/api/measurements.h"
#include "backend/api/noticereports.h"
#include "backend/api/webhooks.h"
#include "backend/model/proxypolicy.h"

#include <string>
#include <variant>
#include <vector>

namespace portolan::api {

/// What is asked for: the zone as a master file. Source: RFC 1035 section 5.
struct ZoneFileRequest {
    std::string zone{};
};

/// What is asked for: the root of each zone's local authority, for devices to trust.
struct AuthoritiesRequest {};

using ReportRequest = std::variant<TotalsRequest, RecentRequests, RecentQueries, ZoneFileRequest,
                                   AuthoritiesRequest, HealthHistoryRequest, CheckRequest, NoticesRequest,
                                   WebhooksRequest, WebhookTestRequest, ExplainRequest>;

struct ZoneFile {
    std::string text{};
};

/// The root that stands behind the certificates of one zone. It is public; its key is not part of it.
struct AuthorityView {
    std::string zone{};
    std::string name{};                ///< common name of the root
    model::Fingerprint fingerprint{};  ///< of the root
    base::SystemTime notBefore{};
    base::SystemTime notAfter{};
    std::string pem{};  ///< Source: RFC 7468 section 5
    friend bool operator==(const AuthorityView&, const AuthorityView&) = default;
};

struct AuthorityList {
    std::vector<AuthorityView> items{};  ///< in the order of the zones; without those that have no authority
};

/// As the request: TotalsRequest is answered with TotalsView, and so on.
using Report = std::variant<TotalsView, RequestPage, QueryPage, ZoneFile, AuthorityList, HealthHistoryView,
                            CheckView, NoticeList, WebhookList, WebhookTestView, Explanation>;

}  // namespace portolan::api
