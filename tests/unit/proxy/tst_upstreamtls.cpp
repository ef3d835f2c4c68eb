// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/tlspeer.h"
#include "tests/unit/proxy/proxyfixture.h"

#include <QTest>

using namespace portolan;
using namespace portolan::proxy;
using support::TestCertificate;
using support::TlsPeer;
using support::TlsServer;

namespace {

constexpr std::string_view getRequest = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
constexpr std::string_view okResponse = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

/// A proxy with one https service and its target.
struct Secure {
    Secure() : server(certificate) { route(); }

    /// Publishes the service anew, as `edit` wants it.
    void route(const std::function<void(snapshot::Route&)>& edit = nullptr) {
        const auto made = proxy.addRoute("app.test", {target.address()});
        made->protocol = model::Protocol::Https;
        made->policy.connectTimeout = base::Milliseconds(2000);
        if (edit)
            edit(*made);
        proxy.publish();
    }
    [[nodiscard]] std::unique_ptr<TlsPeer> accept() {
        int fd = -1;
        proxy.until([&] {
            fd = target.acceptRaw();
            return fd >= 0;
        });
        return fd < 0 ? nullptr : std::make_unique<TlsPeer>(server, fd);
    }
    bool until(TlsPeer& peer, const std::function<bool()>& condition) {
        return proxy.until([&] {
            peer.pump();
            return condition();
        });
    }

    TestCertificate certificate;
    TlsServer server;
    Target target;
    ProxyFixture proxy;
};

}  // namespace

