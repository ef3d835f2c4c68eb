// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Who answers a request: a service's route, one of Portolan's own pages or interfaces, or nobody. Decided
// from the host name alone, against the snapshot that was current when the request began. One per worker; it
// holds the worker's subscription to the snapshots, and nothing a request needs is locked.

#include "backend/base/publisher.h"
#include "backend/httpwire/head.h"
#include "backend/proxy/failure.h"
#include "backend/proxy/localhandler.h"
#include "backend/snapshot/snapshot.h"
#include "backend/tls/serverhandshake.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace portolan::proxy {

/// A route as one connection holds on to it: kept from request to request while nothing was published in
/// between.
struct RoutePin {
    std::shared_ptr<const snapshot::Route> route;
    std::uint64_t version = 0;
};

struct Destination {
    enum class Kind : std::uint8_t { Route, Api, Landing, Nobody };
    Kind kind = Kind::Nobody;
    FailureReason reason = FailureReason::UnknownHost;  ///< for Nobody
};

class Router {
  public:
    using Snapshots = base::Publisher<snapshot::Snapshot>;
    /// Takes a snapshot that this worker no longer uses, to be freed elsewhere. May be empty.
    using Retire = std::function<void(std::shared_ptr<const snapshot::Snapshot>)>;

    Router(const Snapshots& snapshots, Retire retire)
        : m_subscription(snapshots), m_retire(std::move(retire)) {}

    /// Takes over what was published; at the start of each request.
    void refresh() {
        if (m_subscription.refresh())
            onChanged();
    }
    /// What is in effect on this worker; empty before the first was published.
    [[nodiscard]] const std::shared_ptr<const snapshot::Snapshot>& current() const {
        return m_subscription.value();
    }
    /// Rises whenever refresh() brings another snapshot.
    [[nodiscard]] std::uint64_t version() const { return m_version; }

    /// Whether `peer` lies in the internal networks.
    [[nodiscard]] bool admits(const base::IpAddress& peer) const;

    /// Whether `peer` is a proxy whose word about its clients is believed.
    [[nodiscard]] bool trusts(const base::IpAddress& peer) const;

    /// The certificate that stands for `serverName`, or for "" the one of the default zone; nullptr when
    /// there is none. Takes over what was published.
    [[nodiscard]] std::shared_ptr<const model::CertificateBundle> certificateFor(std::string_view serverName);

    /// Whether a client may ask for the request's host on a connection that was made for `agreed`: the
    /// certificate it was shown stands for the host, or it came by our address. Source: RFC 9110 section
    /// 15.5.20.
    [[nodiscard]] static bool isCovered(const httpwire::RequestHead& head, const tls::ServerHandshake& agreed,
                                        const base::SocketAddress& local);

    /// `pin` is filled for Kind::Route. `local` is the address the connection came to.
    [[nodiscard]] Destination find(const httpwire::RequestHead& head, Arrival::Listener listener,
                                   const base::SocketAddress& local, RoutePin& pin) const;

  private:
    void onChanged();

    Snapshots::Subscription m_subscription;
    Retire m_retire;
    std::uint64_t m_version = 1;
};

}  // namespace portolan::proxy
