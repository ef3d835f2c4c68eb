// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Targets whose addresses were found under a name: what workers do when they move, or are nowhere.
#include "tests/unit/proxy/proxyfixture.h"

#include <QTest>

using namespace portolan;
using namespace portolan::proxy;

namespace {

constexpr const char* request = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
constexpr const char* response = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

/// To another address, as compile() writes it down.
void moveTo(snapshot::Route& route, const base::SocketAddress& address) {
    snapshot::RouteTarget& target = route.targets.front();
    target.address = address;
    target.connections = model::TargetId{std::uint64_t{1} << 40};
}

}  // namespace

class TestNamedTargets : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void saysThatTheHostIsNotFound() {
        ProxyFixture proxy;
        Target target;
        const auto route = proxy.addRoute("app.test", {target.address()});
        proxy.changeRoute(*route, [](snapshot::Route& changed) {
            changed.targets.clear();
            changed.isAddressless = true;
            changed.state = model::Switch::Disabled;
        });
        Wire client = proxy.client();
        client.write("GET / HTTP/1.1\r\nHost: app.test\r\nAccept: application/json\r\n\r\n");
        QVERIFY(proxy.until([&] { return !client.received().empty(); }));
        QVERIFY(client.received().starts_with("HTTP/1.1 503 "));
        QVERIFY(client.received().find("proxy.target_not_found") != std::string::npos);
        QVERIFY(client.received().find("Retry-After: 5\r\n") != std::string::npos);
    }

    void neverReusesAConnectionToTheFormerAddress() {
        ProxyFixture proxy;
        Target before;
        Target after;
        const auto route = proxy.addRoute("app.test", {before.address()});
        Wire client = proxy.client();
        client.write(request);
        Wire first = proxy.accepted(before);
        QVERIFY(proxy.untilReceived(first, "\r\n\r\n"));
        first.write(response);
        QVERIFY(proxy.untilReceived(client, "hi"));
        QCOMPARE(proxy.server.pool().idleCount(), std::size_t{1});
        proxy.changeRoute(*route, [&](snapshot::Route& changed) { moveTo(changed, after.address()); });
        client.take();
        client.write(request);
        Wire second = proxy.accepted(after);
        QVERIFY(second.isOpen());
        QVERIFY(proxy.untilReceived(second, "\r\n\r\n"));
        second.write(response);
        QVERIFY(proxy.untilReceived(client, "hi"));
        QVERIFY(first.ended());
    }

    void finishesAtTheFormerAddressWhatBeganThere() {
        ProxyFixture proxy;
        Target before;
        Target after;
        const auto route = proxy.addRoute("app.test", {before.address()});
        Wire client = proxy.client();
        client.write(request);
        Wire first = proxy.accepted(before);
        QVERIFY(proxy.untilReceived(first, "\r\n\r\n"));
        first.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhi");
        QVERIFY(proxy.untilReceived(client, "hi"));
        proxy.changeRoute(*route, [&](snapshot::Route& changed) { moveTo(changed, after.address()); });
        Wire other = proxy.client();  // with it the worker takes the move over
        other.write(request);
        Wire second = proxy.accepted(after);
        QVERIFY(proxy.untilReceived(second, "\r\n\r\n"));
        first.write("ho");
        QVERIFY(proxy.untilReceived(client, "hiho"));
        client.take();
        client.write(request);
        Wire third = proxy.accepted(after);  // the connection to the former one was kept for nobody
        QVERIFY(third.isOpen());
        QVERIFY(proxy.untilReceived(third, "\r\n\r\n"));
    }

    void asksATargetForItsOwnName() {
        ProxyFixture proxy;
        Target target;
        const auto route = proxy.addRoute("app.test", {target.address()});
        proxy.changeRoute(*route, [](snapshot::Route& changed) {
            changed.targets.front().name = "nas.lan";
            changed.policy.hostHeader = model::HostHeader::AsTarget;
        });
        Wire client = proxy.client();
        client.write(request);
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        const std::string own = "nas.lan:" + std::to_string(target.address().port);
        QVERIFY(upstream.received().find("Host: " + own + "\r\n") != std::string::npos);
        upstream.write("HTTP/1.1 302 Found\r\nLocation: http://" + own + "/x\r\nContent-Length: 0\r\n\r\n");
        QVERIFY(proxy.untilReceived(client, "\r\n\r\n"));
        QVERIFY(client.received().find("Location: http://app.test") != std::string::npos);
    }

    void namesTheServerThatATargetIsAskedFor() {
        snapshot::Route route;
        route.host = "app.test";
        snapshot::RouteTarget target;
        QVERIFY(serverNameOf(route, target) == "app.test");
        target.name = "nas.lan";
        QVERIFY(serverNameOf(route, target) == "app.test");
        route.policy.hostHeader = model::HostHeader::AsTarget;
        QVERIFY(serverNameOf(route, target) == "nas.lan");
        target.name.clear();
        QVERIFY(serverNameOf(route, target) == "app.test");
    }
};

QTEST_GUILESS_MAIN(TestNamedTargets)
#include "tst_namedtargets.moc"
