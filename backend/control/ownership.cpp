// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/ownership.h"

#include <algorithm>

namespace portolan::control {

bool OwnHost::holds(const base::IpAddress& address) const {
    return address.isLoopback() ||
           std::find(m_addresses.begin(), m_addresses.end(), address) != m_addresses.end();
}

base::Error tokenRequired(const std::string& why) {
    return {"access.token_required", why + " Send a token (Authorization: Bearer ...).", "", {}};
}

base::Result<void> checkOwner(const api::Caller& caller, const model::Origin& origin,
                              const model::HostName& name, const OwnHost& ownHost) {
    if (caller.authority == api::Authority::Token || caller.address == origin.address)
        return {};
    if (ownHost.holds(caller.address) && ownHost.holds(origin.address))
        return {};
    const std::string from = origin.address.toString();
    return base::Error{"access.not_owner",
                       "\"" + name.text() + "\" was added from " + from +
                           "; change it from there, or send a token (Authorization: Bearer ...).",
                       "",
                       {{"name", name.text()}, {"origin", from}}};
}

}  // namespace portolan::control
