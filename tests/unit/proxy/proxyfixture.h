// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A proxy on the test's own thread, with its clients and upstreams as plain sockets that the test writes and
// reads by hand: what is sent and what arrives are exact bytes, and nothing happens but in turns. For tests
// only.

#include "backend/base/clock.h"
#include "backend/live/counters.h"
#include "backend/live/targetstates.h"
#include "backend/net/boundsockets.h"
#include "backend/net/engine.h"
#include "backend/net/socketaddress.h"
#include "backend/proxy/server.h"
#include "backend/snapshot/snapshot.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <utility>
#include <vector>

namespace portolan::proxy {

/// A socket of the test: blocking in nothing.
class Wire {
  public:
    Wire() = default;
    explicit Wire(net::FileDescriptor fd) : m_fd(std::move(fd)) {}

    [[nodiscard]] bool isOpen() const { return m_fd.isValid(); }
    /// Writes what fits now; returns how much that was.
    std::size_t write(std::string_view bytes) {
        const ssize_t done = ::send(m_fd.value(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        return done > 0 ? static_cast<std::size_t>(done) : 0;
    }
    /// Everything that has arrived and was not taken.
    std::string& received() {
        char buffer[65536];
        for (ssize_t got = 0; (got = ::recv(m_fd.value(), buffer, sizeof buffer, MSG_DONTWAIT)) >= 0;) {
            m_ended = m_ended || got == 0;
            if (got == 0)
                break;
            m_received.append(buffer, static_cast<std::size_t>(got));
        }
        m_reset = m_reset || (errno == ECONNRESET && !m_ended);
        return m_received;
    }
    /// One read of at most `most` bytes, for a reader that is slow.
    std::size_t sip(std::size_t most) {
        std::vector<char> buffer(most);
        const ssize_t got = ::recv(m_fd.value(), buffer.data(), most, MSG_DONTWAIT);
        m_ended = m_ended || got == 0;
        return got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    std::string take() { return std::exchange(received(), {}); }
    [[nodiscard]] bool ended() {
        received();
        return m_ended || m_reset;
    }
    [[nodiscard]] bool wasReset() {
        received();
        return m_reset;
    }
    void end() { ::shutdown(m_fd.value(), SHUT_WR); }
    void close() { m_fd.reset(); }
    void reset() {
        const linger now{.l_onoff = 1, .l_linger = 0};
        setsockopt(m_fd.value(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
        m_fd.reset();
    }

  private:
    net::FileDescriptor m_fd;
    std::string m_received;
    bool m_ended = false;
    bool m_reset = false;
};

/// A listening target.
class Target {
  public:
    explicit Target(int backlog = 64) {
        m_fd = net::FileDescriptor(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        sockaddr_storage storage;
        const auto length = base::IpAddress::fromV4(0x7f000001).toSocketAddress(storage, 0);
        if (::bind(m_fd.value(), reinterpret_cast<sockaddr*>(&storage), length) == 0 &&
            ::listen(m_fd.value(), backlog) == 0)
            m_address = net::boundAddressOf(m_fd.value());
    }
    [[nodiscard]] const base::SocketAddress& address() const { return m_address; }
    [[nodiscard]] Wire accept() {
        return Wire(net::FileDescriptor(::accept4(m_fd.value(), nullptr, nullptr, SOCK_CLOEXEC)));
    }
    /// As a bare non-blocking descriptor; -1 when none has come.
    [[nodiscard]] int acceptRaw() {
        return ::accept4(m_fd.value(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    }
    void close() { m_fd.reset(); }

  private:
    net::FileDescriptor m_fd;
    base::SocketAddress m_address;
};

class ProxyFixture {
  public:
    explicit ProxyFixture(TimeLimits limits = {})
        : server({.engine = engine,
                  .tls = tls,
                  .snapshots = snapshots,
                  .targets = targets,
                  .counters = counters,
                  .clock = clock,
                  .pseudonym = "portolan-test"},
                 limits) {
        publish();
        http = listen(Arrival::Listener::Http);
    }

    base::SocketAddress listen(Arrival::Listener kind) {
        auto set = net::bindSockets(net::Transport::Tcp, {base::IpAddress::fromV4(0x7f000001), 0}, 1);
        if (!set)
            return {};
        std::vector<net::FileDescriptor> sockets = std::move(set.value().sockets);
        server.listen(kind, std::move(sockets[0]), set->address);
        return set->address;
    }

    /// Adds or replaces a route and publishes. Target ids follow from the ports.
    std::shared_ptr<snapshot::Route> addRoute(std::string host, std::vector<base::SocketAddress> addresses) {
        auto route = std::make_shared<snapshot::Route>();
        route->host = host;
        route->service = model::ServiceId{++m_services};
        for (const base::SocketAddress& address : addresses)
            route->targets.push_back({.id = model::TargetId{address.port}, .address = address});
        route->policy.connectTimeout = base::Milliseconds(100);
        snapshot.routes.set(host, route);
        publish();
        return route;
    }
    /// Changes a route as an edit of its service does, and publishes.
    std::shared_ptr<snapshot::Route> changeRoute(const snapshot::Route& before,
                                                 const std::function<void(snapshot::Route&)>& change) {
        auto route = std::make_shared<snapshot::Route>(before);
        change(*route);
        snapshot.routes.set(route->host, route);
        publish();
        return route;
    }
    void removeRoute(std::string_view host) {
        snapshot.routes.remove(host);
        publish();
    }
    void publish() {
        ++snapshot.generation;
        snapshots.publish(std::make_shared<const snapshot::Snapshot>(snapshot));
    }

    [[nodiscard]] Wire connect(const base::SocketAddress& address) {
        net::FileDescriptor fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_storage storage;
        const auto length = address.address.toSocketAddress(storage, address.port);
        if (::connect(fd.value(), reinterpret_cast<sockaddr*>(&storage), length) != 0)
            fd.reset();
        return Wire(std::move(fd));
    }
    [[nodiscard]] Wire client() { return connect(http); }

    /// Turns the engine until `condition` holds; false when that takes too long.
    bool until(const std::function<bool()>& condition, base::Milliseconds limit = base::Milliseconds(5000)) {
        const auto end = std::chrono::steady_clock::now() + limit;
        while (!condition()) {
            if (std::chrono::steady_clock::now() > end)
                return false;
            engine.turn(base::Milliseconds(2));
        }
        return true;
    }
    /// Turns until `wire` has received something that ends with `tail`.
    bool untilReceived(Wire& wire, std::string_view tail) {
        return until([&] { return wire.received().ends_with(tail); });
    }
    /// Turns until a connection to `target` is there.
    Wire accepted(Target& target) {
        Wire wire;
        until(
            [&] {
                wire = target.accept();
                return wire.isOpen();
            },
            base::Milliseconds(1000));
        return wire;
    }
    /// Bytes that the proxy has read and not yet got rid of.
    [[nodiscard]] std::size_t heldBytes() const { return engine.unsentBytes(); }
    void turns(int count) {
        for (int i = 0; i < count; ++i)
            engine.turn(base::Milliseconds(1));
    }

    net::Engine engine;
    std::vector<tls::Sighting> sightings;
    tls::ClientContexts tls{engine, [this](const tls::Sighting& seen) { sightings.push_back(seen); }};
    base::Publisher<snapshot::Snapshot> snapshots;
    live::TargetStates targets;
    live::WorkerCounters counters;
    base::RealClock clock;
    snapshot::Snapshot snapshot{.generation = 0,
                                .revision = 0,
                                .routes = {},
                                .direct = {},
                                .localNames = {},
                                .zones = {},
                                .internalNetworks = {*base::Network::parse("127.0.0.0/8")},
                                .trustedProxies = {}};
    Server server;
    base::SocketAddress http;

  private:
    std::uint64_t m_services = 0;
};

/// The line that says that a message has come through here.
inline constexpr std::string_view viaLine = "Via: 1.1 portolan-test\r\n";

/// `text` without that line, which stands in it once.
inline std::string withoutVia(std::string text) {
    const std::size_t at = text.find(viaLine);
    return at == std::string::npos ? "no Via in " + text : text.erase(at, viaLine.size());
}

/// What `sent` of a target turns into for the client, without its Date line.
inline std::string withoutDate(std::string text) {
    const std::size_t at = text.find("Date: ");
    if (at != std::string::npos)
        text.erase(at, text.find("\r\n", at) + 2 - at);
    return text;
}

}  // namespace portolan::proxy
