// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What a service's proxy policy must be, and who may let its secrets go where. The rules of single values are
// model/policytext's; here are lists, the path of each field, and what takes the service as it was. Pure
// functions; control thread.

#include "backend/api/replies.h"
#include "backend/api/requests.h"
#include "backend/control/rulecontext.h"

#include <optional>

namespace portolan::control {

/// The policy a draft means for a service that was `before` (nullptr for a new one). "websocket" among the
/// upgrades is dropped, because it always passes. Errors: proxy.host_header, proxy.tls_verification,
/// request_fields.too_many, request_fields.duplicate, request_field.value_missing, upgrades.too_many,
/// upgrades.duplicate, those of model/policytext and HostName.
[[nodiscard]] base::Result<model::ProxyPolicy> parseProxy(const api::ProxyDraft& draft,
                                                          const model::Service* before);

/// The pin a draft means for the target at the place of `place`, of a service that was `before`. Errors:
/// pin.format.
[[nodiscard]] base::Result<std::optional<model::Fingerprint>> parsePin(
    const std::optional<std::string>& draft, const model::Target& place, const model::Service* before);

/// Without a token the values of request fields are not shown; so that they cannot be had by turning the
/// service to another host either, a service that keeps them keeps its target hosts and what proves them.
/// Errors: access.hidden_values.
[[nodiscard]] base::Result<void> checkHiddenValues(const model::Service& before, const model::Service& after,
                                                   const api::Caller& caller);

/// proxy.tls_unused, for what only says something of https targets.
[[nodiscard]] std::optional<api::Warning> tlsWarning(const model::Service& service);

}  // namespace portolan::control
