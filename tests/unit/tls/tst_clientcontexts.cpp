// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/tls/tlsfixture.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace portolan;
using namespace portolan::tls;
using net::CloseReason;
using net::Recorder;
using support::TestCertificate;

namespace {

/// Makes `authority` the only one that this process trusts.
void trust(const QTemporaryDir& folder, const TestCertificate& authority) {
    QFile file(folder.filePath(QStringLiteral("authority.pem")));
    QVERIFY(file.open(QFile::WriteOnly | QFile::Truncate));
    file.write(QByteArray::fromStdString(authority.certificatePem()));
    qputenv("SSL_CERT_FILE", file.fileName().toLocal8Bit());
    qputenv("SSL_CERT_DIR", folder.path().toLocal8Bit());
}

}  // namespace

class TestClientContexts : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init() { QVERIFY(m_folder.isValid()); }

    void tellsTheCertificateThatItSeesFirst() {
        TlsFixture tls;
        Recorder recorder;
        net::StreamHandle stream;
        const auto peer = tls.shakeHands(recorder, stream);
        QCOMPARE(recorder.connected, 1);
        QCOMPARE(tls.sightings.size(), std::size_t{1});
        QCOMPARE(tls.sightings[0].kind, Sighting::Kind::First);
        QCOMPARE(tls.sightings[0].target, tls.target);
        QVERIFY(tls.sightings[0].fingerprint == tls.certificate.fingerprint());
    }

    void sendsTheNameOfTheService() {
        TlsFixture tls;
        Recorder recorder;
        net::StreamHandle stream;
        const auto peer = tls.shakeHands(recorder, stream);
        QCOMPARE(peer->serverName(), std::string("app.test"));
        QCOMPARE(peer->protocol(), std::string("http/1.1"));
    }

    void sendsTheNameOfThePolicyInstead() {
        TlsFixture tls;
        tls.policy.serverName = "inner.test";
        Recorder recorder;
        net::StreamHandle stream;
        QCOMPARE(tls.shakeHands(recorder, stream)->serverName(), std::string("inner.test"));
    }

    void sendsNoAddressAsAName() {
        TlsFixture tls;
        tls.policy.serverName = "127.0.0.1";
        Recorder recorder;
        net::StreamHandle stream;
        QCOMPARE(tls.shakeHands(recorder, stream)->serverName(), std::string());
        QCOMPARE(recorder.connected, 1);
    }

    void refusesAnotherCertificateThanThePinnedOne_data() {
        QTest::addColumn<int>("version");
        QTest::newRow("TLS 1.2") << TLS1_2_VERSION;
        QTest::newRow("TLS 1.3") << TLS1_3_VERSION;
    }
    void refusesAnotherCertificateThanThePinnedOne() {
        QFETCH(int, version);
        TlsFixture tls;
        tls.server.setHighestVersion(version);
        const TestCertificate other;
        tls.pin = other.fingerprint();
        Recorder recorder;
        net::StreamHandle stream;
        const auto peer = tls.shakeHands(recorder, stream);
        QCOMPARE(recorder.connected, 0);
        QCOMPARE(recorder.reason, CloseReason::CertificateChanged);
        QVERIFY(!stream.isOpen());
        QCOMPARE(tls.sightings.size(), std::size_t{1});
        QCOMPARE(tls.sightings[0].kind, Sighting::Kind::Changed);
        QVERIFY(tls.sightings[0].fingerprint == tls.certificate.fingerprint());
        // The target learns of it by an alert.
        QVERIFY(tls.until(*peer, [&] { return peer->ended(); }));
        QVERIFY2(peer->alert().find("alert") != std::string::npos, peer->alert().c_str());
        QVERIFY(net::turnUntil(tls.engine, [&] { return tls.engine.streamCount() == 0; }));
    }

    void believesThePinnedCertificateWhateverItSays() {
        TlsFixture tls;
        const TestCertificate old(
            {.name = "else.test", .from = std::chrono::hours(-48), .until = std::chrono::hours(-24)});
        tls.server.setCertificate(old);
        tls.pin = old.fingerprint();
        Recorder recorder;
        net::StreamHandle stream;
        const auto peer = tls.shakeHands(recorder, stream);
        QCOMPARE(recorder.connected, 1);
        QVERIFY(tls.sightings.empty());
    }

    void remembersTheFirstCertificateUntilItIsPinned() {
        TlsFixture tls;
        Recorder first;
        net::StreamHandle stream;
        auto peer = tls.shakeHands(first, stream);
        QCOMPARE(first.connected, 1);
        const TestCertificate other;
        tls.server.setCertificate(other);
        Recorder second;
        peer = tls.shakeHands(second, stream);
        QCOMPARE(second.connected, 0);
        QCOMPARE(second.reason, CloseReason::CertificateChanged);
        // A target with another id starts anew.
        tls.target = model::TargetId{2};
        Recorder third;
        peer = tls.shakeHands(third, stream);
        QCOMPARE(third.connected, 1);
    }

    void tellsAChangeOnceUntilAGoodOneIsSeen() {
        TlsFixture tls;
        tls.pin = tls.certificate.fingerprint();
        const TestCertificate other;
        net::StreamHandle stream;
        for (const TestCertificate* shown :
             std::initializer_list<const TestCertificate*>{&other, &other, &tls.certificate, &other}) {
            tls.server.setCertificate(*shown);
            Recorder recorder;
            const auto peer = tls.shakeHands(recorder, stream);
            stream.abort();
        }
        QCOMPARE(tls.sightings.size(), std::size_t{2});
    }

    void resumesSessionsOfTheSameTarget_data() { refusesAnotherCertificateThanThePinnedOne_data(); }
    void resumesSessionsOfTheSameTarget() {
        QFETCH(int, version);
        TlsFixture tls;
        tls.server.setHighestVersion(version);
        tls.pin = tls.certificate.fingerprint();
        for (const bool resumed : {false, true, true}) {
            Recorder recorder;
            net::StreamHandle stream;
            const auto peer = tls.shakeHands(recorder, stream);
            QCOMPARE(recorder.connected, 1);
            QCOMPARE(peer->wasResumed(), resumed);
            // TLS 1.3 sends its tickets after the handshake.
            peer->write("hello");
            QVERIFY(tls.until(*peer, [&] { return recorder.bytes == "hello"; }));
            stream.close();
        }
        tls.target = model::TargetId{2};
        Recorder recorder;
        net::StreamHandle stream;
        QVERIFY(!tls.shakeHands(recorder, stream)->wasResumed());
    }

    void doesNotResumeWhatThePinForbids() {
        TlsFixture tls;
        Recorder recorder;
        net::StreamHandle stream;
        auto peer = tls.shakeHands(recorder, stream);
        peer->write("hello");
        QVERIFY(tls.until(*peer, [&] { return recorder.bytes == "hello"; }));
        const TestCertificate other;
        tls.pin = other.fingerprint();
        Recorder second;
        peer = tls.shakeHands(second, stream);
        QCOMPARE(second.connected, 0);
        QCOMPARE(second.reason, CloseReason::CertificateChanged);
    }

    void verifiesByAuthority_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("askedFor");
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("until");
        QTest::addColumn<bool>("known");
        QTest::addColumn<int>("reason");
        const auto row = [](const char* tag, const char* name, const char* asked, int from, int until,
                            bool known, CloseReason reason) {
            QTest::newRow(tag) << QString::fromLatin1(name) << QString::fromLatin1(asked) << from << until
                               << known << static_cast<int>(reason);
        };
        constexpr auto good = CloseReason::Ended;
        row("good", "app.test", "", -1, 24, true, good);
        row("the name of the policy", "inner.test", "inner.test", -1, 24, true, good);
        row("an address", "127.0.0.1", "127.0.0.1", -1, 24, true, good);
        row("RFC 6125 6.4.3 wildcard", "*.inner.test", "app.inner.test", -1, 24, true, good);
        row("RFC 6125 6.4.3 part of a label", "a*.inner.test", "app.inner.test", -1, 24, true,
            CloseReason::CertificateName);
        row("another name", "else.test", "", -1, 24, true, CloseReason::CertificateName);
        row("another address", "127.0.0.2", "127.0.0.1", -1, 24, true, CloseReason::CertificateName);
        row("expired", "app.test", "", -24, -1, true, CloseReason::CertificateExpired);
        row("not yet valid", "app.test", "", 1, 24, true, CloseReason::CertificateExpired);
        row("unknown authority", "app.test", "", -1, 24, false, CloseReason::CertificateUntrusted);
    }
    void verifiesByAuthority() {
        QFETCH(QString, name);
        QFETCH(QString, askedFor);
        QFETCH(int, from);
        QFETCH(int, until);
        QFETCH(bool, known);
        QFETCH(int, reason);
        const TestCertificate authority({.name = "Test authority", .isAuthority = true});
        const TestCertificate stranger({.name = "Strange authority", .isAuthority = true});
        trust(m_folder, known ? authority : stranger);
        const TestCertificate leaf({.name = name.toStdString(),
                                    .from = std::chrono::hours(from),
                                    .until = std::chrono::hours(until),
                                    .issuer = &authority});
        TlsFixture tls;
        tls.server.setCertificate(leaf);
        tls.policy.verification = model::TlsVerification::Authority;
        if (!askedFor.isEmpty())
            tls.policy.serverName = askedFor.toStdString();
        Recorder recorder;
        net::StreamHandle stream;
        const auto peer = tls.shakeHands(recorder, stream);
        if (static_cast<CloseReason>(reason) == CloseReason::Ended) {
            QCOMPARE(recorder.connected, 1);
        } else {
            QCOMPARE(recorder.connected, 0);
            QCOMPARE(static_cast<int>(recorder.reason), reason);
        }
        QVERIFY(tls.sightings.empty());
    }

    void doesNotTrustASelfSignedCertificateByAuthority() {
        const TestCertificate authority({.name = "Test authority", .isAuthority = true});
        trust(m_folder, authority);
        TlsFixture tls;
        tls.policy.verification = model::TlsVerification::Authority;
        Recorder recorder;
        net::StreamHandle stream;
        const auto peer = tls.shakeHands(recorder, stream);
        QCOMPARE(recorder.reason, CloseReason::CertificateUntrusted);
    }

    void knowsAPeerThatSpeaksNoTls() {
        TlsFixture tls;
        Recorder recorder;
        [[maybe_unused]] const net::StreamHandle stream = tls.connect(recorder);
        const net::FileDescriptor plain(tls.acceptRaw());
        net::writeAll(plain, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
        QVERIFY(net::turnUntil(tls.engine, [&] { return recorder.closed == 1; }));
        QCOMPARE(recorder.reason, CloseReason::NotTls);
    }

    void knowsAPeerThatRefuses_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("hangs up") << QByteArray();
        QTest::newRow("RFC 8446 6.2 handshake_failure") << QByteArray::fromHex("15030300020228");
        QTest::newRow("RFC 8446 6.2 protocol_version") << QByteArray::fromHex("15030300020246");
        QTest::newRow("a record of nonsense") << QByteArray::fromHex("160303000401020304");
    }
    void knowsAPeerThatRefuses() {
        QFETCH(QByteArray, answer);
        TlsFixture tls;
        Recorder recorder;
        [[maybe_unused]] const net::StreamHandle stream = tls.connect(recorder);
        net::FileDescriptor plain(tls.acceptRaw());
        QVERIFY(net::turnUntil(tls.engine, [&] { return !net::readNow(plain).empty(); }));
        net::writeAll(plain, answer.toStdString());
        if (answer.isEmpty())
            plain.reset();
        QVERIFY(net::turnUntil(tls.engine, [&] { return recorder.closed == 1; }));
        QCOMPARE(recorder.reason, CloseReason::TlsRefused);
        QCOMPARE(recorder.connected, 0);
    }

    void doesNotWaitLongForAHandshake() {
        TlsFixture tls;
        Recorder recorder;
        [[maybe_unused]] const net::StreamHandle stream = tls.connect(recorder, base::Milliseconds(50));
        const net::FileDescriptor silent(tls.acceptRaw());
        QVERIFY(net::turnUntil(tls.engine, [&] { return recorder.closed == 1; }));
        QCOMPARE(recorder.reason, CloseReason::TimedOut);
        QVERIFY(net::turnUntil(tls.engine, [&] { return tls.engine.streamCount() == 0; }));
    }

    void tellsThatNothingListens() {
        TlsFixture tls;
        tls.address = net::listenOnLoopback().second;
        Recorder recorder;
        [[maybe_unused]] const net::StreamHandle stream = tls.connect(recorder);
        QCOMPARE(recorder.closed, 0);
        QVERIFY(net::turnUntil(tls.engine, [&] { return recorder.closed == 1; }));
        QCOMPARE(recorder.reason, CloseReason::Refused);
    }

  private:
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestClientContexts)
#include "tst_clientcontexts.moc"
