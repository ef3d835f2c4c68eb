// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Second attempts and kept connections (SPEC 5.7).
#include "tests/unit/proxy/proxyfixture.h"

#include <QTest>

using namespace portolan;
using namespace portolan::proxy;

namespace {

const std::string request = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
const std::string okResponse = "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 2\r\n\r\nhi";

std::string statusOf(const std::string& response) {
    return response.size() > 12 ? response.substr(9, 3) : "none";
}

/// One exchange over `client`; the connection to the target on which it ran.
Wire exchange(ProxyFixture& proxy, Wire& client, Target& target) {
    client.write(request);
    Wire upstream = proxy.accepted(target);
    proxy.untilReceived(upstream, "\r\n\r\n");
    upstream.take();
    upstream.write(okResponse);
    proxy.untilReceived(client, "hi");
    client.take();
    return upstream;
}

}  // namespace

class TestRetries : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// A kept connection that has ended is no attempt at its target, nor is the refusal that follows the end.
    void aStaleConnectionToATargetThatRefusesLeadsToAnother() {
        ProxyFixture proxy;
        Target first;
        Target second;
        const auto route = proxy.addRoute("app.test", {first.address(), second.address()});
        proxy.targets.enter(route->targets[1].id, {model::HealthState::Down});
        Wire client = proxy.client();
        Wire kept = exchange(proxy, client, first);
        proxy.targets.enter(route->targets[1].id, {model::HealthState::Up});
        proxy.targets.enter(route->targets[0].id, {model::HealthState::Up});
        first.close();
        // The balancer takes turns: one of two requests begins on the kept connection.
        for (int i = 0; i < 2; ++i) {
            client.write(request);
            Wire upstream;
            QVERIFY(proxy.until([&] {
                if (!kept.received().empty())
                    kept.close();
                upstream = upstream.isOpen() ? std::move(upstream) : second.accept();
                return upstream.isOpen();
            }));
            QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
            upstream.write("HTTP/1.1 200 OK\r\nDate: D\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi");
            QVERIFY(proxy.untilReceived(client, "hi"));
            client.take();
            if (!kept.isOpen())
                return;
        }
        QFAIL("the kept connection was never used");
    }

    void aTargetThatCutsAFreshConnectionIsPassedOver() {
        ProxyFixture proxy;
        Target first;
        Target second;
        proxy.addRoute("app.test", {first.address(), second.address()});
        Wire client = proxy.client();
        client.write(request);
        Wire cut;
        QVERIFY(proxy.until([&] {
            cut = first.accept();
            if (!cut.isOpen())
                cut = second.accept();
            return cut.isOpen();
        }));
        QVERIFY(proxy.untilReceived(cut, "\r\n\r\n"));
        const bool wasFirst = !first.accept().isOpen() && proxy.server.connectionCount() == 1;
        cut.close();
        Wire other;
        QVERIFY(wasFirst);
        QVERIFY(proxy.until([&] {
            other = second.accept();
            if (!other.isOpen())
                other = first.accept();
            return other.isOpen();
        }));
        QVERIFY(proxy.untilReceived(other, "\r\n\r\n"));
        other.write(okResponse);
        QVERIFY(proxy.untilReceived(client, "hi"));
    }

    void aTargetThatIsDownIsNoSecondChoiceForACutRequest() {
        ProxyFixture proxy;
        Target target;
        Target down;
        const auto route = proxy.addRoute("app.test", {target.address(), down.address()});
        proxy.targets.enter(route->targets[1].id, {model::HealthState::Down});
        Wire client = proxy.client();
        client.write(request);
        Wire cut = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(cut, "\r\n\r\n"));
        cut.close();
        Wire again = proxy.accepted(target);
        QVERIFY(again.isOpen());
        QVERIFY(proxy.untilReceived(again, "\r\n\r\n"));
        again.write(okResponse);
        QVERIFY(proxy.untilReceived(client, "hi"));
        QVERIFY(!down.accept().isOpen());
    }

    /// Not a byte of it was written, so even this may go elsewhere, with its body.
    void aPostMovesOnFromATargetThatRefuses() {
        ProxyFixture proxy;
        Target gone;
        Target other;
        proxy.addRoute("app.test", {gone.address(), other.address()});
        gone.close();
        for (int i = 0; i < 2; ++i) {
            Wire client = proxy.client();
            client.write("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\n\r\nabc");
            Wire upstream = proxy.accepted(other);
            QVERIFY(proxy.untilReceived(upstream, "\r\n\r\nabc"));
        }
    }

    void noMoreThanOneMove() {
        ProxyFixture proxy;
        std::vector<base::SocketAddress> addresses;
        for (int i = 0; i < 3; ++i)
            addresses.push_back(Target().address());
        proxy.addRoute("app.test", addresses);
        Wire client = proxy.client();
        client.write(request);
        QVERIFY(proxy.until([&] { return statusOf(client.received()) == "502"; }));
    }

    void anAnswerThatBeganIsNotAskedForAgain() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write(request);
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        upstream.write("HTTP/1.1 1");
        proxy.turns(3);
        upstream.close();
        QVERIFY(proxy.until([&] { return statusOf(client.received()) == "502"; }));
        QVERIFY(!target.accept().isOpen());
    }

    void refusesAddressesAtConnect_data() {
        QTest::addColumn<QByteArray>("address");
        for (const char* address :
             {"0.0.0.0", "169.254.169.254", "100.100.100.100", "100.100.100.200", "224.0.0.1",
              "fd00:ec2::254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "ff02::1", "::"})
            QTest::newRow(address) << QByteArray(address);
    }
    void refusesAddressesAtConnect() {
        QFETCH(QByteArray, address);
        ProxyFixture proxy;
        proxy.addRoute("app.test", {{*base::IpAddress::parse(address.toStdString()), 80}});
        Wire client = proxy.client();
        client.write(request);
        QVERIFY(proxy.until([&] { return !client.received().empty(); }));
        QVERIFY(client.received().find("does not connect to") != std::string::npos);
    }

    void refusesItselfInEverySpelling() {
        ProxyFixture proxy;
        proxy.server.setOwnListeners({{base::IpAddress(), 8080}});
        for (const char* spelling : {"127.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"}) {
            for (const std::uint16_t port : {proxy.http.port, std::uint16_t{8080}}) {
                proxy.addRoute("app.test", {{*base::IpAddress::parse(spelling), port}});
                Wire client = proxy.client();
                client.write(request);
                QVERIFY(proxy.until([&] { return !client.received().empty(); }));
                QVERIFY(client.received().find("does not connect to") != std::string::npos);
            }
        }
    }

    /// Connections to targets that nobody may ask for any more are closed when that is published.
    void forgetsTargetsThatAreGone() {
        ProxyFixture proxy;
        Target gone;
        Target stays;
        proxy.addRoute("app.test", {gone.address()});
        Wire client = proxy.client();
        Wire kept = exchange(proxy, client, gone);
        proxy.addRoute("other.test", {stays.address()});
        proxy.server.follow();
        QCOMPARE(proxy.server.pool().idleCount(), std::size_t{1});
        proxy.addRoute("app.test", {stays.address()});
        proxy.server.follow();
        QCOMPARE(proxy.server.pool().idleCount(), std::size_t{0});
        QVERIFY(proxy.until([&] { return kept.ended(); }));
        // The connection of the client sees the new target.
        Wire fresh = exchange(proxy, client, stays);
        proxy.removeRoute("app.test");
        client.write(request);
        QVERIFY(proxy.until([&] { return statusOf(client.received()) == "404"; }));
        QVERIFY(proxy.until([&] { return fresh.ended(); }));
    }

    void keepsNoMoreThanItsLimits() {
        for (const auto limits : {UpstreamPool::Limits{.idlePerTarget = 2},
                                  UpstreamPool::Limits{.idlePerTarget = 100, .idleInAll = 2}}) {
            ProxyFixture proxy({.pool = limits});
            Target target;
            proxy.addRoute("app.test", {target.address()});
            std::vector<Wire> clients;
            std::vector<Wire> upstreams;
            for (int i = 0; i < 4; ++i) {
                clients.push_back(proxy.client());
                clients.back().write(request);
                upstreams.push_back(proxy.accepted(target));
                QVERIFY(proxy.untilReceived(upstreams.back(), "\r\n\r\n"));
            }
            for (std::size_t i = 0; i < clients.size(); ++i) {
                upstreams[i].write(okResponse);
                QVERIFY(proxy.untilReceived(clients[i], "hi"));
            }
            QCOMPARE(proxy.server.pool().idleCount(), std::size_t{2});
        }
    }
};

QTEST_GUILESS_MAIN(TestRetries)
#include "tst_retries.moc"
