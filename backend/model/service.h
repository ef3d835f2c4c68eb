// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A service: one host name, one or more targets, and its policy. What the user adds; its records, its route
// and its probes are derived from it, never stored. Invariants (checked where a Service is made, in
// control/): the host lies in a zone and is not reserved, there is at least one target, each target passes
// the address policy, no two targets are equal. A value, shared as shared_ptr<const Service>; any thread.

#include "backend/base/clock.h"
#include "backend/base/ipaddress.h"
#include "backend/model/addresspolicy.h"
#include "backend/model/balancing.h"
#include "backend/model/clienttls.h"
#include "backend/model/healthpolicy.h"
#include "backend/model/hostname.h"
#include "backend/model/proxypolicy.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace portolan::model {

enum class ServiceId : std::uint64_t {};
enum class TargetId : std::uint64_t {};
/// Counts durable changes of the catalog; 0 is the empty catalog.
using Revision = std::uint64_t;

enum class Protocol : std::uint8_t { Http, Https };
enum class Switch : std::uint8_t {
    Enabled,
    Disabled,
    Maintenance,  ///< off for a while: clients are told that it comes back
};
/// Who is found at the name of a service.
enum class Delivery : std::uint8_t {
    Proxy,   ///< this host: the records lead to the proxy, which forwards
    Direct,  ///< the targets: the records are their addresses, without those that are down unless all are
};

/// Where requests go. The id stays the same while address or name, port and what it has to prove do, so that
/// measurements survive an edit, and connections do not survive a doubt.
struct Target {
    TargetId id{};
    base::SocketAddress address{};     ///< with a name, the port alone
    std::uint16_t weight = 1;          ///< its share of the requests; 0 is as good as drained
    std::optional<Fingerprint> pin{};  ///< of the certificate an https target has shown first
    TargetRole role = TargetRole::Primary;
    TargetIntake intake = TargetIntake::Open;
    std::uint32_t maxRequests = 0;   ///< under way at the same time; 0: any number
    std::optional<HostName> name{};  ///< looked up for the address; absent: the address is given
    LoopbackTargets loopback = LoopbackTargets::Refused;  ///< whether the name may lead to this machine
    friend bool operator==(const Target&, const Target&) = default;

    /// Whether both are the same place, whatever else is said of them.
    [[nodiscard]] bool isAt(const Target& other) const {
        return address == other.address && name == other.name;
    }
    /// "100.2.2.2:8080", "nas.lan:8080".
    [[nodiscard]] std::string place() const;
};

/// Who made it: the address decides who may change it without a token.
struct Origin {
    base::IpAddress address{};
    friend bool operator==(const Origin&, const Origin&) = default;
};

struct Service {
    ServiceId id{};
    std::string name{};  ///< for people
    HostName host;
    std::vector<Target> targets{};
    Protocol protocol = Protocol::Http;  ///< how its targets are spoken to
    ProxyPolicy proxy{};
    BalancingPolicy balancing{};
    HealthPolicy checks{};
    ClientTls clientTls{};
    Delivery delivery = Delivery::Proxy;
    Switch state = Switch::Enabled;
    /// Content of the A or AAAA record when it is not the advertised address.
    std::optional<base::IpAddress> recordAddress{};
    Origin origin{};
    base::SystemTime createdAt{};
    base::SystemTime updatedAt{};
    std::optional<base::SystemTime> expiresAt{};
    Revision revision = 0;  ///< of the last change of this service
    friend bool operator==(const Service&, const Service&) = default;
};

}  // namespace portolan::model
