// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/httpmessages.h"
#include "tests/support/tlspeer.h"
#include "tests/unit/proxy/proxyfixture.h"

#include <QTest>

using namespace portolan;
using namespace portolan::proxy;
using support::TestCertificate;
using support::TlsClient;
using support::TlsPeer;

namespace {

constexpr std::string_view okResponse = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

std::string get(std::string_view host, std::string_view more = {}) {
    return "GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n" + std::string(more) + "\r\n";
}

std::string statusOf(const std::string& response) {
    return response.size() > 12 ? response.substr(9, 3) : "none";
}

/// Answers with its status, and remembers how it was reached.
class Page final : public LocalHandler {
  public:
    struct Exchange final : LocalExchange {
        Exchange(Page& page, LocalResponder& responder) : m_page(page), m_responder(responder) {}
        void onBody(std::string_view) override {}
        void onBodyEnd() override {
            httpwire::ResponseHead head;
            head.status = m_page.status;
            m_responder.sendHead(head, 0);
            m_responder.finish();
        }
        void onAborted() override {}
        Page& m_page;
        LocalResponder& m_responder;
    };
    explicit Page(int answer) : status(answer) {}
    std::unique_ptr<LocalExchange> begin(const httpwire::RequestHead&, const Arrival& reached,
                                         LocalResponder& responder) override {
        arrival = reached;
        return std::make_unique<Exchange>(*this, responder);
    }
    int status;
    Arrival arrival;
};

/// A proxy that serves zone.test over TLS: a certificate for the zone, and one for app.zone.test.
struct Secure {
    explicit Secure(TimeLimits limits = {}) : proxy(limits) {
        proxy.server.setHandlers(&api, &landing);
        proxy.snapshot.certificates.set(base::ShortText("zone.test"), zone.bundle());
        proxy.snapshot.certificates.set(base::ShortText("*.zone.test"), zone.bundle());
        proxy.snapshot.certificates.set(base::ShortText("app.zone.test"), app.bundle());
        proxy.snapshot.defaultServerName = "zone.test";
        const auto local = [](LocalNameKind kind) { return std::make_shared<LocalNameKind>(kind); };
        proxy.snapshot.localNames.set("dns.zone.test", local(LocalNameKind::Api));
        proxy.snapshot.localNames.set("portolan.zone.test", local(LocalNameKind::Landing));
        proxy.addRoute("app.zone.test", {target.address()});
        proxy.addRoute("other.zone.test", {target.address()});
        plainOnly = proxy.addRoute("plain.zone.test", {target.address()});
        plainOnly->clientTls.access = model::ClientAccess::HttpOnly;
        proxy.publish();
        https = proxy.listen(Arrival::Listener::Https);
    }

    using LocalNameKind = snapshot::LocalName;

    [[nodiscard]] std::unique_ptr<TlsPeer> connect(const std::string& serverName) {
        client.serverName = serverName;
        return std::make_unique<TlsPeer>(client, connectRaw());
    }
    [[nodiscard]] int connectRaw() const {
        const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_storage storage;
        const auto length = https.address.toSocketAddress(storage, https.port);
        return ::connect(fd, reinterpret_cast<sockaddr*>(&storage), length) == 0 ? fd : -1;
    }
    bool until(TlsPeer& peer, const std::function<bool()>& condition) {
        return proxy.until([&] {
            peer.pump();
            return condition();
        });
    }
    /// The response to `request`, which has no body or ends with the connection.
    [[nodiscard]] std::string ask(TlsPeer& peer, std::string_view request) {
        peer.received.clear();
        peer.write(request);
        until(peer, [&] { return peer.received.find("\r\n\r\n") != std::string::npos || peer.ended(); });
        return peer.received;
    }
    /// The same, answered by the target.
    [[nodiscard]] bool exchange(TlsPeer& peer, Wire& upstream, std::string_view request) {
        peer.received.clear();
        peer.write(request);
        if (!upstream.isOpen())
            until(peer, [&] {
                upstream = target.accept();
                return upstream.isOpen();
            });
        upstream.take();
        const bool asked = until(peer, [&] { return upstream.received().ends_with("\r\n\r\n"); });
        upstream.write(okResponse);
        return asked && until(peer, [&] { return peer.received.ends_with("hi"); });
    }
    [[nodiscard]] std::uint64_t failed(tls::HandshakeFailure failure) const {
        return proxy.counters.handshakes.failed[static_cast<std::size_t>(failure)].value();
    }

