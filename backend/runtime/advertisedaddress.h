// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Which address the names of services point to, where the user has named none, while the host's addresses
// change. A tailnet's address is taken as soon as it is there. One that is gone is believed to come back (the
// tailnet's daemon restarts, a cable is moved) and only given up after a while, since every client keeps what
// it was told for a minute. A pure state machine of Runtime's, control thread. Source: SPEC of hosts and
// listening.

#include "backend/base/clock.h"
#include "backend/base/ipaddress.h"

#include <optional>
#include <vector>

namespace portolan::runtime {

/// What the host looks like at one moment.
struct HostAddresses {
    std::vector<base::IpAddress> all;
    std::optional<base::IpAddress> tailnet;
    std::optional<base::IpAddress> defaultRoute;  ///< the source address of the default route
};

class AdvertisedAddress {
  public:
    /// How long an address may be gone before another one takes its place.
    static constexpr base::Seconds patience{60};

    explicit AdvertisedAddress(const base::IpAddress& current) : m_current(current) {}

    /// What to advertise from here on. Call it when addresses have changed, and now and then.
    [[nodiscard]] const base::IpAddress& follow(const HostAddresses& host, base::SteadyTime now);

  private:
    base::IpAddress m_current;
    std::optional<base::SteadyTime> m_goneSince;
};

}  // namespace portolan::runtime
