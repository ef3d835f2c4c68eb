// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a client sees of balancing: sticky cookies, waiting for a busy target, leaving a lost one.
#include "tests/unit/proxy/proxyfixture.h"

#include <QTest>

#include <algorithm>
#include <limits>

using namespace portolan;
using namespace portolan::proxy;

namespace {

const std::string request = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
const std::string okResponse = "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 2\r\n\r\nhi";

TimeLimits quickLimits() {
    TimeLimits limits;
    limits.lookAtTarget = base::Milliseconds(10);
    return limits;
}

/// Several targets of one service, and the connections to them.
struct Farm {
    explicit Farm(std::size_t count, TimeLimits limits = quickLimits()) : proxy(limits), targets(count) {
        std::vector<base::SocketAddress> addresses;
        for (const Target& target : targets)
            addresses.push_back(target.address());
        route = proxy.addRoute("app.test", addresses);
    }
    void change(const std::function<void(snapshot::Route&)>& edit) {
        route = proxy.changeRoute(*route, edit);
    }
    void limit(std::uint32_t most, std::uint16_t length = 32) {
        change([&](snapshot::Route& changed) {
            for (snapshot::RouteTarget& target : changed.targets)
                target.maxRequests = most;
            changed.balancing.waiting.length = length;
        });
    }
    /// Waits for a request on a new connection; the number of its target, -1 if none comes.
    int arrived(Wire& wire) {
        int found = -1;
        proxy.until(
            [&] {
                for (std::size_t i = 0; i < targets.size() && found < 0; ++i)
                    if (wire = targets[i].accept(); wire.isOpen())
                        found = static_cast<int>(i);
                return found >= 0;
            },
            base::Milliseconds(500));
        if (found >= 0)
            proxy.until([&] { return wire.received().find("\r\n\r\n") != std::string::npos; });
        return found;
    }
    [[nodiscard]] live::TargetTraffic& traffic(std::size_t target) {
        return proxy.targets.traffic(route->targets[target].id);
    }

    ProxyFixture proxy;
    std::vector<Target> targets;
    std::shared_ptr<snapshot::Route> route;
};

std::string cookieIn(const std::string& response) {
    const std::string name = "Set-Cookie: portolan_target=";
    const std::size_t at = response.find(name);
    return at == std::string::npos ? std::string() : response.substr(at + name.size(), 32);
}

/// A client with a cookie whose second request is under way at its target.
struct StickyClient {
    explicit StickyClient(Farm& farm) : client(farm.proxy.client()) {
        farm.change([](snapshot::Route& route) { route.balancing.sticky = model::StickyCookie::On; });
        client.write("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
        target = farm.arrived(upstream);
        upstream.take();
        upstream.write(okResponse);
        farm.proxy.untilReceived(client, "hi");
        request = "GET / HTTP/1.1\r\nHost: app.test\r\nCookie: portolan_target=" + cookieIn(client.take()) +
                  "\r\n\r\n";
        client.write(request);
        farm.proxy.untilReceived(upstream, "\r\n\r\n");
        upstream.take();
    }

    Wire client;
    Wire upstream;
    int target = -1;
    std::string request;
};

}  // namespace

class TestSpreading : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void setsASignedCookieOnce() {
        Farm farm(2);
        farm.change([](snapshot::Route& route) { route.balancing.sticky = model::StickyCookie::On; });
        Wire client = farm.proxy.client();
        client.write(request);
        Wire upstream;
        const int first = farm.arrived(upstream);
        upstream.take();
        upstream.write(okResponse);
        QVERIFY(farm.proxy.untilReceived(client, "hi"));
        const std::string response = client.take();
        const std::string token = cookieIn(response);
        QCOMPARE(token.size(), std::size_t(32));
        QVERIFY(response.find("portolan_target=" + token + "; Path=/; HttpOnly; SameSite=Lax\r\n") !=
                std::string::npos);
        for (int i = 0; i < 3; ++i) {
            client.write("GET / HTTP/1.1\r\nHost: app.test\r\nCookie: a=b; portolan_target=" + token +
                         "\r\n\r\n");
            QVERIFY(farm.proxy.untilReceived(upstream, "\r\n\r\n"));
            upstream.take();
            upstream.write(okResponse);
            QVERIFY(farm.proxy.untilReceived(client, "hi"));
            QCOMPARE(cookieIn(client.take()), std::string());
        }
        client.write("GET / HTTP/1.1\r\nHost: app.test\r\nCookie: portolan_target=" + std::string(32, 'f') +
                     "\r\n\r\n");
        Wire other;
        QVERIFY(farm.arrived(other) != first);
        other.write(okResponse);
        QVERIFY(farm.proxy.untilReceived(client, "hi"));
        const std::string second = cookieIn(client.take());
        QVERIFY(!second.empty() && second != token);
    }

