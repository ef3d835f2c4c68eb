// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The proxy of one worker: takes connections, owns their sessions and tunnels, and empties them when it is
// time to go. Made, used and destroyed on the worker's thread (Worker::call), by runtime. Any number of them
// run side by side, one per worker, and share nothing but the snapshots and the states of targets. It decides
// nothing about a request: Router, Session and the exchanges do.

#include "backend/base/clock.h"
#include "backend/base/ipaddress.h"
#include "backend/live/counters.h"
#include "backend/live/targetstates.h"
#include "backend/model/addresspolicy.h"
#include "backend/net/connectiongate.h"
#include "backend/net/engine.h"
#include "backend/net/tcpacceptor.h"
#include "backend/proxy/localhandler.h"
#include "backend/proxy/router.h"
#include "backend/proxy/shared.h"
#include "backend/tls/clientcontexts.h"
#include "backend/tls/ticketkeys.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace portolan::proxy {

/// What a worker's proxy is made of; everything must outlive it.
struct ServerParts {
    net::Engine& engine;
    tls::ClientContexts& tls;
    const Router::Snapshots& snapshots;
    live::TargetStates& targets;
    live::WorkerCounters& counters;
    const base::Clock& clock;
    Router::Retire retire{};  ///< takes snapshots this worker no longer uses, to be freed elsewhere
    /// The name in Via fields: the same for all workers of the program, so that any of them knows its own.
    std::string pseudonym = Via::newPseudonym();
    /// Who is let in; the same for all workers too.
    std::shared_ptr<net::ConnectionGate> gate = std::make_shared<net::ConnectionGate>();
    /// What the sessions of TLS clients are sealed with; the same for all workers too. nullptr: keys of its
    /// own.
    std::shared_ptr<tls::TicketKeys> tickets{};
    std::string stickyKey{};        ///< of sticky cookies; the same for all workers and over restarts
    Balancer::Tell onPassedOver{};  ///< hears of targets that requests have shown to fail, or to be back
    std::uint64_t seed = 1;         ///< of what is drawn by lot, another one for each worker
};

class Server final : private SessionOwner {
  public:
    explicit Server(ServerParts parts, TimeLimits limits = {});
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Who answers for dns.<zone> and the API's listeners, and for portolan.<zone>, the apexes and our own
    /// address. Without a handler the answer is 503. The handlers must outlive the server.
    void setHandlers(LocalHandler* api, LocalHandler* landing);

    /// Takes connections from `socket`, one of net::BoundSockets of `address`; over TLS for Listener::Https.
    void listen(Arrival::Listener listener, net::FileDescriptor socket, const base::SocketAddress& address);

    /// Takes no more connections from the listener of `address`; those there are live on.
    void unlisten(const base::SocketAddress& address);

    /// Addresses of listeners of this program beside its own, which no target may name.
    void setOwnListeners(std::vector<base::SocketAddress> addresses);

    /// Something was published: takes it over, and closes the idle connections to targets that are gone. A
    /// request does so too, if it comes first.
    void follow() { m_shared.router.refresh(); }

    /// Stops listening, closes idle connections at once and lets running exchanges finish; what is left after
    /// `grace` is cut. Then calls `done`, from the engine's loop.
    void drain(base::Milliseconds grace, std::function<void()> done);

    /// Connections of clients, tunnels included.
    [[nodiscard]] std::size_t connectionCount() const { return m_sessions.size() + m_tunnels.size(); }
    [[nodiscard]] const UpstreamPool& pool() const { return m_shared.pool; }

  private:
    class Listening;
    class Nobody;

    void accept(Arrival::Listener listener, net::FileDescriptor fd, const base::SocketAddress& peer,
                const std::optional<base::SocketAddress>& local);
    void turnAway(Arrival::Listener listener, net::FileDescriptor fd, const base::SocketAddress& peer);
    void onSessionEnded(Session& session) override;
    void onTunnelStarted(std::unique_ptr<Tunnel> tunnel) override;
    void onTunnelEnded(Tunnel& tunnel) override;
    [[nodiscard]] bool isDraining() const override { return m_draining; }
    [[nodiscard]] bool mayConnect(const base::SocketAddress& address) const override;
    void updateAddressPolicy();
    void onRetired(std::shared_ptr<const snapshot::Snapshot> old);
    void onGraceOver();
    void noteIfDrained();

    Router::Retire m_retire;
    const std::shared_ptr<tls::TicketKeys> m_tickets;
    Shared m_shared;
    const std::shared_ptr<net::ConnectionGate> m_gate;
    std::unique_ptr<Nobody> m_nobody;  ///< whom connections that are turned away belong to
    std::uint64_t m_turningSince = 0;  ///< when m_turnedAway began to count, in milliseconds
    std::size_t m_turnedAway = 0;
    std::vector<std::unique_ptr<Listening>> m_listening;
    std::vector<base::SocketAddress> m_ownListeners;
    model::AddressPolicy m_addresses;
    std::vector<std::unique_ptr<Session>> m_sessions;
    std::vector<std::unique_ptr<Tunnel>> m_tunnels;
    const std::string m_noRoom;  ///< what a client is told for whom no descriptor is left
    bool m_draining = false;
    std::function<void()> m_drained;
    net::Timer m_grace;
};

}  // namespace portolan::proxy
