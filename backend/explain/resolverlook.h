// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the resolver of the machine that this runs on says to a name: each server of resolv.conf by itself,
// and the way every program goes (getaddrinfo), which knows /etc/hosts and other sources too. Blocks, but not
// longer than it is told: getaddrinfo cannot be ended, so it has a thread of its own, which is left behind
// when it hangs. Any thread that may wait. Source: resolv.conf(5), getaddrinfo(3).

#include "backend/explain/dnslook.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::explain {

struct ResolverLook {
    std::vector<DnsLook> servers{};
    /// What programs get; absent when that took too long.
    std::optional<std::vector<base::IpAddress>> programs{};
    std::chrono::microseconds duration{0};
};

/// Where the resolver is found; tests have another one.
struct ResolverPlace {
    std::string file = "/etc/resolv.conf";
    /// Addresses of a name, as getaddrinfo() gives them. Called on a thread of its own.
    std::function<std::vector<base::IpAddress>(const std::string& name)> lookUp{};
};

[[nodiscard]] ResolverLook askResolver(const ResolverPlace& place, const std::string& name,
                                       base::IpAddress::Family family, const Patience& patience);

/// The servers that the text of a resolv.conf names: at most three, as the C library takes them.
[[nodiscard]] std::vector<base::SocketAddress> nameserversIn(std::string_view text);

}  // namespace portolan::explain
