// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The JSON in which a column or a history row keeps a service's proxy policy: what differs from the default,
// so that "{}" is the default policy. Times are milliseconds. Not the JSON of the API, which may change by
// itself. Pure functions.

#include "backend/base/result.h"
#include "backend/model/proxypolicy.h"

#include <QByteArray>
#include <QJsonObject>

namespace portolan::store {

[[nodiscard]] QJsonObject policyToJson(const model::ProxyPolicy& policy);
/// Compact.
[[nodiscard]] QByteArray policyToColumn(const model::ProxyPolicy& policy);
/// Errors: store.corrupt for what no version wrote.
[[nodiscard]] base::Result<model::ProxyPolicy> policyFromColumn(const QByteArray& column);

}  // namespace portolan::store
