// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Where targets may be, asked when a target is added and again at each connect. An address is refused when it
// names this machine's innards or a metadata service in any spelling (NAT64 included; v4-mapped is unmapped
// by IpAddress), when it lies outside target_networks, or when it is one of our own listeners (a loop). A
// value; any thread. Source: RFC 6890 (special-purpose addresses), RFC 6052 (NAT64).

#include "backend/base/ipaddress.h"
#include "backend/base/result.h"

#include <vector>

namespace portolan::model {

/// Whether the caller may name a loopback target: it is on this machine, or holds a token.
enum class LoopbackTargets : unsigned char { Allowed, Refused };

enum class AddressVerdict : unsigned char {
    Allowed,
    RefusedRange,     ///< unspecified, link-local, metadata or multicast
    OwnListener,      ///< a listener of this program
    Loopback,         ///< this machine, for a caller who may not name it
    OutsideNetworks,  ///< not in target_networks
};

class AddressPolicy {
  public:
    AddressPolicy() = default;
    /// A listener on all addresses (0.0.0.0, ::) stands for loopback only: name each address of the host too.
    AddressPolicy(std::vector<base::Network> targetNetworks, std::vector<base::SocketAddress> ownListeners)
        : m_targetNetworks(std::move(targetNetworks)), m_ownListeners(std::move(ownListeners)) {}

    /// Without a word about it, for the data plane: no allocation.
    [[nodiscard]] AddressVerdict judge(const base::SocketAddress& target, LoopbackTargets loopback) const;

    /// The same with a sentence. Errors, without a field: target.refused_range, target.own_listener,
    /// target.loopback, target.outside_networks (its sentence holds the line to add).
    [[nodiscard]] base::Result<void> check(const base::SocketAddress& target, LoopbackTargets loopback) const;

    [[nodiscard]] const std::vector<base::SocketAddress>& ownListeners() const { return m_ownListeners; }

  private:
    std::vector<base::Network> m_targetNetworks;
    std::vector<base::SocketAddress> m_ownListeners;
};

/// True if `address` lies in one of `networks`.
[[nodiscard]] bool containsAddress(const std::vector<base::Network>& networks,
                                   const base::IpAddress& address);

}  // namespace portolan::model
