// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The addresses this machine has, and which of them others should be told. Asks the kernel each time; sends
// nothing. Called by app/ at the start and by runtime/ for the default listeners. Any thread.
// Source: RFC 6598 (100.64.0.0/10, the range of tailnets).

#include "backend/base/ipaddress.h"

#include <optional>
#include <string>
#include <vector>

namespace portolan::platform {

struct InterfaceAddress {
    std::string interface;  ///< "tailscale0"
    base::IpAddress address;
    friend bool operator==(const InterfaceAddress&, const InterfaceAddress&) = default;
};

/// Of all interfaces that are up; link-local IPv6 addresses are left out, since they mean nothing without
/// their interface.
[[nodiscard]] std::vector<InterfaceAddress> hostAddresses();

/// The tailnet's address: one of the interface tailscale0, or one in 100.64.0.0/10; IPv4 before IPv6.
[[nodiscard]] std::optional<base::IpAddress> tailnetAddress(const std::vector<InterfaceAddress>& addresses);

/// The source address of the default route, IPv4 before IPv6. No packet leaves: a UDP socket is connected
/// only for the kernel's choice. nullopt without a default route.
[[nodiscard]] std::optional<base::IpAddress> defaultRouteAddress();

/// The tailnet's, else the default route's, else 127.0.0.1 (SPEC 4.5).
[[nodiscard]] base::IpAddress defaultAdvertisedAddress();

}  // namespace portolan::platform
