// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// How a device comes to trust the https of a zone: the root of its local authority to download, its
// fingerprint to compare, a code for the phone, and what to do on each system (truststeps.h). Offered over
// plain http, by address and by name, since who does not trust the root yet cannot open https; the page says
// that http can be tampered with. Whether this browser trusts it already is shown by a picture that loads
// over https only: no script. Pure functions over a snapshot's anchors; any thread.

#include "backend/base/ipaddress.h"
#include "backend/model/trustanchor.h"
#include "backend/proxy/finishedexchange.h"
#include "backend/proxy/pages.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::edge {

/// How the page was asked for.
struct TrustVisit {
    std::string origin;       ///< "http://100.1.1.1:8000": what links in commands begin with
    std::string phoneOrigin;  ///< the same for another device
    std::uint16_t httpsPort = 443;
};

using TrustAnchors = std::vector<std::shared_ptr<const model::TrustAnchor>>;

/// The answer for a path that begins with "/trust"; nothing if there is no such page:
/// - "/trust": the page of the only zone, or the list of zones;
/// - "/trust/<zone>": its page;
/// - "/trust/portolan-<zone>.pem", ".crt" and ".der" (both DER), ".mobileconfig": its root;
/// - "/trust/portolan-<zone>.crl", "-root.crl": what was revoked, for clients that insist on looking;
/// - "/trust/check.svg": the picture that says "trusted" when it can be loaded over https.
[[nodiscard]] std::optional<proxy::FinishedAnswer> answerTrustPath(std::string_view path,
                                                                   const TrustAnchors& anchors,
                                                                   const TrustVisit& visit,
                                                                   proxy::PageFormat format);

/// The page's own style sheet, whose hash stands in its security policy; for tests.
[[nodiscard]] std::string_view trustStyle();

}  // namespace portolan::edge
