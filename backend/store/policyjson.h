// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The JSON in which a column or a history row keeps how a service's targets are spoken to and how clients
// reach it: what differs from the default, so that "{}" is the default. Times are milliseconds, but for
// max-age of strict transport, which is seconds. Not the JSON of the API, which may change by itself. Pure
// functions.

#include "backend/base/result.h"
#include "backend/model/clienttls.h"
#include "backend/model/healthpolicy.h"
#include "backend/model/proxypolicy.h"

#include <QByteArray>
#include <QJsonObject>

namespace portolan::store {

[[nodiscard]] QJsonObject policyToJson(const model::ProxyPolicy& policy);
/// Compact.
[[nodiscard]] QByteArray policyToColumn(const model::ProxyPolicy& policy);
/// Errors: store.corrupt for what no version wrote.
[[nodiscard]] base::Result<model::ProxyPolicy> policyFromColumn(const QByteArray& column);

[[nodiscard]] QJsonObject clientTlsToJson(const model::ClientTls& tls);
/// Compact.
[[nodiscard]] QByteArray clientTlsToColumn(const model::ClientTls& tls);
/// Errors: store.corrupt for what no version wrote.
[[nodiscard]] base::Result<model::ClientTls> clientTlsFromColumn(const QByteArray& column);
/// The same of how its targets are checked; times are seconds here.
[[nodiscard]] QJsonObject checksToJson(const model::HealthPolicy& policy);
[[nodiscard]] QByteArray checksToColumn(const model::HealthPolicy& policy);
/// Errors: store.corrupt for what no version wrote.
[[nodiscard]] base::Result<model::HealthPolicy> checksFromColumn(const QByteArray& column);

}  // namespace portolan::store
