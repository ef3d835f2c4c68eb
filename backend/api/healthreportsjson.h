// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The JSON of healthreports.h, both directions; a part of json.h's contract with its rules.

#include "backend/api/healthreports.h"
#include "backend/base/result.h"

#include <QJsonObject>

namespace portolan::api {

/// {"service","range":"24h","begin","step":60,"targets":[{"id","address","port","uptime":{"24h":99.9,...},
/// "availability":[1,0.5,null,...],"latency_ms":[2.1,null,...]}]}
[[nodiscard]] QJsonObject toJson(const HealthHistoryView& history);
/// {"service","targets":[{"id","address","port","health":{"state","code",...}}]}
[[nodiscard]] QJsonObject toJson(const CheckView& check);

/// Errors: reply.malformed.
[[nodiscard]] base::Result<HealthHistoryView> healthHistoryFromJson(const QJsonObject& json);
[[nodiscard]] base::Result<CheckView> checkFromJson(const QJsonObject& json);

}  // namespace portolan::api