class TestUpstreamTls : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void forwardsARequestThroughTls() {
        Secure secure;
        Wire client = secure.proxy.client();
        client.write(getRequest);
        const auto peer = secure.accept();
        QVERIFY(peer);
        QVERIFY(secure.until(*peer, [&] { return peer->received.ends_with("\r\n\r\n"); }));
        QCOMPARE(peer->serverName(), std::string("app.test"));
        QVERIFY(peer->received.starts_with("GET / HTTP/1.1\r\n"));
        // What the client speaks, not what the target does.
        QVERIFY(peer->received.find("X-Forwarded-Proto: http\r\n") != std::string::npos);
        peer->write(okResponse);
        QVERIFY(secure.until(*peer, [&] { return client.received().ends_with("hi"); }));
        QVERIFY(client.received().starts_with("HTTP/1.1 200 OK\r\n"));
        QCOMPARE(secure.proxy.sightings.size(), std::size_t{1});
    }

    void keepsAndReusesTheConnection() {
        Secure secure;
        Wire client = secure.proxy.client();
        client.write(getRequest);
        const auto peer = secure.accept();
        for (int i = 0; i < 3; ++i) {
            QVERIFY(secure.until(*peer, [&] { return peer->received.ends_with("\r\n\r\n"); }));
            peer->received.clear();
            peer->write(okResponse);
            QVERIFY(secure.until(*peer, [&] { return client.received().ends_with("hi"); }));
            QCOMPARE(secure.proxy.server.pool().idleCount(), std::size_t{1});
            client.take();
            client.write(getRequest);
        }
    }

    void streamsLargeBodiesBothWays() {
        Secure secure;
        const std::string up(6 * 1024 * 1024, 'u');
        const std::string down(7 * 1024 * 1024, 'd');
        Wire client = secure.proxy.client();
        std::string request =
            "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: " + std::to_string(up.size()) + "\r\n\r\n" +
            up;
        client.write(request.substr(0, 100));
        const auto peer = secure.accept();
        std::size_t sent = 100;
        std::size_t most = 0;
        // An answer that is complete before the request is ends the exchange: the last byte waits for that.
        peer->write("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(down.size() + 1) + "\r\n\r\n" +
                    down);
        std::size_t got = 0;
        const bool done = secure.until(*peer, [&] {
            sent += client.write(std::string_view(request).substr(sent, 300'000));
            got += client.take().size();
            most = std::max(most, secure.proxy.heldBytes());
            return got > down.size() && peer->received.size() > up.size() && peer->received.back() == 'u';
        });
        QVERIFY2(done, std::to_string(got).c_str());
        QVERIFY(peer->received.ends_with("\r\n\r\n" + up));
        QVERIFY2(most < 4 * 1024 * 1024, std::to_string(most).c_str());
    }

    void doesNotTakeACutForTheEndOfABody() {
        Secure secure;
        Wire client = secure.proxy.client();
        client.write(getRequest);
        const auto peer = secure.accept();
        peer->write("HTTP/1.1 200 OK\r\n\r\nhalf of");
        QVERIFY(secure.until(*peer, [&] { return client.received().find("half of") != std::string::npos; }));
        peer->end();
        QVERIFY(secure.until(*peer, [&] { return client.ended(); }));
        QVERIFY(!client.received().ends_with("0\r\n\r\n"));
    }

    void endsABodyWithTheGoodBye() {
        Secure secure;
        Wire client = secure.proxy.client();
        client.write(getRequest);
        const auto peer = secure.accept();
        peer->write("HTTP/1.1 200 OK\r\n\r\nall of it");
        QVERIFY(
            secure.until(*peer, [&] { return client.received().find("all of it") != std::string::npos; }));
        peer->sayGoodBye();
        peer->end();
        QVERIFY(secure.until(*peer, [&] { return client.received().ends_with("0\r\n\r\n"); }));
    }

    void tunnelsAnUpgradeThroughTls() {
        Secure secure;
        Wire client = secure.proxy.client();
        client.write(
            "GET /ws HTTP/1.1\r\nHost: app.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        const auto peer = secure.accept();
        QVERIFY(secure.until(*peer, [&] { return peer->received.ends_with("\r\n\r\n"); }));
        peer->received.clear();
        peer->write(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nfirst");
        QVERIFY(secure.until(*peer, [&] { return client.received().ends_with("first"); }));
        client.write("frames");
        QVERIFY(secure.until(*peer, [&] { return peer->received == "frames"; }));
        client.end();
        QVERIFY(secure.until(*peer, [&] { return peer->saidGoodBye(); }));
        peer->write("last");
        QVERIFY(secure.until(*peer, [&] { return client.received().ends_with("last"); }));
        peer->sayGoodBye();
        peer->end();
        QVERIFY(secure.until(*peer, [&] { return client.ended(); }));
    }

    void saysWhyTheTargetIsNotBelieved_data() {
        QTest::addColumn<int>("verification");
        QTest::addColumn<bool>("pinned");
        QTest::addColumn<QByteArray>("code");
        const auto pin = static_cast<int>(model::TlsVerification::Pin);
        const auto authority = static_cast<int>(model::TlsVerification::Authority);
        QTest::newRow("pin") << pin << true << QByteArray("proxy.certificate_changed");
        QTest::newRow("authority") << authority << false << QByteArray("proxy.certificate_untrusted");
    }
    void saysWhyTheTargetIsNotBelieved() {
        QFETCH(int, verification);
        QFETCH(bool, pinned);
        QFETCH(QByteArray, code);
        Secure secure;
        const TestCertificate other;
        secure.route([&](snapshot::Route& route) {
            route.policy.tls.verification = static_cast<model::TlsVerification>(verification);
            if (pinned)
                route.targets[0].pin = other.fingerprint();
        });
        Wire client = secure.proxy.client();
        client.write("GET / HTTP/1.1\r\nHost: app.test\r\nAccept: application/json\r\n\r\n");
        const auto peer = secure.accept();
        QVERIFY(secure.until(*peer, [&] { return client.received().ends_with("}\n"); }));
        QVERIFY2(client.received().starts_with("HTTP/1.1 502 "), client.received().c_str());
        QVERIFY2(client.received().find(code.toStdString()) != std::string::npos, client.received().c_str());
        QVERIFY(client.received().find("127.0.0.1") == std::string::npos);
        QVERIFY(peer->received.empty());
    }

    void saysThatTheTargetSpeaksPlainHttp() {
        Secure secure;
        Wire client = secure.proxy.client();
        client.write(getRequest);
        Wire plain = secure.proxy.accepted(secure.target);
        plain.write("HTTP/1.1 400 Bad Request\r\n\r\n");
        QVERIFY(secure.proxy.until([&] { return client.received().find("\r\n\r\n") != std::string::npos; }));
        QVERIFY(client.received().starts_with("HTTP/1.1 502 "));
        QVERIFY2(client.received().find("not TLS") != std::string::npos, client.received().c_str());
    }

    void neverConnectsToItselfByTlsEither() {
        Secure secure;
        const auto route = secure.proxy.addRoute("app.test", {secure.proxy.http});
        route->protocol = model::Protocol::Https;
        secure.proxy.publish();
        Wire client = secure.proxy.client();
        client.write(getRequest);
        QVERIFY(secure.proxy.until([&] { return client.received().find("\r\n\r\n") != std::string::npos; }));
        QVERIFY(client.received().starts_with("HTTP/1.1 502 "));
    }

    void cancelsTheTargetWhenTheClientLeavesDuringTheHandshake() {
        Secure secure;
        Wire client = secure.proxy.client();
        client.write(getRequest);
        const auto peer = secure.accept();
        client.reset();
        QVERIFY(secure.until(*peer, [&] { return peer->ended(); }));
        QVERIFY(peer->received.empty());
        QVERIFY(secure.proxy.until([&] { return secure.proxy.engine.streamCount() == 0; }));
    }
};

QTEST_GUILESS_MAIN(TestUpstreamTls)
#include "tst_upstreamtls.moc"
