// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/responseedits.h"
#include "backend/proxy/via.h"
#include "tests/unit/proxy/proxyfixture.h"

#include <QTest>

#include <functional>

using namespace portolan;
using namespace portolan::proxy;

namespace {

const std::string get = "GET / HTTP/1.1\r\nHost: app.test\r\n";

QByteArray bytes(const std::string& text) {
    return QByteArray::fromStdString(text);
}

/// What a route's policy is set to before a request comes.
using Set = std::function<void(model::ProxyPolicy&)>;

/// Sends `request` through a route of that policy; what the target got, with its port as "TARGET" and ours as
/// "PORT".
std::string forwarded(ProxyFixture& proxy, const std::string& request, const Set& set = nullptr) {
    Target target;
    const auto route = proxy.addRoute("app.test", {target.address()});
    if (set)
        set(route->policy);
    proxy.publish();
    Wire client = proxy.client();
    client.write(request);
    Wire upstream = proxy.accepted(target);
    if (!upstream.isOpen())
        return "nothing; the client got " + client.received();
    proxy.untilReceived(upstream, "\r\n\r\n");
    std::string got = upstream.take();
    for (const auto& [port, name] :
         {std::pair(target.address().port, "TARGET"), std::pair(proxy.http.port, "PORT")})
        for (std::size_t at = 0; (at = got.find(std::to_string(port))) != std::string::npos;)
            got.replace(at, std::to_string(port).size(), name);
    return got;
}

const std::string ourFields =
    "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Port: PORT\r\n"
    "X-Forwarded-Host: app.test\r\n" +
    std::string(viaLine);

}  // namespace

