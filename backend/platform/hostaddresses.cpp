// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/platform/hostaddresses.h"

#include <algorithm>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace portolan::platform {

namespace {

/// The source the kernel would use towards `far`.
std::optional<base::IpAddress> sourceTowards(const base::IpAddress& far) {
    sockaddr_storage address{};
    socklen_t length = far.toSocketAddress(address, 53);
    const int fd = ::socket(address.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return std::nullopt;
    std::optional<base::IpAddress> source;
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), length) == 0) {
        length = sizeof address;
        if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) == 0)
            source = base::IpAddress::fromSocketAddress(reinterpret_cast<const sockaddr*>(&address));
    }
    ::close(fd);
    if (source && (source->isUnspecified() || source->isLoopback()))
        source.reset();
    return source;
}

}  // namespace

std::vector<InterfaceAddress> hostAddresses() {
    std::vector<InterfaceAddress> addresses;
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0)
        return addresses;
    const auto linkLocal = *base::Network::parse("fe80::/10");
    for (const ifaddrs* entry = list; entry; entry = entry->ifa_next) {
        if (!entry->ifa_addr || !(entry->ifa_flags & IFF_UP))
            continue;
        const int family = entry->ifa_addr->sa_family;
        if (family != AF_INET && family != AF_INET6)
            continue;
        const auto address = base::IpAddress::fromSocketAddress(entry->ifa_addr);
        if (!linkLocal.contains(address))
            addresses.push_back({entry->ifa_name, address});
    }
    ::freeifaddrs(list);
    return addresses;
}

std::optional<base::IpAddress> tailnetAddress(const std::vector<InterfaceAddress>& addresses) {
    const auto sharedRange = *base::Network::parse("100.64.0.0/10");
    std::optional<base::IpAddress> best;
    for (const InterfaceAddress& entry : addresses) {
        const bool isTailnet = entry.interface == "tailscale0" || sharedRange.contains(entry.address);
        if (isTailnet && (!best || (entry.address.isV4() && !best->isV4())))
            best = entry.address;
    }
    return best;
}

std::optional<base::IpAddress> defaultRouteAddress() {
    // Documentation addresses (RFC 5737, RFC 3849): no route but the default one leads there.
    if (const auto v4 = sourceTowards(*base::IpAddress::parse("203.0.113.1")))
        return v4;
    return sourceTowards(*base::IpAddress::parse("2001:db8::1"));
}

base::IpAddress defaultAdvertisedAddress() {
    if (const auto tailnet = tailnetAddress(hostAddresses()))
        return *tailnet;
    return defaultRouteAddress().value_or(*base::IpAddress::parse("127.0.0.1"));
}

}  // namespace portolan::platform
