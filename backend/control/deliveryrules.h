// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Who may be found at the name of a service, and how clients may reach it: the proxy by http, https or both,
// or the targets by themselves. What the two choices forbid each other, and what they make of the other
// fields. Pure functions; control thread.

#include "backend/api/replies.h"
#include "backend/api/requests.h"
#include "backend/model/service.h"

#include <optional>
#include <string>
#include <vector>

namespace portolan::control {

/// "proxy" is the default. Errors: delivery.unknown.
[[nodiscard]] base::Result<model::Delivery> parseDelivery(const std::optional<std::string>& text);

/// Errors: tls.access_unknown, tls.strict_transport_range, tls.strict_transport_http for what only browsers
/// that use https are told.
[[nodiscard]] base::Result<model::ClientTls> parseClientTls(const api::ClientTlsDraft& draft);

/// Whether a service that is delivered directly is one that DNS alone can deliver. Errors: delivery.ports (a
/// name leads to one port), delivery.record_address, delivery.tls.
[[nodiscard]] base::Result<void> checkDelivery(const model::Service& service);

/// delivery.loopback, for a name that leads each device to itself; delivery.proxy_unused, for what only says
/// something of requests through the proxy.
[[nodiscard]] std::vector<api::Warning> deliveryWarnings(const model::Service& service);

}  // namespace portolan::control
