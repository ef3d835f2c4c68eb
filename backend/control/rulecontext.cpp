// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/rulecontext.h"

namespace portolan::control {

namespace {

/// What listens, a listener on all addresses spelled out as each of them.
std::vector<base::SocketAddress> spelledOut(const std::vector<api::ListenerView>& listeners,
                                            const OwnHost& ownHost) {
    std::vector<base::SocketAddress> addresses;
    for (const api::ListenerView& listener : listeners) {
        if (listener.status != "listening" || listener.protocol != "tcp")
            continue;
        addresses.push_back(listener.address);
        if (listener.address.address.isUnspecified())
            for (const base::IpAddress& own : ownHost.addresses())
                addresses.push_back({own, listener.address.port});
    }
    return addresses;
}

OwnHost ownHostOf(const model::RunSettings& settings, const DataPlane& dataPlane) {
    std::vector<base::IpAddress> own = dataPlane.ownAddresses();
    own.insert(own.end(), settings.advertised.begin(), settings.advertised.end());
    return OwnHost(std::move(own));
}

}  // namespace

model::AddressPolicy makeAddressPolicy(const model::RunSettings& settings, const DataPlane& dataPlane) {
    return {settings.targetNetworks, spelledOut(dataPlane.listeners(), ownHostOf(settings, dataPlane))};
}

RuleContext makeRuleContext(const model::RunSettings& settings, const api::Caller& caller,
                            const DataPlane& dataPlane) {
    return {settings, caller, ownHostOf(settings, dataPlane), makeAddressPolicy(settings, dataPlane)};
}

}  // namespace portolan::control
