// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The JSON of measurements, both directions; a part of json.h's contract with its rules. Durations are
// milliseconds with fractions, in fields that end in "_ms". What did not happen is left out or 0.

#include "backend/api/measurements.h"
#include "backend/base/result.h"

#include <QJsonObject>

namespace portolan::api {

[[nodiscard]] QJsonObject toJson(const LatencyView& latency);
[[nodiscard]] QJsonObject toJson(const TrafficView& traffic);
/// {"services":[{"id","host",...}],"proxy":{...},"dns":{...},...}
[[nodiscard]] QJsonObject toJson(const TotalsView& totals);
[[nodiscard]] QJsonObject toJson(const RequestView& request);
[[nodiscard]] QJsonObject toJson(const RequestPage& page);  ///< {"items":[...]}
[[nodiscard]] QJsonObject toJson(const QueryView& query);
[[nodiscard]] QJsonObject toJson(const QueryPage& page);  ///< {"items":[...],"missing":[...]}

/// Errors: reply.malformed.
[[nodiscard]] base::Result<TrafficView> trafficFromJson(const QJsonObject& json);
[[nodiscard]] base::Result<TotalsView> totalsFromJson(const QJsonObject& json);
[[nodiscard]] base::Result<RequestPage> requestPageFromJson(const QJsonObject& json);
[[nodiscard]] base::Result<QueryPage> queryPageFromJson(const QJsonObject& json);

}  // namespace portolan::api
