// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A zone as a master file: every record that is answered, entered and derived ones, each on a line of its own
// with absolute names, so that any other server can load it. Written on request, on the control thread; costs
// one pass over the zone and a sort. Source: RFC 1035 section 5, RFC 3597 section 5 (unknown types).

#include "backend/snapshot/zoneimage.h"

#include <cstdint>
#include <string>

namespace portolan::snapshot {

/// SOA first, then by name as RFC 4034 section 6.1 orders names. `httpPort` stands in the SRV records of
/// services.
[[nodiscard]] std::string zoneFile(const ZoneImage& zone, std::uint16_t httpPort);

}  // namespace portolan::snapshot
