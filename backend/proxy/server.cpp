// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/server.h"

#include "backend/net/socketaddress.h"
#include "backend/proxy/forward.h"
#include "backend/proxy/localside.h"
#include "backend/proxy/pages.h"
#include "backend/proxy/session.h"
#include "backend/proxy/tunnel.h"

#include <algorithm>
#include <utility>

namespace portolan::proxy {

/// One listening socket and what its connections are for.
class Server::Listening final : private net::AcceptHandler {
  public:
    Listening(Server& server, Arrival::Listener listener, net::FileDescriptor socket,
              const base::SocketAddress& address)
        : m_server(server),
          m_listener(listener),
          m_address(address),
          m_acceptor(server.m_shared.engine, std::move(socket), *this) {}

    [[nodiscard]] const base::SocketAddress& address() const { return m_address; }

  private:
    void onAccepted(net::FileDescriptor fd, const base::SocketAddress& peer) override {
        // On a wildcard address only the connection itself knows where it came to.
        const bool wildcard = m_address.address.isUnspecified();
        m_server.accept(m_listener, std::move(fd), peer, wildcard ? std::nullopt : std::optional(m_address));
    }

    std::string_view onDropped() override {
        m_server.m_shared.counters.failures.add();
        return m_listener == Arrival::Listener::Https ? std::string_view() : m_server.m_noRoom;
    }