class TestForwarding : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void believesATrustedProxy_data() {
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<QByteArray>("received");
        const auto row = [](const char* name, const char* sent, const std::string& received) {
            QTest::newRow(name) << QByteArray(sent) << bytes(received + std::string(viaLine));
        };
        row("nothing is said", "",
            "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Port: PORT\r\n"
            "X-Forwarded-Host: app.test\r\n");
        row("everything is said",
            "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: a.example:8443\r\n"
            "X-Forwarded-Port: 8443\r\nX-Real-IP: 6.6.6.6\r\n",
            "X-Forwarded-For: 6.6.6.6, 127.0.0.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Port: 8443\r\n"
            "X-Forwarded-Host: a.example:8443\r\nX-Real-IP: 6.6.6.6\r\n");
        row("several lines of addresses", "X-Forwarded-For: 6.6.6.6, 7.7.7.7\r\nX-Forwarded-For: 8.8.8.8\r\n",
            "X-Forwarded-For: 6.6.6.6, 7.7.7.7, 8.8.8.8, 127.0.0.1\r\nX-Forwarded-Proto: http\r\n"
            "X-Forwarded-Port: PORT\r\nX-Forwarded-Host: app.test\r\n");
        row("the port follows the scheme", "X-Forwarded-Proto: https\r\n",
            "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Port: 443\r\n"
            "X-Forwarded-Host: app.test\r\n");
        row("the port follows the host", "X-Forwarded-Host: [::1]:9443\r\n",
            "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Port: 9443\r\n"
            "X-Forwarded-Host: [::1]:9443\r\n");
        row("what is malformed is ours",
            "X-Forwarded-Proto: gopher\r\nX-Forwarded-Host: a/b\r\nX-Forwarded-Port: 99999\r\nX-Real-IP: "
            "me\r\n",
            "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Port: PORT\r\n"
            "X-Forwarded-Host: app.test\r\n");
        row("what is said twice is ours", "X-Forwarded-Proto: https\r\nX-Forwarded-Proto: http\r\n",
            "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Port: PORT\r\n"
            "X-Forwarded-Host: app.test\r\n");
    }
    void believesATrustedProxy() {
        QFETCH(QByteArray, sent);
        QFETCH(QByteArray, received);
        ProxyFixture proxy;
        proxy.snapshot.trustedProxies = {*base::Network::parse("127.0.0.0/8")};
        QCOMPARE(bytes(forwarded(proxy, get + sent.toStdString() + "\r\n")), bytes(get) + received + "\r\n");
    }

    void passesForwardedOnForATrustedProxyOnly() {
        ProxyFixture proxy;
        const std::string request = get + "Forwarded: for=6.6.6.6\r\n\r\n";
        QVERIFY(forwarded(proxy, request).find("Forwarded: for") == std::string::npos);
        proxy.snapshot.trustedProxies = {*base::Network::parse("127.0.0.1/32")};
        QVERIFY(forwarded(proxy, request).find("Forwarded: for=6.6.6.6\r\n") != std::string::npos);
    }

    void trustFollowsTheSnapshot() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        const std::string request = get + "X-Forwarded-Proto: https\r\n\r\n";
        client.write(request);
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        QVERIFY(upstream.take().find("X-Forwarded-Proto: http\r\n") != std::string::npos);
        upstream.write("HTTP/1.1 204 No Content\r\n\r\n");
        QVERIFY(proxy.untilReceived(client, "\r\n\r\n"));
        proxy.snapshot.trustedProxies = {*base::Network::parse("127.0.0.1/32")};
        proxy.publish();
        client.write(request);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        QVERIFY(upstream.take().find("X-Forwarded-Proto: https\r\n") != std::string::npos);
    }

    void obeysThePolicyOfAService_data() {
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<int>("policy");
        QTest::addColumn<QByteArray>("received");
        enum { Plain, Omit, AsTarget, AsLocalhost, Fields };
        const auto row = [](const char* name, const std::string& sent, int policy,
                            const std::string& received) {
            QTest::newRow(name) << bytes(sent) << policy << bytes(received);
        };
        row("RFC 9110 7.6.3 an earlier Via is kept", get + "Via: 1.0 fred\r\n\r\n", Plain,
            get + "Via: 1.0 fred\r\n" + ourFields + "\r\n");
        row("nothing of the client", get + "X-Forwarded-For: 6.6.6.6\r\nVia: 1.0 fred\r\nA: b\r\n\r\n", Omit,
            get + "A: b\r\n\r\n");
        row("the target's address as Host",
            get + "Origin: http://app.test\r\nReferer: http://app.test/a?b\r\nCookie: c\r\n\r\n", AsTarget,
            "GET / HTTP/1.1\r\nHost: 127.0.0.1:TARGET\r\nOrigin: http://127.0.0.1:TARGET\r\n"
            "Referer: http://127.0.0.1:TARGET/a?b\r\nCookie: c\r\n" +
                ourFields + "\r\n");
        row("localhost as Host", get + "Origin: https://APP.test\r\n\r\n", AsLocalhost,
            "GET / HTTP/1.1\r\nHost: localhost:TARGET\r\nOrigin: http://localhost:TARGET\r\n" + ourFields +
                "\r\n");
        row("RFC 6454 a foreign origin stays foreign",
            get + "Origin: http://evil.test\r\nReferer: http://app.test.evil.test/\r\n\r\n", AsLocalhost,
            "GET / HTTP/1.1\r\nHost: localhost:TARGET\r\nOrigin: http://evil.test\r\n"
            "Referer: http://app.test.evil.test/\r\n" +
                ourFields + "\r\n");
        row("RFC 6454 6.2 a null origin stays null", get + "Origin: null\r\n\r\n", AsLocalhost,
            "GET / HTTP/1.1\r\nHost: localhost:TARGET\r\nOrigin: null\r\n" + ourFields + "\r\n");
        row("RFC 6455 4.1 the origin of a websocket too",
            get + "Connection: Upgrade\r\nUpgrade: websocket\r\nOrigin: http://app.test\r\n\r\n", AsLocalhost,
            "GET / HTTP/1.1\r\nHost: localhost:TARGET\r\nOrigin: http://localhost:TARGET\r\n" + ourFields +
                "Connection: upgrade\r\nUpgrade: websocket\r\n\r\n");
        row("fields are set, those of the client replaced", get + "x-api-key: stolen\r\nA: b\r\n\r\n", Fields,
            get + "A: b\r\n" + ourFields + "X-Api-Key: secret\r\n\r\n");
    }
    void obeysThePolicyOfAService() {
        QFETCH(QByteArray, sent);
        QFETCH(int, policy);
        QFETCH(QByteArray, received);
        ProxyFixture proxy;
        const auto set = [policy](model::ProxyPolicy& of) {
            if (policy == 1)
                of.forwardingFields = model::ForwardingFields::Omit;
            if (policy == 2)
                of.hostHeader = model::HostHeader::AsTarget;
            if (policy == 3)
                of.hostHeader = model::HostHeader::AsLocalhost;
            if (policy == 4)
                of.requestFields = {{"X-Api-Key", "secret"}, {"Host", "evil"},
                                    {"Content-Length", "7"}, {"transfer-encoding", "chunked"},
                                    {"Connection", "close"}, {"X-Forwarded-For", "1.1.1.1"},
                                    {"Bad Name", "x"},       {"X-Split", "a\r\nb: c"}};
        };
        QCOMPARE(bytes(forwarded(proxy, sent.toStdString(), set)), received);
    }

    void namesTheTargetThatIsTriedInstead() {
        ProxyFixture proxy;
        Target gone;
        Target other;
        const auto route = proxy.addRoute("app.test", {gone.address(), other.address()});
        route->policy.hostHeader = model::HostHeader::AsTarget;
        proxy.publish();
        gone.close();
        for (int i = 0; i < 2; ++i) {
            Wire client = proxy.client();
            client.write(get + "Origin: http://app.test\r\n\r\n");
            Wire upstream = proxy.accepted(other);
            QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
            const std::string name = other.address().toString();
            QVERIFY(upstream.received().find("\r\nHost: " + name + "\r\n") != std::string::npos);
            QVERIFY(upstream.received().find("\r\nOrigin: http://" + name + "\r\n") != std::string::npos);
        }
    }

    void breaksLoops_data() {
        QTest::addColumn<QByteArray>("via");
        QTest::addColumn<QByteArray>("status");
        std::string hops;
        for (int i = 0; i < 17; ++i)
            hops += "1.1 proxy" + std::to_string(i) + ", ";
        QTest::newRow("RFC 9110 7.6.3 our own name") << QByteArray("1.1 portolan-test") << QByteArray("508");
        QTest::newRow("among others")
            << QByteArray("1.1 a, 1.0 portolan-test (x), 1.1 b") << QByteArray("508");
        QTest::newRow("too many hops") << bytes(hops) << QByteArray("508");
        QTest::newRow("others") << QByteArray("1.1 portolan-other, 1.1 b") << QByteArray("502");
    }
    void breaksLoops() {
        QFETCH(QByteArray, via);
        QFETCH(QByteArray, status);
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        target.close();
        Wire client = proxy.client();
        client.write(get + "Via: 1.1 first\r\nVia: " + via.toStdString() + "\r\n\r\n");
        QVERIFY(proxy.until([&] { return !client.received().empty(); }));
        QCOMPARE(bytes(client.received().substr(9, 3)), status);
    }

    void aRequestThatComesBackThroughAnotherProxyIsALoop() {
        ProxyFixture proxy;
        const std::string there = forwarded(proxy, get + "\r\n");
        Wire client = proxy.client();
        client.write(there);
        QVERIFY(proxy.until([&] { return client.received().starts_with("HTTP/1.1 508"); }));
    }

    void twoProgramsHaveTwoNames() { QVERIFY(Via::newPseudonym() != Via::newPseudonym()); }

    void editsLocationAndCookie_data() {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QByteArray>("received");
        const auto row = [](const char* name, const char* field, const char* received) {
            QTest::newRow(name) << QByteArray(field) << QByteArray(received);
        };
        row("the target's own address", "Location: http://127.0.0.1:TARGET/a?b#c",
            "Location: http://app.test:99/a?b#c");
        row("without a path", "Location: http://127.0.0.1:TARGET", "Location: http://app.test:99");
        row("its name on its own machine", "location: HTTP://LocalHost:TARGET/",
            "location: http://app.test:99/");
        row("RFC 9110 10.2.2 a relative one", "Location: /a", "Location: /a");
        row("another port", "Location: http://127.0.0.1:1/", "Location: http://127.0.0.1:1/");
        row("another host", "Location: http://example.org:TARGET/", "Location: http://example.org:TARGET/");
        row("with user information", "Location: http://u@127.0.0.1:TARGET/",
            "Location: http://u@127.0.0.1:TARGET/");
        row("inside a query", "Location: http://x.test/?http://127.0.0.1:TARGET/",
            "Location: http://x.test/?http://127.0.0.1:TARGET/");
        row("another scheme", "Location: ftp://127.0.0.1:TARGET/", "Location: ftp://127.0.0.1:TARGET/");
        row("RFC 6265 4.1.2.3 a cookie for the target", "Set-Cookie: a=b; Domain=127.0.0.1; Path=/",
            "Set-Cookie: a=b; Path=/");
        row("at the end", "Set-Cookie: a=b; Path=/; domain = localhost", "Set-Cookie: a=b; Path=/");
        row("for the public name", "Set-Cookie: a=domain=127.0.0.1; Domain=app.test",
            "Set-Cookie: a=domain=127.0.0.1; Domain=app.test");
        row("another field", "X-Location: http://127.0.0.1:TARGET/", "X-Location: http://127.0.0.1:TARGET/");
    }
    void editsLocationAndCookie() {
        QFETCH(QByteArray, field);
        QFETCH(QByteArray, received);
        for (const auto profile : {model::HostHeader::Keep, model::HostHeader::AsLocalhost}) {
            ProxyFixture proxy;
            Target target;
            proxy.addRoute("app.test", {target.address()})->policy.hostHeader = profile;
            proxy.publish();
            const QByteArray port = QByteArray::number(target.address().port);
            Wire client = proxy.client();
            client.write("GET / HTTP/1.1\r\nHost: app.test:99\r\n\r\n");
            Wire upstream = proxy.accepted(target);
            QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
            upstream.write("HTTP/1.1 302 Found\r\nDate: D\r\n" +
                           QByteArray(field).replace("TARGET", port).toStdString() +
                           "\r\nContent-Length: 0\r\n\r\n");
            QVERIFY(proxy.untilReceived(client, "\r\n\r\n"));
            QCOMPARE(bytes(withoutVia(client.received())), "HTTP/1.1 302 Found\r\nDate: D\r\n" +
                                                               QByteArray(received).replace("TARGET", port) +
                                                               "\r\nContent-Length: 0\r\n\r\n");
        }
    }

    void knowsDefaultPortsAndIpv6() {
        const snapshot::RouteTarget v6{{}, {*base::IpAddress::parse("2001:db8::7"), 80}};
        const PublicName name{.upstreamHead = {}, .host = "app.test", .localPort = 8000};
        QCOMPARE(ResponseEdits(v6, name).location("http://[2001:DB8:0::7]/x"),
                 std::optional<std::string>("http://app.test:8000/x"));
        QCOMPARE(ResponseEdits(v6, name).location("https://[2001:db8::7]/x"), std::nullopt);
        QCOMPARE(ResponseEdits(v6, name).location("https://[2001:db8::7]:80/x"),
                 std::optional<std::string>("http://app.test:8000/x"));
        QCOMPARE(ResponseEdits(v6, name).location("http://localhost/x"), std::nullopt);
        snapshot::RouteTarget named = v6;
        named.name = "nas.lan";
        QCOMPARE(ResponseEdits(named, name).location("http://NAS.lan/x"),
                 std::optional<std::string>("http://app.test:8000/x"));
        QCOMPARE(ResponseEdits(named, name).location("http://nas.lan.test/x"), std::nullopt);
        const PublicName https{.upstreamHead =
                                   "GET / HTTP/1.1\r\nX-Forwarded-Proto: https\r\n"
                                   "X-Forwarded-Host: app.test\r\n\r\n",
                               .host = "app.test",
                               .localPort = 8000};
        QCOMPARE(ResponseEdits(v6, https).location("http://[2001:db8::7]:80/"),
                 std::optional<std::string>("https://app.test/"));
    }

    void saysNothingOfItselfWhereThatIsNotWanted() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()})->policy.forwardingFields =
            model::ForwardingFields::Omit;
        proxy.publish();
        Wire client = proxy.client();
        client.write(get + "\r\n");
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        upstream.write("HTTP/1.1 302 Found\r\nDate: D\r\nLocation: http://localhost:" +
                       std::to_string(target.address().port) + "/x\r\nContent-Length: 0\r\n\r\n");
        QVERIFY(proxy.untilReceived(client, "\r\n\r\n"));
        QCOMPARE(client.received(), "HTTP/1.1 302 Found\r\nDate: D\r\nLocation: http://app.test:" +
                                        std::to_string(proxy.http.port) + "/x\r\nContent-Length: 0\r\n\r\n");
    }

    void passesTheUpgradesOfThePolicyOnly_data() {
        QTest::addColumn<QByteArray>("asked");
        QTest::addColumn<QByteArray>("passed");
        QTest::addColumn<QByteArray>("answered");
        QTest::addColumn<QByteArray>("status");
        const auto row = [](const char* name, const char* asked, const char* passed, const char* answered,
                            const char* status) {
            QTest::newRow(name) << QByteArray(asked) << QByteArray(passed) << QByteArray(answered)
                                << QByteArray(status);
        };
        row("RFC 6455 websocket", "WebSocket", "WebSocket", "websocket", "101");
        row("a protocol that is named", "spdy/3", "spdy/3", "spdy/3", "101");
        row("one of several", "tcp, foo, websocket", "tcp, websocket", "tcp", "101");
        row("a switch to what was not asked", "websocket", "websocket", "tcp", "502");
        row("a switch to nothing", "websocket", "websocket", "", "502");
        row("RFC 9110 7.8 one that is not named", "foo/2", "", "foo/2", "502");
        row("RFC 9113 3.1 h2c, although it is named", "h2c", "", "h2c", "502");
    }
    void passesTheUpgradesOfThePolicyOnly() {
        QFETCH(QByteArray, asked);
        QFETCH(QByteArray, passed);
        QFETCH(QByteArray, answered);
        QFETCH(QByteArray, status);
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()})->policy.upgrades = {"tcp", "spdy", "h2c"};
        proxy.publish();
        Wire client = proxy.client();
        client.write(get + "Connection: upgrade\r\nUpgrade: " + asked.toStdString() + "\r\n\r\n");
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        const QByteArray got = bytes(upstream.received());
        QCOMPARE(got.contains("Connection: upgrade\r\nUpgrade: " + passed + "\r\n"), !passed.isEmpty());
        QCOMPARE(got.contains("pgrade"), !passed.isEmpty());
        upstream.write("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: " +
                       answered.toStdString() + "\r\n\r\n");
        QVERIFY(proxy.until([&] { return !client.received().empty(); }));
        QCOMPARE(bytes(client.received().substr(9, 3)), status);
    }

    /// The bytes of an unfinished body belong to HTTP: nobody can tell where the other protocol would begin.
    void nobodySwitchesInTheMiddleOfARequest() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write(
            "POST / HTTP/1.1\r\nHost: app.test\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
            "Content-Length: 9\r\n\r\nabc");
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "abc"));
        upstream.write(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
        QVERIFY(proxy.until([&] { return client.received().starts_with("HTTP/1.1 502"); }));
    }
};

QTEST_GUILESS_MAIN(TestForwarding)
#include "tst_forwarding.moc"