    void waitsForABusyTarget() {
        Farm farm(1);
        farm.limit(1);
        Wire one = farm.proxy.client();
        Wire two = farm.proxy.client();
        one.write(request);
        Wire upstream;
        QCOMPARE(farm.arrived(upstream), 0);
        two.write("POST /second HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\n\r\nabc");
        farm.proxy.turns(5);
        QVERIFY(!farm.targets[0].accept().isOpen());
        upstream.take();
        upstream.write(okResponse);
        QVERIFY(farm.proxy.untilReceived(one, "hi"));
        QVERIFY(farm.proxy.untilReceived(upstream, "abc"));
        QVERIFY(upstream.received().starts_with("POST /second HTTP/1.1\r\n"));
        upstream.write(okResponse);
        QVERIFY(farm.proxy.untilReceived(two, "hi"));
        QCOMPARE(farm.traffic(0).outstanding.load(), 0u);
    }

    void turnsAwayWhenTooManyWait() {
        Farm farm(1);
        farm.limit(1, 1);
        Wire busy = farm.proxy.client();
        Wire waits = farm.proxy.client();
        Wire tooMany = farm.proxy.client();
        busy.write(request);
        Wire upstream;
        QCOMPARE(farm.arrived(upstream), 0);
        waits.write(request);
        farm.proxy.turns(3);
        tooMany.write(request);
        QVERIFY(farm.proxy.until([&] { return tooMany.received().find("\r\n\r\n") != std::string::npos; }));
        QVERIFY(tooMany.received().starts_with("HTTP/1.1 503 "));
        QVERIFY(tooMany.received().find("\r\nRetry-After: ") != std::string::npos);
        QVERIFY(waits.received().empty());
    }

    void waitsOnlyForAWhile_data() {
        QTest::addColumn<QByteArray>("sent");
        QTest::newRow("no body") << QByteArray::fromStdString(request);
        QTest::newRow("a body with its head")
            << QByteArray("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\n\r\nabc");
        QTest::newRow("half a body") << QByteArray(
            "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 6\r\n\r\nabc");
    }
    void waitsOnlyForAWhile() {
        QFETCH(QByteArray, sent);
        Farm farm(1);
        farm.limit(1);
        farm.change([](snapshot::Route& route) { route.balancing.waiting.limit = base::Milliseconds(20); });
        Wire busy = farm.proxy.client();
        Wire waits = farm.proxy.client();
        busy.write(request);
        Wire upstream;
        QCOMPARE(farm.arrived(upstream), 0);
        waits.write(sent.toStdString());
        QVERIFY(farm.proxy.until([&] { return waits.received().starts_with("HTTP/1.1 503 "); },
                                 base::Milliseconds(1000)));
        QVERIFY(busy.received().empty());
    }

    void whoeverLeavesWaitsNoLonger() {
        Farm farm(1);
        farm.limit(1, 1);
        Wire busy = farm.proxy.client();
        Wire leaves = farm.proxy.client();
        busy.write(request);
        Wire upstream;
        QCOMPARE(farm.arrived(upstream), 0);
        leaves.write(request);
        farm.proxy.turns(3);
        leaves.reset();
        farm.proxy.turns(3);
        Wire stays = farm.proxy.client();
        stays.write(request);
        farm.proxy.turns(3);
        upstream.take();
        upstream.write(okResponse);
        QVERIFY(farm.proxy.untilReceived(busy, "hi"));
        QVERIFY(farm.proxy.untilReceived(upstream, "\r\n\r\n"));
        upstream.write(okResponse);
        QVERIFY(farm.proxy.untilReceived(stays, "hi"));
    }

