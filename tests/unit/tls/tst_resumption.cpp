// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/tls/serverfixture.h"

#include <QTest>

#include <utility>

using namespace portolan;
using namespace portolan::tls;
using support::TestCertificate;
using Link = ServerFixture::Link;

namespace {

/// Rows with both versions of TLS.
void bothVersions() {
    QTest::addColumn<int>("version");
    QTest::newRow("RFC 5077 TLS 1.2") << TLS1_2_VERSION;
    QTest::newRow("RFC 8446 TLS 1.3") << TLS1_3_VERSION;
}

}  // namespace

class TestResumption : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void goesOnWithATicket_data() { bothVersions(); }
    void goesOnWithATicket() {
        QFETCH(int, version);
        ServerFixture tls;
        tls.client.setVersions(version, version);
        QVERIFY(tls.exchange(tls.shakeHands()));
        QCOMPARE(tls.client.tickets, 1);
        for (int i = 0; i < 3; ++i) {
            Link& link = tls.shakeHands();
            QVERIFY(tls.exchange(link));
            QVERIFY(link.peer->wasResumed());
            QVERIFY(tls.reports.back().resumed);
            QVERIFY(tls.reports.back().version == (version == TLS1_3_VERSION
                                                       ? HandshakeReport::Version::Tls13
                                                       : HandshakeReport::Version::Tls12));
            const ServerHandshake* const agreed = ServerContexts::handshakeOf(link.stream);
            QVERIFY(agreed->certificate()->fingerprint == tls.app.fingerprint());
            QCOMPARE(agreed->serverName(), std::string("app.test"));
        }
        // TLS 1.3 clients use a ticket once (RFC 8446 appendix C.4): each answer brings the next.
        QCOMPARE(tls.client.tickets, version == TLS1_3_VERSION ? 4 : 1);
    }

    void sendsTheTicketWithTheFirstAnswer() {
        ServerFixture tls;
        Link& link = tls.shakeHands();
        link.peer->write("?");
        QVERIFY(tls.until(link, [&] { return !link.recorder.bytes.empty(); }));
        QCOMPARE(tls.client.tickets, 0);
        link.stream.send("!");
        QVERIFY(tls.until(link, [&] { return link.peer->received == "!"; }));
        QCOMPARE(tls.client.tickets, 1);
        link.stream.send("!");
        QVERIFY(tls.until(link, [&] { return link.peer->received == "!!"; }));
        QCOMPARE(tls.client.tickets, 1);
    }

    void goesOnWithAnotherWorker() {
        ServerFixture tls;
        QVERIFY(tls.exchange(tls.shakeHands()));
        ServerContexts other({.engine = tls.engine,
                              .tickets = tls.keys,
                              .certificateOf = [&](std::string_view) { return tls.app.bundle(); },
                              .tell = [](const HandshakeReport&) {},
                              .answerToPlaintext = {}});
        auto [server, fd] = net::tcpPair();
        net::Recorder recorder;
        other.accept(std::move(server), {}, base::Milliseconds(5000), recorder);
        support::TlsPeer peer(tls.client, fd.release());
        QVERIFY(net::turnUntil(tls.engine, [&] {
            peer.pump();
            return recorder.connected > 0;
        }));
        QVERIFY(peer.wasResumed());
    }

    void startsAnewForAnotherName_data() { bothVersions(); }
    void startsAnewForAnotherName() {
        QFETCH(int, version);
        ServerFixture tls;
        const TestCertificate both({.name = "app.test", .more = {"other.test"}});
        tls.certificates["app.test"] = tls.certificates["other.test"] = both.bundle();
        tls.client.setVersions(version, version);
        QVERIFY(tls.exchange(tls.shakeHands()));
        tls.client.serverName = "other.test";
        Link& link = tls.shakeHands();
        QVERIFY(tls.exchange(link));
        QVERIFY(!link.peer->wasResumed());
        QVERIFY(!tls.reports.back().resumed);
        QCOMPARE(ServerContexts::handshakeOf(link.stream)->serverName(), std::string("other.test"));
    }

    void startsAnewWithoutTheName_data() { bothVersions(); }
    void startsAnewWithoutTheName() {
        QFETCH(int, version);
        ServerFixture tls;
        tls.client.setVersions(version, version);
        QVERIFY(tls.exchange(tls.shakeHands()));
        tls.client.serverName.clear();
        Link& link = tls.shakeHands();
        QVERIFY(tls.exchange(link));
        QVERIFY(!link.peer->wasResumed());
    }

    void startsAnewWithAnotherCertificate_data() { bothVersions(); }
    void startsAnewWithAnotherCertificate() {
        QFETCH(int, version);
        ServerFixture tls;
        const TestCertificate next;
        tls.client.setVersions(version, version);
        QVERIFY(tls.exchange(tls.shakeHands()));
        tls.certificates["app.test"] = next.bundle();
        Link& link = tls.shakeHands();
        QVERIFY(tls.exchange(link));
        QVERIFY(!link.peer->wasResumed());
        QVERIFY(link.peer->shownFingerprint() == next.fingerprint());
    }

    void endsWithTheService() {
        ServerFixture tls;
        QVERIFY(tls.exchange(tls.shakeHands()));
        tls.certificates.erase("app.test");
        QVERIFY(!tls.shakeHands().isOpen());
        QVERIFY(tls.reports.back().failure == HandshakeFailure::UnknownName);
    }

    void outlivesOneChangeOfKeys_data() { bothVersions(); }
    void outlivesOneChangeOfKeys() {
        QFETCH(int, version);
        ServerFixture tls;
        tls.client.setVersions(version, version);
        QVERIFY(tls.exchange(tls.shakeHands()));
        tls.clock.advance(TicketKeys::period + base::Seconds(1));
        Link& link = tls.shakeHands();
        QVERIFY(tls.exchange(link));
        QVERIFY(link.peer->wasResumed());
        // Sealed with the new key.
        if (version == TLS1_2_VERSION)
            SSL_SESSION_free(std::exchange(tls.client.session, SSL_get1_session(&link.peer->ssl())));
        tls.clock.advance(TicketKeys::period + base::Seconds(1));
        Link& next = tls.shakeHands();
        QVERIFY(tls.exchange(next));
        QVERIFY(next.peer->wasResumed());
    }

    void doesNotOutliveTwo_data() { bothVersions(); }
    void doesNotOutliveTwo() {
        QFETCH(int, version);
        ServerFixture tls;
        tls.client.setVersions(version, version);
        QVERIFY(tls.exchange(tls.shakeHands()));
        tls.clock.advance(2 * TicketKeys::period + base::Seconds(1));
        Link& link = tls.shakeHands();
        QVERIFY(tls.exchange(link));
        QVERIFY(!link.peer->wasResumed());
    }

    void isNotTakenInByATicketThatWasTamperedWith() {
        ServerFixture tls;
        tls.client.setVersions(TLS1_2_VERSION, TLS1_2_VERSION);
        QVERIFY(tls.exchange(tls.shakeHands()));
        unsigned char* bytes = nullptr;
        const int size = i2d_SSL_SESSION(tls.client.session, &bytes);
        const unsigned char* ticket = nullptr;
        std::size_t ticketSize = 0;
        SSL_SESSION_get0_ticket(tls.client.session, &ticket, &ticketSize);
        std::string copy(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
        OPENSSL_free(bytes);
        const std::size_t at = copy.find(std::string(reinterpret_cast<const char*>(ticket), ticketSize));
        QVERIFY(at != std::string::npos);
        copy[at + ticketSize / 2] ^= 1;
        const auto* in = reinterpret_cast<const unsigned char*>(copy.data());
        SSL_SESSION_free(tls.client.session);
        tls.client.session = d2i_SSL_SESSION(nullptr, &in, static_cast<long>(copy.size()));
        Link& link = tls.shakeHands();
        QVERIFY(tls.exchange(link));
        QVERIFY(!link.peer->wasResumed());
    }
};

QTEST_GUILESS_MAIN(TestResumption)
#include "tst_resumption.moc"
