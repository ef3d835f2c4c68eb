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

}  // namespace

RuleContext makeRuleContext(const model::RunSettings& settings, const api::Caller& caller,
                            const DataPlane& dataPlane) {
    std::vector<base::IpAddress> own = dataPlane.ownAddresses();
    own.insert(own.end(), settings.advertised.begin(), settings.advertised.end());
    RuleContext context{settings, caller, OwnHost(std::move(own))};
    context.policy =
        model::AddressPolicy(settings.targetNetworks, spelledOut(dataPlane.listeners(), context.ownHost));
    return context;
}

}  // namespace portolan::control
