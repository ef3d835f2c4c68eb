// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A client's request as the control thread gets to see it: written anew from parsed values, with only the
// fields the API reads, and with Portolan-* fields that say who sent it. What a client sends as Portolan-*
// never gets through, since no field does that is not listed. Pure functions; any thread. Source: DESIGN
// section 4; SPEC 7.2.

#include "backend/httpwire/head.h"
#include "backend/proxy/localhandler.h"

#include <string>
#include <string_view>

namespace portolan::edge {

/// Request line and fields without Content-Length and the empty line. HEAD is asked for as GET.
[[nodiscard]] std::string frontHeadOf(const httpwire::RequestHead& head, const proxy::Arrival& arrival);
/// The whole request.
[[nodiscard]] std::string frontRequestOf(std::string frontHead, std::string_view body);

/// Whether something between the client and us says so: X-Forwarded-*, Forwarded, Via, Tailscale-*.
[[nodiscard]] bool wasForwarded(const httpwire::FieldList& fields);
/// Whether a field that decides about access stands there more than once.
[[nodiscard]] bool repeatsAccessField(const httpwire::FieldList& fields);

}  // namespace portolan::edge
