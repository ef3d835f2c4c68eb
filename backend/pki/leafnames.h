// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Which names one certificate of the local authority is for, and which certificate serves a name. A service
// has a leaf of its own; Portolan's own names and the ones nobody has taken yet share the zone's, so that a
// browser shows our page for them and no TLS error. Pure functions; any thread.

#include "backend/model/hostname.h"

#include <string>
#include <string_view>
#include <vector>

namespace portolan::pki {

/// The zone and "*." in front of it, which stands for one label.
[[nodiscard]] std::vector<std::string> namesOfZoneLeaf(const model::HostName& zone);
[[nodiscard]] std::vector<std::string> namesOfServiceLeaf(const model::HostName& host);

/// "*." and everything behind the first label of `host`; empty for a single label.
[[nodiscard]] std::string wildcardFor(std::string_view host);

/// Whether a certificate for `pattern` serves `host`, both in lower case. Source: RFC 6125 section 6.4.3,
/// with the whole left-most label as the only place of a wildcard.
[[nodiscard]] bool covers(std::string_view pattern, std::string_view host);

}  // namespace portolan::pki
