// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Which protocols a connection may be switched to: websocket, and those the policy of a service names. A
// request for any other is passed on as an ordinary one, without Upgrade. h2c never passes, whatever is
// named: its requests would go around every rule of this proxy. Pure functions for requests that ask for an
// upgrade, which are few. Source: RFC 9110 section 7.8, RFC 9113 section 3.1, RFC 6455 section 4.

#include "backend/httpwire/head.h"
#include "backend/model/proxypolicy.h"

#include <string>
#include <string_view>

namespace portolan::proxy {

/// The members of the client's Upgrade that are passed on, as a list; empty when there is none.
[[nodiscard]] std::string allowedUpgrades(const httpwire::RequestHead& head,
                                          const model::ProxyPolicy& policy);

/// Whether `protocol`, the Upgrade of a 101, is one of those that the head written for the target asks for.
[[nodiscard]] bool asksForUpgrade(std::string_view upstreamHead, std::string_view protocol);

}  // namespace portolan::proxy
