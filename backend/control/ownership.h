// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Who may change what: without a token a caller changes only what came from its own address. All addresses of
// this host and loopback are one origin, because a user on this host may come by any of them. Pure functions
// and values; any thread.

#include "backend/api/requests.h"
#include "backend/base/result.h"

#include <vector>

namespace portolan::control {

/// The addresses that mean the host Portolan runs on.
class OwnHost {
  public:
    OwnHost() = default;
    explicit OwnHost(std::vector<base::IpAddress> addresses) : m_addresses(std::move(addresses)) {}
    /// Loopback, or an address of one of this host's interfaces.
    [[nodiscard]] bool holds(const base::IpAddress& address) const;
    [[nodiscard]] const std::vector<base::IpAddress>& addresses() const { return m_addresses; }

  private:
    std::vector<base::IpAddress> m_addresses;
};

/// access.token_required; `why` is a sentence.
[[nodiscard]] base::Error tokenRequired(const std::string& why);

/// Errors: access.not_owner with `name` and `origin` in params.
[[nodiscard]] base::Result<void> checkOwner(const api::Caller& caller, const model::Origin& origin,
                                            const model::HostName& name, const OwnHost& ownHost);

}  // namespace portolan::control