    Server& m_server;
    const Arrival::Listener m_listener;
    const base::SocketAddress m_address;
    net::TcpAcceptor m_acceptor;
};

namespace {

// Connections in a second that are told why they are turned away; a flood above that is only cut, as each of
// them keeps a descriptor for a while.
constexpr std::size_t explainedPerSecond = 256;

}  // namespace

/// Takes no notice of anything.
class Server::Nobody final : public net::StreamHandler {
  public:
    void onBytes(std::string_view) override {}
    void onEnd() override {}
    void onClosed(net::CloseReason) override {}
};

Server::Server(ServerParts parts, TimeLimits limits)
    : m_retire(std::move(parts.retire)),
      m_tickets(parts.tickets ? std::move(parts.tickets) : std::make_shared<tls::TicketKeys>(parts.clock)),
      m_shared(parts.engine, parts.tls, parts.counters,
               {parts.targets, std::move(parts.stickyKey), std::move(parts.onPassedOver), parts.seed},
               parts.clock, limits, *this,
               Router(parts.snapshots, [this](auto old) { onRetired(std::move(old)); }),
               std::move(parts.pseudonym), *m_tickets),
      m_gate(std::move(parts.gate)),
      m_nobody(std::make_unique<Nobody>()),
      m_noRoom(renderFarewell(FailureReason::LocalFailure)),
      m_grace(this, [](void* self) { static_cast<Server*>(self)->onGraceOver(); }) {}

Server::~Server() {
    m_drained = nullptr;
    onGraceOver();
}

void Server::setHandlers(LocalHandler* api, LocalHandler* landing) {
    m_shared.api = api;
    m_shared.landing = landing;
}

void Server::listen(Arrival::Listener listener, net::FileDescriptor socket,
                    const base::SocketAddress& address) {
    m_listening.push_back(std::make_unique<Listening>(*this, listener, std::move(socket), address));
    updateAddressPolicy();
}

void Server::unlisten(const base::SocketAddress& address) {
    std::erase_if(m_listening, [&](const auto& listening) { return listening->address() == address; });
    updateAddressPolicy();
}

void Server::setOwnListeners(std::vector<base::SocketAddress> addresses) {
    m_ownListeners = std::move(addresses);
    updateAddressPolicy();
}

void Server::drain(base::Milliseconds grace, std::function<void()> done) {
    m_draining = true;
    m_drained = std::move(done);
    m_listening.clear();
    m_shared.pool.clear();
    // A session that ends takes itself out of the list.
    std::vector<Session*> idle;
    for (const auto& session : m_sessions)
        if (session->isIdle())
            idle.push_back(session.get());
    for (Session* const session : idle)
        session->closeIdle();
    m_shared.engine.arm(m_grace, connectionCount() == 0 ? base::Milliseconds(0) : grace);
}

void Server::accept(Arrival::Listener listener, net::FileDescriptor fd, const base::SocketAddress& peer,
                    const std::optional<base::SocketAddress>& local) {
    // The window and the command line must get through to a program that is overrun.
    if (listener != Arrival::Listener::PrivateApi && !m_gate->enter(peer.address)) {
        turnAway(listener, std::move(fd), peer);
        return;
    }
    const base::SocketAddress cameTo = local ? *local : net::boundAddressOf(fd.value());
    auto session = std::make_unique<Session>(m_shared, listener, peer, cameTo);
    Session& started = *session;
    started.index = m_sessions.size();
    m_sessions.push_back(std::move(session));
    m_shared.counters.connections.add();
    m_shared.counters.openConnections.add();
    started.start(std::move(fd));
}

/// There are enough connections: says so without a look at the request, and closes. Over TLS it could be said
/// after a handshake only.
void Server::turnAway(Arrival::Listener listener, net::FileDescriptor fd, const base::SocketAddress& peer) {
    constexpr std::uint64_t second = 1000;
    const std::uint64_t now = m_shared.engine.nowMs();
    m_shared.counters.failures.add();
    if (now - m_turningSince >= second) {
        m_turningSince = now;
        m_turnedAway = 0;
    }
    const net::StreamHandle stream = m_shared.engine.adopt(std::move(fd), *m_nobody, peer);
    if (listener == Arrival::Listener::Https || ++m_turnedAway > explainedPerSecond) {
        stream.abort();
        return;
    }
    stream.send(m_noRoom);
    stream.close(net::Closing::Linger);
}

void Server::onSessionEnded(Session& session) {
    if (session.listener() != Arrival::Listener::PrivateApi)
        m_gate->leave(session.peer().address);
    const std::size_t index = session.index;
    m_shared.engine.retire(std::move(m_sessions[index]));
    if (index + 1 < m_sessions.size()) {
        m_sessions[index] = std::move(m_sessions.back());
        m_sessions[index]->index = index;
    }
    m_sessions.pop_back();
    m_shared.counters.openConnections.subtract();
    noteIfDrained();
}

void Server::onTunnelStarted(std::unique_ptr<Tunnel> tunnel) {
    m_gate->add(tunnel->peer);
    tunnel->index = m_tunnels.size();
    m_tunnels.push_back(std::move(tunnel));
    m_shared.counters.openConnections.add();
}

void Server::onTunnelEnded(Tunnel& tunnel) {
    m_gate->leave(tunnel.peer);
    const std::size_t index = tunnel.index;
    m_shared.engine.retire(std::move(m_tunnels[index]));
    if (index + 1 < m_tunnels.size()) {
        m_tunnels[index] = std::move(m_tunnels.back());
        m_tunnels[index]->index = index;
    }
    m_tunnels.pop_back();
    m_shared.counters.openConnections.subtract();
    noteIfDrained();
}

bool Server::mayConnect(const base::SocketAddress& address) const {
    return m_addresses.judge(address, model::LoopbackTargets::Allowed) == model::AddressVerdict::Allowed;
}

/// Where targets may be at all was judged when they were added; what is judged at each connect is the rest.
void Server::updateAddressPolicy() {
    std::vector<base::SocketAddress> own = m_ownListeners;
    for (const auto& listening : m_listening)
        own.push_back(listening->address());
    m_addresses = model::AddressPolicy({*base::Network::parse("0.0.0.0/0"), *base::Network::parse("::/0")},
                                       std::move(own));
}

void Server::onRetired(std::shared_ptr<const snapshot::Snapshot> old) {
    const auto& current = m_shared.router.current();
    if (current)
        decltype(current->routes)::forEachChange(
            old->routes, current->routes, [this](const std::string&, const auto& was, const auto& is) {
                const auto remains = [&is](const snapshot::RouteTarget& target) {
                    return is && std::any_of(is->targets.begin(), is->targets.end(), [&](const auto& other) {
                               return other.connections == target.connections;
                           });
                };
                if (was)
                    m_shared.balancer.forget(was->service);
                if (was && m_shared.pool.idleCount() > 0)
                    for (const snapshot::RouteTarget& target : was->targets)
                        if (!remains(target))
                            m_shared.pool.forget(target.connections);
            });
    if (m_retire)
        m_retire(std::move(old));
}

void Server::onGraceOver() {
    while (!m_tunnels.empty())
        m_tunnels.back()->abort();
    while (!m_sessions.empty())
        m_sessions.back()->abort();
    if (auto done = std::exchange(m_drained, nullptr))
        done();
}

/// The last connection of a drain has ended: the grace is over from the next tick of the loop on.
void Server::noteIfDrained() {
    if (m_draining && m_drained && connectionCount() == 0)
        m_shared.engine.arm(m_grace, base::Milliseconds(0));
}

}  // namespace portolan::proxy
