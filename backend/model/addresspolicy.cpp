// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/addresspolicy.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace portolan::model {

namespace {

using base::IpAddress;
using base::Network;

const std::vector<Network>& refusedRanges() {
    static const std::vector<Network> ranges = [] {
        constexpr std::array<std::string_view, 9> texts{
            "0.0.0.0/8",           // "this network", RFC 791 section 3.2
            "169.254.0.0/16",      // link-local and cloud metadata, RFC 3927
            "100.100.100.100/32",  // the tailnet's own resolver
            "100.100.100.200/32",  // a cloud's metadata service inside 100.64.0.0/10
            "224.0.0.0/4",         // multicast, RFC 5771
            "240.0.0.0/4",         // reserved and broadcast, RFC 1112 section 4
            "ff00::/8",            // multicast, RFC 4291 section 2.7
            "::/128",              // unspecified
            "fd00:ec2::254/128",   // a cloud's metadata service
        };
        std::vector<Network> parsed;
        for (const std::string_view text : texts)
            parsed.push_back(*Network::parse(text));
        return parsed;
    }();
    return ranges;
}

/// The IPv4 address inside 64:ff9b::/96 (RFC 6052 section 2.1), or the address itself.
IpAddress withoutNat64(const IpAddress& address) {
    static const Network nat64 = *Network::parse("64:ff9b::/96");
    if (!nat64.contains(address))
        return address;
    return IpAddress::fromBytes(address.bytes().data() + 12, IpAddress::Family::V4);
}

base::Error refused(std::string code, std::string message, const base::SocketAddress& target) {
    return {std::move(code), std::move(message), "", {{"address", target.address.toString()}}};
}

}  // namespace

bool containsAddress(const std::vector<Network>& networks, const IpAddress& address) {
    return std::any_of(networks.begin(), networks.end(),
                       [&](const Network& n) { return n.contains(address); });
}

AddressVerdict AddressPolicy::judge(const base::SocketAddress& target, LoopbackTargets loopback) const {
    const IpAddress real = withoutNat64(target.address);
    if (containsAddress(refusedRanges(), real))
        return AddressVerdict::RefusedRange;
    const bool isOwn =
        std::any_of(m_ownListeners.begin(), m_ownListeners.end(), [&](const base::SocketAddress& own) {
            return own.port == target.port &&
                   (own.address == real || (own.address.isUnspecified() && real.isLoopback()));
        });
    if (isOwn)
        return AddressVerdict::OwnListener;
    if (real.isLoopback())
        return loopback == LoopbackTargets::Refused ? AddressVerdict::Loopback : AddressVerdict::Allowed;
    return containsAddress(m_targetNetworks, real) ? AddressVerdict::Allowed
                                                   : AddressVerdict::OutsideNetworks;
}

base::Result<void> AddressPolicy::check(const base::SocketAddress& target, LoopbackTargets loopback) const {
    const std::string text = target.address.toString();
    switch (judge(target, loopback)) {
        case AddressVerdict::Allowed:
            break;
        case AddressVerdict::RefusedRange:
            return refused(
                "target.refused_range",
                "A target may not be at " + text +
                    " (unspecified, link-local, metadata or multicast); give the address of the device that "
                    "runs the service.",
                target);
        case AddressVerdict::OwnListener:
            return refused("target.own_listener",
                           target.toString() +
                               " is Portolan's own listener, requests would go in a circle; give the port "
                               "the service itself listens on.",
                           target);
        case AddressVerdict::Loopback:
            return refused(
                "target.loopback",
                text +
                    " means the host that runs Portolan; from another device that needs a token. Give the "
                    "device's own address instead.",
                target);
        case AddressVerdict::OutsideNetworks:
            return refused("target.outside_networks",
                           text + " lies outside target_networks; to allow it add \"" + text +
                               (target.address.isV4() ? "/32" : "/128") +
                               "\" to target-networks in portolan.toml.",
                           target);
    }
    return {};
}

}  // namespace portolan::model
