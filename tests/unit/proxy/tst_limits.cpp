// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How many connections there may be, and what becomes of the rest.
#include "backend/net/connectiongate.h"
#include "tests/unit/proxy/proxyfixture.h"

#include <QTest>

using namespace portolan;
using namespace portolan::proxy;
using net::ConnectionGate;

namespace {

const std::string request = "GET / HTTP/1.1\r\nHost: nobody.test\r\n\r\n";

base::IpAddress address(const char* text) {
    return *base::IpAddress::parse(text);
}

/// A second server on the engine of a fixture, with limits.
struct Limited {
    explicit Limited(ConnectionGate::Limits limits) : gate(std::make_shared<ConnectionGate>(limits)) {
        Server& server = *owned;
        http = listen(server, Arrival::Listener::Http);
        privateApi = listen(server, Arrival::Listener::PrivateApi);
    }
    static base::SocketAddress listen(Server& server, Arrival::Listener kind) {
        auto set = net::bindSockets(net::Transport::Tcp, {address("127.0.0.1"), 0}, 1);
        server.listen(kind, std::move(set.value().sockets[0]), set->address);
        return set->address;
    }

    ProxyFixture proxy;
    std::shared_ptr<ConnectionGate> gate;
    std::unique_ptr<Server> owned = std::make_unique<Server>(ServerParts{.engine = proxy.engine,
                                                                         .tls = proxy.tls,
                                                                         .snapshots = proxy.snapshots,
                                                                         .targets = proxy.targets,
                                                                         .counters = proxy.counters,
                                                                         .clock = proxy.clock,
                                                                         .gate = gate});
    base::SocketAddress http;
    base::SocketAddress privateApi;
};

}  // namespace

class TestLimits : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void countsPerAddressAndInAll() {
        ConnectionGate gate({.inAll = 5, .perAddress = 2});
        QVERIFY(gate.enter(address("10.0.0.1")));
        QVERIFY(gate.enter(address("10.0.0.1")));
        QVERIFY(!gate.enter(address("10.0.0.1")));
        QVERIFY(gate.enter(address("10.0.0.2")));
        gate.leave(address("10.0.0.1"));
        QVERIFY(gate.enter(address("10.0.0.1")));
        for (int i = 0; i < 2; ++i)
            QVERIFY(gate.enter(address("127.0.0.1")));
        QVERIFY(!gate.enter(address("127.0.0.1")));
        QCOMPARE(gate.open(), std::size_t{5});
        QCOMPARE(gate.refused(), std::uint64_t{2});
    }

    void loopbackHasNoLimitOfItsOwnAndIpv6CountsByNetwork() {
        ConnectionGate gate({.perAddress = 1});
        QVERIFY(gate.enter(address("127.0.0.1")) && gate.enter(address("127.0.0.1")));
        QVERIFY(gate.enter(address("::1")) && gate.enter(address("::1")));
        QVERIFY(gate.enter(address("2001:db8::1")));
        QVERIFY(!gate.enter(address("2001:db8::2:3")));
        QVERIFY(gate.isShareUsed(address("2001:db8::7")) && !gate.isShareUsed(address("::1")));
    }

    void loopbackHasAShareWhereItIsCounted() {
        ConnectionGate gate({.perAddress = 1, .loopback = ConnectionGate::Loopback::Counted});
        QVERIFY(!gate.isShareUsed(address("127.0.0.1")));
        QVERIFY(gate.enter(address("127.0.0.1")));
        QVERIFY(gate.isShareUsed(address("127.0.0.1")) && !gate.enter(address("127.0.0.1")));
        QVERIFY(gate.enter(address("127.0.0.2")));
    }

    void saysWhyItTurnsAClientAway() {
        Limited limited({.inAll = 2});
        ProxyFixture& proxy = limited.proxy;
        Wire first = proxy.connect(limited.http);
        Wire second = proxy.connect(limited.http);
        QVERIFY(proxy.until([&] { return limited.gate->open() == 2; }));
        Wire third = proxy.connect(limited.http);
        third.write(request);
        QVERIFY(proxy.until([&] { return third.ended(); }));
        QVERIFY(third.received().starts_with("HTTP/1.1 503 "));
        QVERIFY(third.received().find("Retry-After: ") != std::string::npos);
        QVERIFY(!third.wasReset());
        QCOMPARE(limited.gate->refused(), std::uint64_t{1});
        // Who is in is served, and the window always gets in.
        first.write(request);
        QVERIFY(proxy.until([&] { return first.received().starts_with("HTTP/1.1 404 "); }));
        Wire window = proxy.connect(limited.privateApi);
        window.write(request);
        QVERIFY(proxy.until([&] { return window.received().starts_with("HTTP/1.1 503 "); }));
        QVERIFY(!window.ended());
        first.close();
        QVERIFY(proxy.until([&] { return limited.gate->open() == 1; }));
        Wire fourth = proxy.connect(limited.http);
        fourth.write(request);
        QVERIFY(proxy.until([&] { return fourth.received().starts_with("HTTP/1.1 404 "); }));
    }

    /// A flood costs no more descriptors than the few that are told why.
    void onlyCutsAFlood() {
        Limited limited({.inAll = 0});
        ProxyFixture& proxy = limited.proxy;
        int answered = 0;
        int cut = 0;
        for (int i = 0; i < 300; ++i) {
            Wire client = proxy.connect(limited.http);
            QVERIFY(proxy.until([&] { return client.ended(); }));
            (client.wasReset() ? cut : answered) += 1;
        }
        QVERIFY(answered >= 256);
        QCOMPARE(limited.gate->refused(), std::uint64_t{300});
        QCOMPARE(limited.gate->open(), std::size_t{0});
    }

    void aTunnelIsCountedAsTheConnectionItWas() {
        Limited limited({.inAll = 10});
        ProxyFixture& proxy = limited.proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.connect(limited.http);
        client.write("GET / HTTP/1.1\r\nHost: app.test\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        upstream.write(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
        QVERIFY(proxy.untilReceived(client, "\r\n\r\n"));
        QCOMPARE(limited.gate->open(), std::size_t{1});
        client.close();
        upstream.close();
        QVERIFY(proxy.until([&] { return limited.gate->open() == 0; }));
    }
};

QTEST_GUILESS_MAIN(TestLimits)
#include "tst_limits.moc"
