// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Who may speak to the API at all, in one place. By default any caller that edge let in may, with the rights
// of its address (what it may change is decided in control/); a token gives all rights. What a web page could
// send from a victim's browser is refused whatever it carries: foreign Host, foreign Origin, cross-site
// fetches. Pure functions, control thread. Whether a peer is in internal_networks is checked before, by the
// proxy's session. Source: SPEC 7.1 and 7.2; RFC 6750 section 2.1 (Bearer), RFC 6454 section 7 (Origin).

#include "backend/api/requests.h"
#include "backend/base/ipaddress.h"
#include "backend/base/result.h"
#include "backend/model/hostname.h"
#include "backend/rest/message.h"

#include <string>
#include <string_view>
#include <vector>

namespace portolan::rest {

struct AccessRules {
    std::vector<model::HostName> zones;  ///< dns.<zone> and portolan.<zone> are the API's names
    std::string token;                   ///< empty: no token is good
};

/// How a request came in and what it claims.
struct AccessRequest {
    enum class Listener : unsigned char { Http, Https, Api, PrivateApi };
    /// Whether something stood between the client and us that says so (X-Forwarded-For, Via, ...).
    enum class Path : unsigned char { Direct, Forwarded };
    base::IpAddress peer;
    base::SocketAddress local;
    Listener listener = Listener::Api;
    Path path = Path::Direct;
    std::string host;           ///< Host, with port
    std::string origin;         ///< Origin, empty if absent
    std::string fetchSite;      ///< Sec-Fetch-Site, empty if absent
    std::string authorization;  ///< Authorization, empty if absent
    std::string requestId;
};

/// Reads the fields that edge's front adds. Errors: access.unknown_peer when they are not there.
[[nodiscard]] base::Result<AccessRequest> accessRequestOf(const Request& request);

/// Errors, in the order they are looked for: access.private_listener, access.foreign_host,
/// access.foreign_origin, access.cross_site (403), access.token_wrong, access.token_required (401).
[[nodiscard]] base::Result<api::Caller> admit(const AccessRequest& request, const AccessRules& rules);

/// Equality in time that depends on the lengths only.
[[nodiscard]] bool equalsInConstantTime(std::string_view a, std::string_view b);

}  // namespace portolan::rest