    TestCertificate zone{{.name = "zone.test", .more = {"*.zone.test"}}};
    TestCertificate app{{.name = "app.zone.test"}};
    Page api{299};
    Page landing{298};
    Target target;
    ProxyFixture proxy;
    std::shared_ptr<snapshot::Route> plainOnly;
    base::SocketAddress https;
    TlsClient client;
};

}  // namespace

class TestTls : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void forwardsOverTls() {
        Secure secure;
        const auto peer = secure.connect("app.zone.test");
        Wire upstream;
        for (int i = 0; i < 3; ++i) {
            QVERIFY(secure.exchange(*peer, upstream, get("app.zone.test", "X-Forwarded-Proto: http\r\n")));
            const std::string& head = upstream.received();
            QVERIFY2(head.find("X-Forwarded-Proto: https\r\nX-Forwarded-Port: " +
                               std::to_string(secure.https.port) + "\r\n") != std::string::npos,
                     head.c_str());
            QVERIFY(head.find("Host: app.zone.test\r\n") != std::string::npos);
            QVERIFY(head.find("Proto: http\r\n") == std::string::npos);
        }
        QVERIFY(peer->shownFingerprint() == secure.app.fingerprint());
        QCOMPARE(secure.proxy.counters.handshakes.done[1][0].value(), std::uint64_t{1});
        QCOMPARE(secure.proxy.counters.requests.value(), std::uint64_t{3});
    }

    void answersForNamesOnly_data() {
        QTest::addColumn<QByteArray>("serverName");
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<QByteArray>("answer");
        const auto row = [](const char* name, const char* serverName, const char* host, const char* answer) {
            QTest::newRow(name) << QByteArray(serverName) << QByteArray(host) << QByteArray(answer);
        };
        row("the API's name", "dns.zone.test", "dns.zone.test", "299");
        row("Portolan's name", "portolan.zone.test", "portolan.zone.test", "298");
        row("in any case, with port and final dot", "dns.zone.test", "DNS.zone.test.:8443", "299");
        row("another name of the same certificate", "dns.zone.test", "portolan.zone.test", "298");
        row("RFC 9110 15.5.20 a name of another certificate", "app.zone.test", "dns.zone.test", "421");
        row("RFC 9110 15.5.20 a foreign name", "dns.zone.test", "example.org", "421");
        row("RFC 6125 6.4.3 below the wildcard", "dns.zone.test", "a.dns.zone.test", "421");
        row("an unknown name of the zone", "nobody.zone.test", "nobody.zone.test", "404");
        row("a service that is not served over TLS", "plain.zone.test", "plain.zone.test", "421");
        row("no server name", "", "dns.zone.test", "299");
        row("no server name, a name of another certificate", "", "example.org", "421");
        row("no server name, our address", "", "127.0.0.1", "298");
        row("a server name and our address", "dns.zone.test", "127.0.0.1", "421");
        row("another address", "", "10.1.2.3", "421");
    }
    void answersForNamesOnly() {
        QFETCH(QByteArray, serverName);
        QFETCH(QByteArray, host);
        QFETCH(QByteArray, answer);
        Secure secure;
        const auto peer = secure.connect(serverName.toStdString());
        const std::string response = secure.ask(*peer, get(host.toStdString()));
        QCOMPARE(statusOf(response), answer.toStdString());
        // The connection goes on: another name may be asked for.
        QCOMPARE(statusOf(secure.ask(*peer, get(host.toStdString()))), answer.toStdString());
    }

    void tellsHowItWasReached() {
        Secure secure;
        const auto peer = secure.connect("DNS.zone.test");
        QCOMPARE(statusOf(secure.ask(*peer, get("dns.zone.test"))), std::string("299"));
        QVERIFY(secure.api.arrival.isSecure());
        QCOMPARE(secure.api.arrival.serverName, std::string("dns.zone.test"));
        QCOMPARE(secure.api.arrival.local, secure.https);
    }

    void asksAgainAfterAPublication() {
        Secure secure;
        const auto peer = secure.connect("other.zone.test");
        Wire upstream;
        QVERIFY(secure.exchange(*peer, upstream, get("other.zone.test")));
        const auto route = secure.proxy.addRoute("other.zone.test", {secure.target.address()});
        route->clientTls.access = model::ClientAccess::HttpOnly;
        secure.proxy.publish();
        QCOMPARE(statusOf(secure.ask(*peer, get("other.zone.test"))), std::string("421"));
        QVERIFY(!peer->ended());
    }

    /// A stream that runs goes on to its end under the certificate it began with; who comes next gets the new
    /// one, and no session of before.
    void aRenewalCutsNothing() {
        Secure secure;
        const auto peer = secure.connect("app.zone.test");
        peer->write(get("app.zone.test"));
        Wire upstream;
        QVERIFY(secure.until(*peer, [&] {
            upstream = secure.target.accept();
            return upstream.isOpen();
        }));
        QVERIFY(secure.proxy.untilReceived(upstream, "\r\n\r\n"));
        upstream.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
        QVERIFY(secure.until(*peer, [&] { return peer->received.find("one") != std::string::npos; }));

        const TestCertificate renewed{{.name = "app.zone.test"}};
        secure.proxy.snapshot.certificates.set(base::ShortText("app.zone.test"), renewed.bundle());
        secure.proxy.publish();
        const auto next = secure.connect("app.zone.test");
        next->write(get("app.zone.test"));
        QVERIFY(secure.until(*next, [&] { return next->isOpen(); }));
        QVERIFY(next->shownFingerprint() == renewed.fingerprint());
        QVERIFY(!next->wasResumed());

        upstream.write("3\r\ntwo\r\n0\r\n\r\n");
        QVERIFY(secure.until(*peer, [&] { return peer->received.ends_with("0\r\n\r\n"); }));
        QVERIFY(peer->received.find("two") != std::string::npos);
        QVERIFY(peer->shownFingerprint() == secure.app.fingerprint());
        QVERIFY(!peer->ended());
    }

    void refusesNamesWithoutCertificate() {
        Secure secure;
        const auto peer = secure.connect("example.org");
        QVERIFY(secure.until(*peer, [&] { return peer->ended(); }));
        QVERIFY(peer->alert().find("unrecognized name") != std::string::npos);
        QCOMPARE(secure.failed(tls::HandshakeFailure::UnknownName), std::uint64_t{1});
        QCOMPARE(secure.proxy.server.connectionCount(), std::size_t{0});
    }

    void resumesOnTheNextConnection() {
        Secure secure;
        Wire upstream;
        const auto first = secure.connect("app.zone.test");
        QVERIFY(secure.exchange(*first, upstream, get("app.zone.test")));
        const auto second = secure.connect("app.zone.test");
        QVERIFY(secure.exchange(*second, upstream, get("app.zone.test")));
        QVERIFY(second->wasResumed());
        QCOMPARE(secure.proxy.counters.handshakes.done[1][1].value(), std::uint64_t{1});
    }

    void tellsPlainHttpWhereItIs() {
        Secure secure;
        Wire client = secure.proxy.connect(secure.https);
        client.write(get("app.zone.test"));
        QVERIFY(secure.proxy.until([&] { return client.ended(); }));
        QVERIFY2(client.received().starts_with("HTTP/1.1 400 "), client.received().c_str());
        QVERIFY(client.received().find("This port speaks https") != std::string::npos);
        QVERIFY(client.received().find("Connection: close\r\n") != std::string::npos);
        QVERIFY(!client.wasReset());
        QCOMPARE(secure.failed(tls::HandshakeFailure::NotTls), std::uint64_t{1});
    }

    void sendsPlainHttpToHttps_data() {
        QTest::addColumn<int>("httpsPort");
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("location");
        const auto row = [](const char* name, int port, const char* line, const char* location) {
            QTest::newRow(name) << port << QByteArray(line) << QByteArray(location);
        };
        row("GET with a query", 443, "GET /a?b=c HTTP/1.1\r\nHost: app.zone.test",
            "https://app.zone.test/a?b=c");
        row("another port", 8443, "GET / HTTP/1.1\r\nHost: APP.zone.test:8000",
            "https://APP.zone.test:8443/");
        row("POST keeps its method (307)", 443,
            "POST /x HTTP/1.1\r\nHost: app.zone.test\r\nContent-Length: 0", "https://app.zone.test/x");
        row("absolute form", 443, "GET http://app.zone.test/y HTTP/1.1\r\nHost: app.zone.test",
            "https://app.zone.test/y");
        row("OPTIONS *", 443, "OPTIONS * HTTP/1.1\r\nHost: app.zone.test", "https://app.zone.test");
    }
    void sendsPlainHttpToHttps() {
        QFETCH(int, httpsPort);
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, location);
        Secure secure;
        secure.proxy.addRoute("app.zone.test", {secure.target.address()})->clientTls.access =
            model::ClientAccess::HttpsOnly;
        secure.proxy.snapshot.httpsPort = static_cast<std::uint16_t>(httpsPort);
        secure.proxy.publish();
        Wire client = secure.proxy.client();
        client.write(request.toStdString() + "\r\n\r\n");
        QVERIFY(secure.proxy.until([&] { return client.received().find("\r\n\r\n") != std::string::npos; }));
        const std::string& head = client.received();
        QVERIFY2(head.starts_with("HTTP/1.1 307 "), head.c_str());
        QVERIFY2(head.find("\r\nLocation: " + location.toStdString() + "\r\n") != std::string::npos,
                 head.c_str());
        QVERIFY(head.find("\r\nCache-Control: no-store\r\n") != std::string::npos);
        // Over https it is served.
        const auto peer = secure.connect("app.zone.test");
        Wire upstream;
        QVERIFY(secure.exchange(*peer, upstream, get("app.zone.test")));
    }

    void neverServesHttpsOnlyPlainly() {
        Secure secure;
        secure.proxy.addRoute("app.zone.test", {secure.target.address()})->clientTls.access =
            model::ClientAccess::HttpsOnly;
        secure.proxy.publish();
        Wire client = secure.proxy.client();
        client.write(get("app.zone.test"));
        QVERIFY(secure.proxy.until([&] { return client.received().find("\r\n\r\n") != std::string::npos; }));
        QVERIFY2(client.received().starts_with("HTTP/1.1 503 "), client.received().c_str());
    }

    /// It has done the TLS itself.
    void believesATrustedProxyThatTheClientCameByHttps() {
        Secure secure;
        secure.proxy.addRoute("app.zone.test", {secure.target.address()})->clientTls.access =
            model::ClientAccess::HttpsOnly;
        secure.proxy.snapshot.httpsPort = std::uint16_t{443};
        secure.proxy.snapshot.trustedProxies = {*base::Network::parse("127.0.0.0/8")};
        secure.proxy.publish();
        Wire behind = secure.proxy.client();
        behind.write(get("app.zone.test", "X-Forwarded-Proto: https\r\n"));
        Wire upstream = secure.proxy.accepted(secure.target);
        QVERIFY(secure.proxy.untilReceived(upstream, "\r\n\r\n"));
        Wire plain = secure.proxy.client();
        plain.write(get("app.zone.test", "X-Forwarded-Proto: http\r\n"));
        QVERIFY(secure.proxy.until([&] { return plain.received().find("\r\n\r\n") != std::string::npos; }));
        QVERIFY2(plain.received().starts_with("HTTP/1.1 307 "), plain.received().c_str());
    }

    /// RFC 6797 sections 6.1.1 and 7.2; a target's own field is never passed on.
    void saysStrictTransportOverTlsOnly() {
        Secure secure;
        secure.proxy.addRoute("app.zone.test", {secure.target.address()})->clientTls.strictTransport =
            std::chrono::seconds(86400);
        secure.proxy.publish();
        const std::string field = "\r\nStrict-Transport-Security: max-age=86400\r\n";
        const auto peer = secure.connect("app.zone.test");
        Wire upstream;
        QVERIFY(secure.exchange(*peer, upstream, get("app.zone.test")));
        QVERIFY2(peer->received.find(field) != std::string::npos, peer->received.c_str());
        const auto other = secure.connect("other.zone.test");
        QVERIFY(secure.exchange(*other, upstream, get("other.zone.test")));
        QVERIFY(other->received.find("Strict-Transport") == std::string::npos);
        Wire client = secure.proxy.client();
        client.write(get("app.zone.test"));
        upstream.take();
        QVERIFY(secure.proxy.untilReceived(upstream, "\r\n\r\n"));
        upstream.write(
            "HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=1\r\nContent-Length: 2\r\n\r\nhi");
        QVERIFY(secure.proxy.untilReceived(client, "hi"));
        QVERIFY2(client.received().find("Strict-Transport") == std::string::npos, client.received().c_str());
    }

    void refusesTlsOnThePlainPort() {
        Secure secure;
        secure.https = secure.proxy.http;
        const auto peer = secure.connect("app.zone.test");
        QVERIFY(secure.until(*peer, [&] { return peer->ended(); }));
        QVERIFY(!peer->isOpen());
        QVERIFY2(peer->alert().find("wrong version") != std::string::npos, peer->alert().c_str());
    }

    void doesNotWaitForAHandshake() {
        TimeLimits limits;
        limits.handshake = base::Milliseconds(20);
        Secure secure(limits);
        Wire client = secure.proxy.connect(secure.https);
        QVERIFY(secure.proxy.until([&] { return client.ended(); }));
        QCOMPARE(client.received(), std::string());
        QCOMPARE(secure.failed(tls::HandshakeFailure::TimedOut), std::uint64_t{1});
        QCOMPARE(secure.proxy.server.connectionCount(), std::size_t{0});
    }

    void closesIdleConnectionsAndUnfinishedHandshakesInADrain() {
        Secure secure;
        const auto idle = secure.connect("dns.zone.test");
        QCOMPARE(statusOf(secure.ask(*idle, get("dns.zone.test"))), std::string("299"));
        Wire unfinished = secure.proxy.connect(secure.https);
        QVERIFY(secure.proxy.until([&] { return secure.proxy.server.connectionCount() == 2; }));
        bool drained = false;
        secure.proxy.server.drain(base::Milliseconds(5000), [&] { drained = true; });
        QVERIFY(secure.until(*idle, [&] { return idle->ended() && unfinished.ended() && drained; }));
        QVERIFY(idle->saidGoodBye());
    }

    void streamsLargeBodiesBothWays() {
        Secure secure;
        const std::string up(6 * 1024 * 1024, 'u');
        const std::string down(7 * 1024 * 1024, 'd');
        const auto peer = secure.connect("app.zone.test");
        peer->write("POST / HTTP/1.1\r\nHost: app.zone.test\r\nContent-Length: " + std::to_string(up.size()) +
                    "\r\n\r\n");
        peer->write(up);
        Wire upstream;
        QVERIFY(secure.until(*peer, [&] {
            upstream = secure.target.accept();
            return upstream.isOpen();
        }));
        std::size_t got = 0;
        std::size_t most = 0;
        QVERIFY(secure.until(*peer, [&] {
            got += upstream.take().size();
            most = std::max(most, secure.proxy.heldBytes());
            return got > up.size();
        }));
        const std::string answer =
            "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(down.size()) + "\r\n\r\n" + down;
        std::size_t sent = 0;
        QVERIFY(secure.until(*peer, [&] {
            sent += upstream.write(std::string_view(answer).substr(sent, 300'000));
            most = std::max(most, secure.proxy.heldBytes());
            return peer->received.size() > down.size() && peer->received.back() == 'd' &&
                   sent == answer.size() && peer->received.ends_with(std::string_view(down).substr(0, 1000));
        }));
        QVERIFY2(most < 4 * 1024 * 1024, std::to_string(most).c_str());
    }

    void tunnelsAnUpgrade() {
        Secure secure;
        const auto peer = secure.connect("app.zone.test");
        peer->write(get("app.zone.test", "Connection: Upgrade\r\nUpgrade: websocket\r\n"));
        Wire upstream;
        QVERIFY(secure.until(*peer, [&] {
            upstream = secure.target.accept();
            return upstream.isOpen();
        }));
        upstream.write(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nfirst");
        QVERIFY(secure.until(*peer, [&] { return peer->received.ends_with("first"); }));
        upstream.take();
        peer->write("second");
        QVERIFY(secure.until(*peer, [&] { return upstream.received().ends_with("second"); }));
        upstream.close();
        QVERIFY(secure.until(*peer, [&] { return peer->saidGoodBye(); }));
    }

    void takesAnEndWithoutGoodByeForAnAbort() {
        Secure secure;
        const auto peer = secure.connect("app.zone.test");
        peer->write(get("app.zone.test"));
        Wire upstream;
        QVERIFY(secure.until(*peer, [&] {
            upstream = secure.target.accept();
            return upstream.isOpen();
        }));
        peer->end();
        QVERIFY(secure.until(*peer, [&] { return upstream.ended(); }));
        QVERIFY(secure.proxy.until([&] { return secure.proxy.server.connectionCount() == 0; }));
    }

    void saysOfBadRequestsWhatItSaysWithoutTls() {
        Secure secure;
        std::size_t row = 0;
        for (const support::RequestMessage& message : support::requestMessages()) {
            constexpr std::size_t everyFourth = 4;
            if (message.failure == httpwire::ParseFailure::None || ++row % everyFourth != 0)
                continue;
            const auto peer = secure.connect("app.zone.test");
            Wire plain = secure.proxy.client();
            plain.write(message.bytes);
            peer->write(message.bytes);
            QVERIFY2(secure.until(*peer, [&] { return plain.ended() && peer->ended(); }),
                     message.name.c_str());
            QVERIFY2(peer->received.starts_with("HTTP/1.1 "), message.name.c_str());
            QVERIFY2(withoutDate(peer->received) == withoutDate(plain.received()), message.name.c_str());
            QVERIFY2(peer->saidGoodBye(), message.name.c_str());
        }
        QVERIFY(row > 40);
    }
};

QTEST_GUILESS_MAIN(TestTls)
#include "tst_tls.moc"
