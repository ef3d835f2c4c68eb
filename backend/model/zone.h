// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The zones Portolan answers for, and the rules of names inside them: how a user's spelling becomes a full
// name, which names are kept for Portolan itself, and which suffixes nobody may use as a zone. Values and
// pure functions; any thread.

#include "backend/base/clock.h"
#include "backend/base/ipaddress.h"
#include "backend/model/hostname.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace portolan::model {

struct Zone {
    HostName name;
    std::uint32_t serial = 1;       ///< SOA serial; rises with each change of content (RFC 1982 arithmetic)
    std::uint64_t fingerprint = 0;  ///< of the content that was served under it; 0: not known
    friend bool operator==(const Zone&, const Zone&) = default;
};

/// Errors: zone.reserved for .local (mDNS, RFC 6762) and .localhost (RFC 6761), and those of HostName, on
/// field "zone".
[[nodiscard]] base::Result<HostName> parseZoneName(std::string_view text);

/// Whether the zone maps addresses to names. Source: RFC 1035 section 3.5, RFC 3596 section 2.5.
[[nodiscard]] bool isReverseZone(const HostName& zone);

/// The name that an address has there: 4.3.2.10.in-addr.arpa, ....ip6.arpa.
[[nodiscard]] HostName reverseName(const base::IpAddress& address);

/// The zone that single labels go to: the first that is no reverse zone, else the first. nullptr if there is
/// none.
[[nodiscard]] const HostName* defaultZone(const std::vector<HostName>& zones);

enum class Wildcards : unsigned char { Refused, Allowed };

/// The full name for what a user wrote: one label gets the default zone; several labels must end in a zone.
/// Errors: those of HostName; name.outside_zones, whose sentence shows the spelling that would work.
[[nodiscard]] base::Result<HostName> qualify(std::string_view text, const std::vector<HostName>& zones,
                                             Wildcards wildcards = Wildcards::Refused);

/// The longest zone that holds `name`, or nullptr.
[[nodiscard]] const HostName* zoneOf(const HostName& name, const std::vector<HostName>& zones);

/// Names Portolan keeps: a zone's apex, and dns, ns, portolan, wpad and _acme-challenge directly below it.
/// Errors: name.reserved.
[[nodiscard]] base::Result<void> checkNotReserved(const HostName& name, const std::vector<HostName>& zones);

/// The kept names that are answered with Portolan's own addresses: apex, dns, ns and portolan.
[[nodiscard]] bool hasOwnAddresses(const HostName& name, const std::vector<HostName>& zones);

/// The serial after `serial`: the time in seconds where that is later, so that serials rise even over a
/// restored backup. Source: RFC 1982 section 3.
[[nodiscard]] std::uint32_t nextSerial(std::uint32_t serial, base::SystemTime now);

/// Whether browsers refuse plain http below this zone because its suffix is HSTS-preloaded (.dev, .app, ...).
[[nodiscard]] bool isHstsPreloaded(const HostName& zone);

}  // namespace portolan::model
