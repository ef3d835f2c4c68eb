// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/tls/serverfixture.h"

#include <QTest>

using namespace portolan;
using namespace portolan::tls;
using net::CloseReason;
using support::TestCertificate;
using Link = ServerFixture::Link;
using Version = HandshakeReport::Version;

Q_DECLARE_METATYPE(std::vector<std::string>)

namespace {

std::string wordOf(const std::vector<HandshakeReport>& reports) {
    if (reports.size() != 1)
        return std::to_string(reports.size()) + " reports";
    return reports[0].failure
               ? std::string(handshakeFailureWords()[static_cast<std::size_t>(*reports[0].failure)])
               : "done";
}

}  // namespace

class TestServerContexts : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void speaksVersions_data() {
        QTest::addColumn<int>("lowest");
        QTest::addColumn<int>("highest");
        QTest::addColumn<QByteArray>("outcome");
        QTest::newRow("RFC 8446 TLS 1.3") << TLS1_3_VERSION << TLS1_3_VERSION << QByteArray("TLSv1.3");
        QTest::newRow("RFC 5246 TLS 1.2") << TLS1_2_VERSION << TLS1_2_VERSION << QByteArray("TLSv1.2");
        QTest::newRow("RFC 8446 4.1.2 the highest") << TLS1_2_VERSION << 0 << QByteArray("TLSv1.3");
        QTest::newRow("RFC 8996 TLS 1.1") << TLS1_1_VERSION << TLS1_1_VERSION << QByteArray("version");
    }
    void speaksVersions() {
        QFETCH(int, lowest);
        QFETCH(int, highest);
        QFETCH(QByteArray, outcome);
        ServerFixture tls;
        tls.client.setVersions(lowest, highest);
        const Link& link = tls.shakeHands();
        if (link.isOpen())
            QCOMPARE(QByteArray(SSL_get_version(&link.peer->ssl())), outcome);
        else
            QCOMPARE(wordOf(tls.reports), outcome.toStdString());
    }

    void passesBytesBothWaysAndEnds() {
        ServerFixture tls;
        Link& link = tls.shakeHands();
        QVERIFY(tls.exchange(link));
        QCOMPARE(tls.reports.size(), std::size_t{1});
        QVERIFY(!tls.reports[0].failure);
        QVERIFY(!tls.reports[0].resumed);
        QVERIFY(tls.reports[0].version == Version::Tls13);
        const ServerHandshake* const agreed = ServerContexts::handshakeOf(link.stream);
        QVERIFY(agreed);
        QCOMPARE(agreed->serverName(), std::string("app.test"));
        QVERIFY(agreed->certificate()->fingerprint == tls.app.fingerprint());
        link.stream.send("last");
        link.stream.close();
        QVERIFY(!ServerContexts::handshakeOf(link.stream));
        QVERIFY(tls.until(link, [&] { return link.peer->ended(); }));
        QVERIFY(link.peer->saidGoodBye());
        QVERIFY(link.peer->received.ends_with("last"));
        QCOMPARE(tls.engine.streamCount(), std::size_t{0});
    }

    void obeysHowItIsClosed_data() {
        QTest::addColumn<bool>("lingers");
        QTest::newRow("flush") << false;
        QTest::newRow("linger") << true;
    }
    void obeysHowItIsClosed() {
        QFETCH(bool, lingers);
        ServerFixture tls;
        Link& link = tls.shakeHands();
        link.stream.close(lingers ? net::Closing::Linger : net::Closing::Flush);
        tls.engine.turn(base::Milliseconds(0));
        QCOMPARE(tls.engine.streamCount(), std::size_t(lingers ? 1 : 0));
    }

    void choosesTheCertificateByName_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("RFC 6066 3 a name") << QByteArray("app.test") << QByteArray("app");
        QTest::newRow("another") << QByteArray("other.test") << QByteArray("other");
        QTest::newRow("RFC 4343 3 any case") << QByteArray("APP.Test") << QByteArray("app");
        QTest::newRow("no name") << QByteArray("") << QByteArray("app");
        QTest::newRow("RFC 6066 3 an address is no name") << QByteArray("10.1.2.3") << QByteArray("app");
        QTest::newRow("RFC 6066 3 nobody's name") << QByteArray("nobody.test") << QByteArray("unknown_name");
        QTest::newRow("RFC 6066 3 no name at all") << QByteArray("a b") << QByteArray("malformed");
    }
    void choosesTheCertificateByName() {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, shown);
        ServerFixture tls;
        const TestCertificate other({.name = "other.test"});
        tls.certificates["other.test"] = other.bundle();
        tls.client.serverName = name.toStdString();
        const Link& link = tls.shakeHands();
        if (link.isOpen())
            QVERIFY(link.peer->shownFingerprint() ==
                    (shown == "app" ? tls.app.fingerprint() : other.fingerprint()));
        else
            QCOMPARE(wordOf(tls.reports), shown.toStdString());
        QCOMPARE(link.isOpen(), shown == "app" || shown == "other");
    }

    void tellsWhatIsWrongWithTheName() {
        ServerFixture tls;
        tls.client.serverName = "nobody.test";
        const Link& link = tls.shakeHands();
        QCOMPARE(link.recorder.reason, CloseReason::TlsRefused);
        QVERIFY2(link.peer->alert().find("unrecognized name") != std::string::npos,
                 link.peer->alert().c_str());
    }

    void refusesWithoutAnyCertificate() {
        ServerFixture tls;
        tls.certificates.clear();
        tls.client.serverName.clear();
        const Link& link = tls.shakeHands();
        QCOMPARE(wordOf(tls.reports), std::string("no_certificate"));
        QVERIFY(link.peer->alert().find("unrecognized name") != std::string::npos);
    }

    void refusesWithAnUnusableCertificate() {
        ServerFixture tls;
        auto broken = std::make_shared<model::CertificateBundle>(*tls.app.bundle());
        broken->privateKey = "not a key";
        tls.certificates["app.test"] = broken;
        const Link& link = tls.shakeHands();
        QCOMPARE(wordOf(tls.reports), std::string("internal"));
        QVERIFY(!link.isOpen());
    }

    void sendsTheWholeChain() {
        ServerFixture tls;
        const TestCertificate authority({.name = "authority", .isAuthority = true});
        const TestCertificate between({.name = "between", .issuer = &authority, .isAuthority = true});
        const TestCertificate leaf({.name = "app.test", .issuer = &between});
        tls.certificates["app.test"] = leaf.bundle();
        tls.client.trust(authority);
        QVERIFY(tls.shakeHands().isOpen());
    }

    void noticesThatItIsNotTrusted() {
        ServerFixture tls;
        const TestCertificate stranger({.name = "stranger", .isAuthority = true});
        tls.client.trust(stranger);
        const Link& link = tls.shakeHands();
        QVERIFY(!link.isOpen());
        QCOMPARE(wordOf(tls.reports), std::string("not_trusted"));
    }

    void agreesOnHttp_data() {
        QTest::addColumn<std::vector<std::string>>("offered");
        QTest::addColumn<QByteArray>("chosen");
        using List = std::vector<std::string>;
        QTest::newRow("RFC 7301 3.2 http/1.1") << List{"http/1.1"} << QByteArray("http/1.1");
        QTest::newRow("among others") << List{"h2", "http/1.1", "x"} << QByteArray("http/1.1");
        QTest::newRow("not asked") << List{} << QByteArray("");
        QTest::newRow("RFC 7301 3.2 nothing in common") << List{"h2", "spdy/3"} << QByteArray("no_protocol");
    }
    void agreesOnHttp() {
        QFETCH(std::vector<std::string>, offered);
        QFETCH(QByteArray, chosen);
        ServerFixture tls;
        tls.client.protocols = offered;
        const Link& link = tls.shakeHands();
        if (link.isOpen()) {
            QCOMPARE(link.peer->protocol(), chosen.toStdString());
            return;
        }
        QCOMPARE(wordOf(tls.reports), chosen.toStdString());
        QVERIFY2(link.peer->alert().find("no application protocol") != std::string::npos,
                 link.peer->alert().c_str());
    }

    void refusesOldCiphers_data() {
        QTest::addColumn<QByteArray>("ciphers");
        for (const char* cipher :
             {"ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-CCM8"})
            QTest::newRow(cipher) << QByteArray(cipher);
    }
    void refusesOldCiphers() {
        QFETCH(QByteArray, ciphers);
        ServerFixture tls;
        tls.client.setVersions(TLS1_2_VERSION, TLS1_2_VERSION);
        SSL_CTX_set_security_level(tls.client.context(), 0);
        QCOMPARE(SSL_CTX_set_cipher_list(tls.client.context(), ciphers.constData()), 1);
        QVERIFY(!tls.shakeHands().isOpen());
        QCOMPARE(wordOf(tls.reports), std::string("cipher"));
    }

    void refusesOldSignatures() {
        ServerFixture tls;
        tls.client.setVersions(TLS1_2_VERSION, TLS1_2_VERSION);
        SSL_CTX_set_security_level(tls.client.context(), 0);
        SSL_CTX_set1_sigalgs_list(tls.client.context(), "ECDSA+SHA1");
        QVERIFY(!tls.shakeHands().isOpen());
        QCOMPARE(wordOf(tls.reports), std::string("cipher"));
    }

    void prefersChaChaForThoseWhoDo() {
        ServerFixture tls;
        SSL_CTX_set_ciphersuites(tls.client.context(), "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256");
        const Link& link = tls.shakeHands();
        QCOMPARE(QByteArray(SSL_get_cipher_name(&link.peer->ssl())),
                 QByteArray("TLS_CHACHA20_POLY1305_SHA256"));
    }

    void refusesToRenegotiate() {
        ServerFixture tls;
        tls.client.setVersions(TLS1_2_VERSION, TLS1_2_VERSION);
        Link& link = tls.shakeHands();
        QVERIFY(SSL_get_secure_renegotiation_support(&link.peer->ssl()) == 1);
        SSL_renegotiate(&link.peer->ssl());
        SSL_do_handshake(&link.peer->ssl());
        QVERIFY(tls.until(link, [&] { return link.recorder.closed > 0 || !link.peer->alert().empty(); }));
        QVERIFY2(link.peer->alert().find("no renegotiation") != std::string::npos,
                 link.peer->alert().c_str());
    }

    void endsAPeerThatOnlyChangesItsKeys() {
        ServerFixture tls;
        Link& link = tls.shakeHands();
        const auto change = [&] {
            SSL_key_update(&link.peer->ssl(), SSL_KEY_UPDATE_NOT_REQUESTED);
            SSL_do_handshake(&link.peer->ssl());
            link.peer->pump();
        };
        for (int i = 0; i < 100; ++i)
            change();
        QVERIFY2(tls.exchange(link), "some are allowed, and forgotten with the next byte");
        for (int i = 0; i < 5000; ++i)
            change();
        QVERIFY(tls.until(link, [&] { return link.recorder.closed > 0; }));
    }

    void takesTinyAndFullRecords() {
        ServerFixture tls;
        Link& link = tls.shakeHands();
        std::string sent;
        for (int i = 0; i < 3000; ++i) {
            const std::string piece(i % 1000 == 999 ? 16384 : 1, static_cast<char>('a' + i % 26));
            sent += piece;
            link.peer->write(piece);
        }
        QVERIFY(tls.until(link, [&] { return link.recorder.bytes.size() == sent.size(); }));
        QVERIFY(link.recorder.bytes == sent);
    }

    void answersPlaintextInPlaintext() {
        ServerFixture tls;
        auto [server, other] = net::tcpPair();
        net::Recorder recorder;
        tls.contexts.accept(std::move(server), {}, base::Milliseconds(5000), recorder);
        QCOMPARE(::send(other.value(), "GET / HTTP/1.1\r\n\r\n", 18, 0), ssize_t{18});
        QVERIFY(net::turnUntil(tls.engine, [&] { return recorder.closed > 0; }));
        QCOMPARE(recorder.reason, CloseReason::NotTls);
        char buffer[100];
        const ssize_t got = ::recv(other.value(), buffer, sizeof buffer, 0);
        QCOMPARE(std::string(buffer, got > 0 ? static_cast<std::size_t>(got) : 0),
                 std::string("this port speaks https"));
        QCOMPARE(wordOf(tls.reports), std::string("not_tls"));
        other.reset();
        QVERIFY(net::turnUntil(tls.engine, [&] { return tls.engine.streamCount() == 0; }));
    }

    void doesNotWaitForEver() {
        ServerFixture tls;
        Link& link = tls.connect(base::Milliseconds(20));
        link.peer->mostPerPump = 0;
        QVERIFY(tls.until(link, [&] { return link.recorder.closed > 0; }));
        QCOMPARE(link.recorder.reason, CloseReason::TimedOut);
        QCOMPARE(wordOf(tls.reports), std::string("timeout"));
    }

    void countsThoseWhoLeave() {
        ServerFixture tls;
        Link& link = tls.connect();
        link.peer->close();
        QVERIFY(net::turnUntil(tls.engine, [&] { return link.recorder.closed > 0; }));
        QCOMPARE(wordOf(tls.reports), std::string("client_gone"));
    }

    void refusesGarbage() {
        ServerFixture tls;
        Link& link = tls.connect();
        link.peer->mostPerPump = 0;
        auto [server, other] = net::tcpPair();
        net::Recorder recorder;
        tls.contexts.accept(std::move(server), {}, base::Milliseconds(5000), recorder);
        const std::string bytes = "\x16\x03\x01" + std::string(200, '\x7f');
        QCOMPARE(::send(other.value(), bytes.data(), bytes.size(), 0), static_cast<ssize_t>(bytes.size()));
        QVERIFY(net::turnUntil(tls.engine, [&] { return recorder.closed > 0; }));
        QCOMPARE(wordOf(tls.reports), std::string("malformed"));
    }

    void hasAStableWordForEachFailure() {
        for (const std::string_view word : handshakeFailureWords())
            QVERIFY(!word.empty());
    }
};

QTEST_GUILESS_MAIN(TestServerContexts)
#include "tst_servercontexts.moc"
