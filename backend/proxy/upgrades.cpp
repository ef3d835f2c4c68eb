// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/upgrades.h"

#include "backend/base/bytes.h"

#include <algorithm>

namespace portolan::proxy {

namespace {

/// "websocket" of "websocket/13". Source: RFC 9110 section 7.8 (protocol-name, protocol-version).
std::string_view nameOf(std::string_view protocol) {
    return protocol.substr(0, protocol.find('/'));
}

bool isAllowed(std::string_view protocol, const model::ProxyPolicy& policy) {
    const std::string_view name = nameOf(protocol);
    if (base::equalsIgnoringCase(name, "h2c"))
        return false;
    return base::equalsIgnoringCase(name, "websocket") ||
           std::any_of(policy.upgrades.begin(), policy.upgrades.end(), [&](const std::string& named) {
               return base::equalsIgnoringCase(named, protocol) || base::equalsIgnoringCase(named, name);
           });
}

}  // namespace

std::string allowedUpgrades(const httpwire::RequestHead& head, const model::ProxyPolicy& policy) {
    std::string allowed;
    if (head.version != httpwire::Version::Http11)
        return allowed;
    std::string_view list = head.upgrade;
    for (auto member = httpwire::takeListMember(list); !member.empty();
         member = httpwire::takeListMember(list))
        if (isAllowed(member, policy))
            allowed.append(allowed.empty() ? "" : ", ").append(member);
    return allowed;
}

bool asksForUpgrade(std::string_view upstreamHead, std::string_view protocol) {
    constexpr std::string_view line = "\r\nUpgrade: ";
    const std::size_t at = upstreamHead.find(line);
    if (at == std::string_view::npos || protocol.empty())
        return false;
    std::string_view asked = upstreamHead.substr(at + line.size());
    asked = asked.substr(0, asked.find('\r'));
    // A server may name several layers; each must have been asked for.
    for (auto member = httpwire::takeListMember(protocol); !member.empty();
         member = httpwire::takeListMember(protocol))
        if (!httpwire::listHasToken(asked, member))
            return false;
    return true;
}

}  // namespace portolan::proxy