    /// The places of another worker are given up without a word to this one.
    void findsPlacesThatOthersGiveUp() {
        Farm farm(1);
        farm.limit(1);
        farm.traffic(0).outstanding = 1;
        Wire client = farm.proxy.client();
        client.write(request);
        (void)farm.proxy.until([] { return false; }, base::Milliseconds(30));  // looks in vain
        QVERIFY(!farm.targets[0].accept().isOpen());
        farm.traffic(0).outstanding = 0;
        Wire upstream;
        QCOMPARE(farm.arrived(upstream), 0);
    }

    /// It waits for its own target; whoever takes any finds the other one idle, and need not wait for that.
    void whoIsStuckToABusyTargetHoldsUpNobodyElse() {
        Farm farm(2);
        farm.limit(1, 1);
        StickyClient sticky(farm);
        Wire waits = farm.proxy.client();
        waits.write(sticky.request);
        farm.proxy.turns(3);
        Wire free = farm.proxy.client();
        free.write(request);
        Wire other;
        QCOMPARE(farm.arrived(other), 1 - sticky.target);
        QVERIFY(waits.received().empty());
    }

    void whoTakesAnyTargetIsAskedBehindWhoIsStuck() {
        Farm farm(2);
        farm.limit(1);
        StickyClient sticky(farm);
        Wire second = farm.proxy.client();
        second.write(request);
        Wire other;
        QCOMPARE(farm.arrived(other), 1 - sticky.target);
        Wire stuck = farm.proxy.client();
        stuck.write(sticky.request);
        farm.proxy.turns(3);
        Wire any = farm.proxy.client();
        any.write(request);
        farm.proxy.turns(3);
        other.take();
        other.write(okResponse);
        QVERIFY(farm.proxy.untilReceived(second, "hi"));
        QVERIFY(farm.proxy.untilReceived(other, "\r\n\r\n"));
        other.write(okResponse);
        QVERIFY(farm.proxy.untilReceived(any, "hi"));
        QVERIFY(stuck.received().empty());
    }

    /// In the turn in which its target gets room again, somebody new comes.
    void nobodyPassesWhoIsStuck() {
        Farm farm(2);
        farm.limit(1);
        StickyClient sticky(farm);
        Wire second = farm.proxy.client();
        second.write(request);
        Wire other;
        QCOMPARE(farm.arrived(other), 1 - sticky.target);
        Wire stuck = farm.proxy.client();
        stuck.write(sticky.request);
        Wire late = farm.proxy.client();
        farm.proxy.turns(3);
        sticky.upstream.write(okResponse);
        late.write(request);
        QVERIFY(farm.proxy.untilReceived(sticky.client, "hi"));
        QVERIFY(farm.proxy.untilReceived(sticky.upstream, "\r\n\r\n"));
        QVERIFY(sticky.upstream.received().find("\r\nCookie: ") != std::string::npos);
    }

    /// Those who wait for the targets of a route that was replaced do not stand before those of the new one.
    void whoWaitsForATargetThatIsGoneHoldsUpNobodyElse() {
        Farm farm(2);
        farm.limit(1);
        const snapshot::RouteTarget second = farm.route->targets[1];
        farm.change([](snapshot::Route& route) { route.targets.pop_back(); });
        Wire busy = farm.proxy.client();
        busy.write(request);
        Wire upstream;
        QCOMPARE(farm.arrived(upstream), 0);
        Wire waits = farm.proxy.client();
        waits.write(request);
        farm.proxy.turns(3);
        farm.change([&](snapshot::Route& route) { route.targets = {second}; });
        Wire fresh = farm.proxy.client();
        fresh.write(request);
        Wire other;
        QCOMPARE(farm.arrived(other), 1);
        upstream.take();
        upstream.write(okResponse);
        QVERIFY(farm.proxy.untilReceived(busy, "hi"));
        QVERIFY(farm.proxy.untilReceived(upstream, "\r\n\r\n"));
        upstream.write(okResponse);
        QVERIFY(farm.proxy.untilReceived(waits, "hi"));
    }

