// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the workers serve from: everything derived from one catalog, deeply const. Made by compile(), handed
// over by base::Publisher<Snapshot>; parts that a change does not touch are shared with the snapshot before.
// No pointer back into the control plane, no mutable counter, nothing of Qt. Read by any thread; freed on the
// control thread.

#include "backend/base/ipaddress.h"
#include "backend/base/persistentmap.h"
#include "backend/base/shorttext.h"
#include "backend/model/certificatebundle.h"
#include "backend/model/clienttls.h"
#include "backend/model/hostname.h"
#include "backend/model/service.h"
#include "backend/model/trustanchor.h"
#include "backend/snapshot/zoneimage.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::snapshot {

struct RouteTarget {
    model::TargetId id{};
    base::SocketAddress address;
    std::uint16_t weight = 1;
    std::optional<model::Fingerprint> pin{};
    model::TargetRole role = model::TargetRole::Primary;
    model::TargetIntake intake = model::TargetIntake::Open;
    std::uint32_t maxRequests = 0;
    /// Of connections that may be used again: the id, or for a name that has moved another one each time.
    model::TargetId connections{id};
    std::string name{};  ///< that the address was found under; empty: the address is given
};

/// Where requests for one host name go, and how. A session pins the route it began with (shared_ptr), not the
/// snapshot.
struct Route {
    model::ServiceId service{};
    std::string host;
    std::string name;  ///< for people
    model::Switch state = model::Switch::Enabled;
    std::vector<RouteTarget> targets;  ///< only those that have an address; empty: none has
    bool isAddressless = false;        ///< it is switched on, but none has: the state is Disabled
    model::Protocol protocol = model::Protocol::Http;
    model::ProxyPolicy policy{};
    model::BalancingPolicy balancing{};
    model::HealthPolicy checks{};
    model::ClientTls clientTls{};
    model::Delivery delivery = model::Delivery::Proxy;
};

/// What an https target is asked for unless the policy names something else: the name of the service, or its
/// own where Host is its own too.
[[nodiscard]] inline std::string_view serverNameOf(const Route& route, const RouteTarget& target) {
    const bool isItsOwn = route.policy.hostHeader == model::HostHeader::AsTarget && !target.name.empty();
    return isItsOwn ? target.name : route.host;
}

/// What a name of Portolan's own is served by.
enum class LocalName : std::uint8_t { Api, Landing };

struct Snapshot {
    std::uint64_t generation = 0;
    model::Revision revision = 0;
    base::PersistentMap<std::string, Route> routes;          ///< of the proxy, by host name, lower case
    base::PersistentMap<std::string, Route> direct;          ///< which clients take without the proxy, by key
    base::PersistentMap<std::string, LocalName> localNames;  ///< dns.<zone>, portolan.<zone>, apexes
    /// By server name, lower case; "*.zone" stands for one label in front of it.
    base::PersistentMap<base::ShortText, model::CertificateBundle> certificates{};
    std::string defaultServerName{};  ///< stands for the server name of a client that sends none
    /// The roots that stand behind the certificates of our own authorities, one per zone.
    std::vector<std::shared_ptr<const model::TrustAnchor>> trustAnchors{};
    std::vector<std::shared_ptr<const ZoneImage>> zones;
    std::uint16_t httpPort = 80;                  ///< where clients reach the proxy, for SRV records
    std::optional<std::uint16_t> httpsPort{};     ///< the same over TLS; absent: it serves no https
    std::vector<base::Network> internalNetworks;  ///< who may ask at all
    std::vector<base::Network> trustedProxies;    ///< whose word about a client is believed
};

}  // namespace portolan::snapshot
