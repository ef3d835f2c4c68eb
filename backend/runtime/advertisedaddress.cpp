// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/runtime/advertisedaddress.h"

#include <algorithm>

namespace portolan::runtime {

const base::IpAddress& AdvertisedAddress::follow(const HostAddresses& host, base::SteadyTime now) {
    const bool present = std::find(host.all.begin(), host.all.end(), m_current) != host.all.end();
    if (present)
        m_goneSince.reset();
    else if (!m_goneSince)
        m_goneSince = now;
    const bool givenUp = m_goneSince && now - *m_goneSince >= patience;
    if (host.tailnet)
        m_current = *host.tailnet;
    else if (host.defaultRoute && (givenUp || m_current.isLoopback()))
        m_current = *host.defaultRoute;
    if (m_current == host.tailnet || m_current == host.defaultRoute)
        m_goneSince.reset();
    return m_current;
}

}  // namespace portolan::runtime
