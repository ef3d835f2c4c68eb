// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What changes in a head on its way through the proxy. Hop-by-hop fields end here, identity and forwarding
// fields that a client sent are replaced by what Portolan knows, what the policy of a service asks for is
// set, everything else passes as it came. Pure functions over a HeadWriter, on a worker; nothing allocates
// for a service without a policy of its own. Framing is decided by the caller and written here. Source:
// SPEC 5.1 and 5.8, RFC 9110 sections 7.6.1, 7.6.3, 7.8 and 10.1.4, RFC 9112 section 9.

#include "backend/httpwire/head.h"
#include "backend/httpwire/writer.h"
#include "backend/model/service.h"
#include "backend/proxy/forwardedfields.h"
#include "backend/proxy/responseedits.h"
#include "backend/proxy/stickycookie.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace portolan::proxy {

/// What the head for the upstream is made of beside the client's head.
struct RequestEdits {
    const model::ProxyPolicy& policy;
    const ForwardedFields& forwarded;
    Trust trust = Trust::None;
    std::string_view viaLine;   ///< "Via: ...\r\n"
    std::string_view upgrades;  ///< allowedUpgrades(); empty: the connection stays HTTP
    model::Protocol protocol = model::Protocol::Http;
    std::string_view targetAuthority;  ///< TargetAuthority of the target, unless the policy keeps Host
};

/// The head for the upstream. The body is framed as head.framing says.
void writeUpstreamRequest(httpwire::HeadWriter& out, const httpwire::RequestHead& head,
                          const RequestEdits& edits);

/// What the client's side of a response needs.
struct ClientSide {
    httpwire::Framing framing = httpwire::Framing::None;
    bool close = false;                                     ///< the connection ends with this response
    bool sayKeepAlive = false;                              ///< an HTTP/1.0 client that asked for it
    std::string_view viaLine = "";                          ///< "Via: ...\r\n"; empty for none
    std::optional<std::chrono::seconds> strictTransport{};  ///< said over https only
    const ResponseEdits* edits = nullptr;  ///< when there is a Location or Set-Cookie to look at
    const StickyToken* sticky = nullptr;   ///< what the client is to come back with; nullptr: nothing new
    CookieTransport transport = CookieTransport::Plain;
};

/// The head for the client. `dateLine` ("Date: ...\r\n") is used when the upstream sent no Date.
void writeClientResponse(httpwire::HeadWriter& out, const httpwire::ResponseHead& head,
                         const ClientSide& client, std::string_view dateLine);
/// A 1xx head; 101 keeps its Upgrade.
void writeInterimResponse(httpwire::HeadWriter& out, const httpwire::ResponseHead& head);

/// Whether a trailer field may be passed on: none that frames, routes or authenticates. Source: RFC 9110
/// section 6.5.1.
[[nodiscard]] bool isTrailerAllowed(const httpwire::Field& field);

}  // namespace portolan::proxy
