// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The JSON in which a column or a history row keeps a service's balancing policy: what differs from the
// default, so that "{}" is the default policy. Times are milliseconds. Not the JSON of the API, which may
// change by itself. Pure functions.

#include "backend/base/result.h"
#include "backend/model/balancing.h"

#include <QByteArray>
#include <QJsonObject>

namespace portolan::store {

[[nodiscard]] QJsonObject balancingToJson(const model::BalancingPolicy& policy);
/// Compact.
[[nodiscard]] QByteArray balancingToColumn(const model::BalancingPolicy& policy);
/// Errors: store.corrupt for what no version wrote.
[[nodiscard]] base::Result<model::BalancingPolicy> balancingFromColumn(const QByteArray& column);

}  // namespace portolan::store