    void aTunnelKeepsItsPlace() {
        Farm farm(2);
        Wire client = farm.proxy.client();
        client.write("GET / HTTP/1.1\r\nHost: app.test\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
        Wire upstream;
        const auto target = static_cast<std::size_t>(farm.arrived(upstream));
        upstream.write("HTTP/1.1 101 Go\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
        QVERIFY(farm.proxy.untilReceived(client, "\r\n\r\n"));
        QCOMPARE(farm.traffic(target).outstanding.load(), 1u);
        client.close();
        upstream.close();
        QVERIFY(farm.proxy.until([&] { return farm.traffic(target).outstanding.load() == 0; }));
    }

    void leavesATargetThatFroze() {
        Farm farm(2);
        Wire client = farm.proxy.client();
        client.write(request);
        Wire frozen;
        const auto lost = static_cast<std::size_t>(farm.arrived(frozen));
        farm.proxy.turns(20);
        QVERIFY(!farm.targets[1 - lost].accept().isOpen());
        farm.proxy.targets.enter(farm.route->targets[lost].id, {model::HealthState::Down});
        Wire other;
        QCOMPARE(farm.arrived(other), static_cast<int>(1 - lost));
        other.write(okResponse);
        QVERIFY(farm.proxy.untilReceived(client, "hi"));
        QCOMPARE(farm.traffic(lost).outstanding.load(), 0u);
        QVERIFY(frozen.ended());
    }

    /// Requests have shown it, before any probe.
    void leavesATargetThatIsPassedOver() {
        Farm farm(2);
        Wire client = farm.proxy.client();
        client.write(request);
        Wire frozen;
        const auto lost = static_cast<std::size_t>(farm.arrived(frozen));
        farm.traffic(lost).outUntil = std::numeric_limits<std::int64_t>::max();
        Wire other;
        QCOMPARE(farm.arrived(other), static_cast<int>(1 - lost));
        other.write(okResponse);
        QVERIFY(farm.proxy.untilReceived(client, "hi"));
    }

    /// The one request that decides about a target's return is not taken from it, though it is still out.
    void aTrialMayTakeItsTime() {
        Farm farm(2);
        farm.traffic(0).outUntil = 1;
        farm.proxy.targets.enter(farm.route->targets[1].id, {model::HealthState::Down});
        Wire client = farm.proxy.client();
        client.write(request);
        Wire tried;
        QCOMPARE(farm.arrived(tried), 0);
        farm.proxy.targets.enter(farm.route->targets[1].id, {model::HealthState::Up});
        farm.proxy.turns(30);
        QVERIFY(!tried.ended() && farm.traffic(0).onTrial);
        tried.take();
        tried.write(okResponse);
        QVERIFY(farm.proxy.untilReceived(client, "hi"));
        QCOMPARE(farm.traffic(0).outUntil.load(), std::int64_t(0));
    }

    void staysWithItWhenTheRequestMayNotBeRepeated() {
        Farm farm(2);
        Wire client = farm.proxy.client();
        client.write("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 1\r\n\r\nx");
        Wire frozen;
        const auto lost = static_cast<std::size_t>(farm.arrived(frozen));
        farm.proxy.targets.enter(farm.route->targets[lost].id, {model::HealthState::Down});
        farm.proxy.turns(30);
        QVERIFY(!farm.targets[1 - lost].accept().isOpen());
        QVERIFY(!frozen.ended());
    }

    void staysWithItWhenThereIsNoBetterOne() {
        Farm farm(2);
        Wire client = farm.proxy.client();
        client.write(request);
        Wire frozen;
        QVERIFY(farm.arrived(frozen) >= 0);
        for (const snapshot::RouteTarget& target : farm.route->targets)
            farm.proxy.targets.enter(target.id, {model::HealthState::Down});
        farm.proxy.turns(30);
        QVERIFY(!frozen.ended());
        frozen.take();
        frozen.write(okResponse);
        QVERIFY(farm.proxy.untilReceived(client, "hi"));
    }

    void passesOverATargetThatRefuses() {
        Farm farm(3);
        farm.targets[0].close();
        for (int i = 0; i < 12; ++i) {
            Wire client = farm.proxy.client();
            client.write(request);
            Wire upstream;
            QVERIFY(farm.arrived(upstream) > 0);
            upstream.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi");
            QVERIFY(farm.proxy.untilReceived(client, "hi"));
        }
        QVERIFY(farm.traffic(0).outUntil.load() > 0);
    }
};

QTEST_GUILESS_MAIN(TestSpreading)
#include "tst_spreading.moc"
