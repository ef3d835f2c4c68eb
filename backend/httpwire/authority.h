// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Host names with an optional port, as they stand in Host fields and absolute-form targets. Used by the
// parser on its way through a head; no state, any thread. It does not judge whether a name is one of ours.
// Deviation: of the reg-name rule only what host names use is accepted (no percent-encoding, no
// sub-delimiters), since two readers could disagree about the rest. Source: RFC 3986 section 3.2, RFC 9110
// section 7.2, RFC 9112 section 3.2.

#include "backend/httpwire/head.h"

#include <string_view>

namespace portolan::httpwire {

/// Sets host, hostIsIpv6 and port of `out` from "name", "name:80", "192.0.2.1:80" or "[2001:db8::1]:80".
/// False for anything else: empty, with user information, with a path, a list, a port of 0 or above 65535.
[[nodiscard]] bool splitAuthority(std::string_view authority, RequestHead& out);

/// Splits `out.target`, which is "http://authority/path", into authority and target. An empty path becomes
/// "/", or "*" for OPTIONS. False when it is not an http or https URL, has an empty authority, or has a query
/// without a path. The authority is not looked into. Source: RFC 9112 section 3.2.2.
[[nodiscard]] bool splitAbsoluteTarget(RequestHead& out);

}  // namespace portolan::httpwire
