// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/notices/httpposter.h"
#include "backend/notices/webhookurl.h"
#include "tests/support/printing.h"
#include "tests/support/recordingupstream.h"
#include "tests/support/testcertificate.h"

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QTest>

using namespace portolan;
using namespace portolan::notices;
using namespace std::chrono_literals;
using support::RecordingUpstream;

namespace {

QByteArray bytes(const std::string& text) {
    return QByteArray::fromStdString(text);
}

/// Answers every request over TLS with 204, and counts them.
class TlsReceiver {
  public:
    explicit TlsReceiver(const support::TestCertificate& certificate) {
        QSslConfiguration configuration;
        configuration.setLocalCertificate(QSslCertificate(bytes(certificate.certificatePem())));
        configuration.setPrivateKey(QSslKey(bytes(certificate.keyPem()), QSsl::Ec));
        m_server.setSslConfiguration(configuration);
        QObject::connect(&m_server, &QSslServer::pendingConnectionAvailable, &m_server, [this] {
            auto* socket = m_server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                if (!socket->readAll().contains("{}"))
                    return;
                ++requests;
                socket->write("HTTP/1.1 204 Good\r\n\r\n");
            });
        });
        m_server.listen(QHostAddress::LocalHost);
    }
    [[nodiscard]] std::string url(const std::string& host) const {
        return "https://" + host + ":" + std::to_string(m_server.serverPort()) + "/";
    }

    int requests = 0;

  private:
    QSslServer m_server;
};

}  // namespace

class TestHttpPoster : public QObject {
    Q_OBJECT

    base::ManualClock m_clock{base::SystemTime(1'445'412'400s)};  // 2015-10-21 07:26:40
    HttpPoster m_poster{m_clock};

    static PostOutcome outcomeOf(HttpPoster& poster, Post post) {
        std::optional<PostOutcome> outcome;
        poster.post(std::move(post), [&outcome](PostOutcome result) { outcome = std::move(result); });
        (void)QTest::qWaitFor([&outcome] { return outcome.has_value(); });
        return outcome.value_or(PostOutcome{-1});
    }
    PostOutcome post(std::string url, std::vector<base::SocketAddress> ownListeners = {}) {
        return postBy(m_poster, std::move(url), std::move(ownListeners));
    }
    static PostOutcome postBy(HttpPoster& poster, std::string url,
                              std::vector<base::SocketAddress> ownListeners = {}) {
        return outcomeOf(poster, {std::move(url),
                                  {{"Portolan-Event", "services_down"}, {"Portolan-Delivery", "7-1"}},
                                  "{}",
                                  webhookPolicy(std::move(ownListeners))});
    }
    static std::string codeOf(const PostOutcome& outcome) {
        return outcome.error ? outcome.error->code : "status " + std::to_string(outcome.status);
    }
    static std::string at(const RecordingUpstream& upstream, const std::string& path,
                          const std::string& host = "127.0.0.1") {
        return "http://" + host + ":" + std::to_string(upstream.port()) + path;
    }

  private Q_SLOTS:
    void postsJson() {
        RecordingUpstream receiver;
        receiver.answerWith({RecordingUpstream::ok("thanks")});
        const PostOutcome outcome = post(at(receiver, "/hooks/abc?x=1"));
        QCOMPARE(codeOf(outcome), std::string("status 200"));
        QCOMPARE(outcome.answer, std::string("thanks"));
        const auto requests = receiver.take();
        QCOMPARE(requests.size(), std::size_t(1));
        QCOMPARE(requests[0].line, std::string("POST /hooks/abc?x=1 HTTP/1.1"));
        QCOMPARE(requests[0].body, std::string("{}"));
        for (const std::string& field :
             {"Host: 127.0.0.1:" + std::to_string(receiver.port()),
              std::string("Content-Type: application/json"), std::string("User-Agent: Portolan"),
              std::string("Accept-Encoding: identity"), std::string("Portolan-Event: services_down"),
              std::string("Portolan-Delivery: 7-1")})
            QVERIFY2(requests[0].fields.find(field + "\r\n") != std::string::npos,
                     (field + " in\n" + requests[0].fields).c_str());
    }

    void saysTheNameWhereItConnectsToTheAddress() {
        RecordingUpstream receiver;
        receiver.answerWith({RecordingUpstream::ok("")});
        // Where localhost is ::1, too, one of two attempts goes there.
        const PostOutcome one = post(at(receiver, "/", "localhost"));
        const PostOutcome other = post(at(receiver, "/", "localhost"));
        QVERIFY(one.status == 200 || other.status == 200);
        const std::string fields = receiver.take().at(0).fields;
        QVERIFY2(fields.find("Host: localhost:" + std::to_string(receiver.port())) != std::string::npos,
                 fields.c_str());
    }

    void doesNotFollowRedirects() {
        RecordingUpstream elsewhere;
        RecordingUpstream receiver;
        receiver.answerWith(
            {"HTTP/1.1 307 Moved\r\nLocation: " + at(elsewhere, "/") + "\r\nContent-Length: 0\r\n\r\n"});
        QCOMPARE(codeOf(post(at(receiver, "/"))), std::string("status 307"));
        QVERIFY(elsewhere.take().empty());
    }

    void hearsWhenToComeAgain() {
        RecordingUpstream receiver;
        receiver.answerWith({"HTTP/1.1 429 Busy\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n"});
        const PostOutcome outcome = post(at(receiver, "/"));
        QCOMPARE(outcome.status, 429);
        QVERIFY(outcome.retryAfter == 120s);
        receiver.answerWith(
            {"HTTP/1.1 503 Busy\r\nRetry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\nContent-Length: 0\r\n\r\n"});
        QVERIFY(post(at(receiver, "/")).retryAfter == 80s);
        m_clock.advance(1h);
        QVERIFY(post(at(receiver, "/")).retryAfter == 0s);
    }

    void readsOnlyTheBeginningOfALongAnswer() {
        RecordingUpstream receiver;
        receiver.answerWith({"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n" +
                             std::string(HttpPoster::longestAnswer + 1, 'x')});
        const PostOutcome outcome = post(at(receiver, "/"));
        QCOMPARE(outcome.status, 200);
        QCOMPARE(outcome.answer, std::string(keptAnswer, 'x'));
    }

    void saysWhyThereIsNoAnswer() {
        std::uint16_t port = 0;
        {
            const RecordingUpstream closed;
            port = closed.port();
        }
        QCOMPARE(codeOf(post("http://127.0.0.1:" + std::to_string(port) + "/")),
                 std::string("webhook.refused"));
        RecordingUpstream rude;
        rude.answerWith({"", support::RecordedAnswer::Then::Close});
        QCOMPARE(codeOf(post(at(rude, "/"))), std::string("webhook.failed"));
        rude.answerWith({"not http at all\r\n\r\n", support::RecordedAnswer::Then::Close});
        QCOMPARE(codeOf(post(at(rude, "/"))), std::string("webhook.failed"));
        QCOMPARE(codeOf(post("nonsense")), std::string("webhook.url"));
    }

    void givesUpAfterItsLimit() {
        RecordingUpstream silent;
        silent.answerWith({""});
        HttpPoster hasty(m_clock, 50ms);
        QCOMPARE(codeOf(outcomeOf(hasty, {at(silent, "/"), {}, "{}", webhookPolicy({})})),
                 std::string("webhook.timeout"));
    }

    void takesAnAnswerThatHasNoEnd() {
        RecordingUpstream slow;
        slow.answerWith({"HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\nthanks"});
        HttpPoster hasty(m_clock, 300ms);
        const PostOutcome outcome = outcomeOf(hasty, {at(slow, "/"), {}, "{}", webhookPolicy({})});
        QCOMPARE(outcome.status, 202);
        QVERIFY(!outcome.error);
        QCOMPARE(outcome.answer, std::string("thanks"));
    }

    void connectsToNoRefusedAddress() {
        RecordingUpstream own;
        const base::SocketAddress listener{*base::IpAddress::parse("127.0.0.1"), own.port()};
        const base::SocketAddress listener6{*base::IpAddress::parse("::1"), own.port()};
        QCOMPARE(codeOf(post(at(own, "/"), {listener})), std::string("webhook.address"));
        QCOMPARE(codeOf(post(at(own, "/", "127.1"), {listener})), std::string("webhook.address"));
        // By its name, which is looked up first.
        QCOMPARE(codeOf(post(at(own, "/", "localhost"), {listener, listener6})),
                 std::string("webhook.address"));
        QCOMPARE(codeOf(post("http://169.254.169.254/")), std::string("webhook.address"));
        QVERIFY(own.take().empty());
    }

    void provesTheReceiverOverTls() {
        const support::TestCertificate authority({.name = "Test root", .isAuthority = true});
        const support::TestCertificate certificate({.name = "localhost", .issuer = &authority});
        TlsReceiver receiver(certificate);
        QCOMPARE(codeOf(post(receiver.url("localhost"))), std::string("webhook.tls"));
        QCOMPARE(receiver.requests, 0);

        const QSslConfiguration before = QSslConfiguration::defaultConfiguration();
        QSslConfiguration trusting = before;
        trusting.addCaCertificate(QSslCertificate(bytes(authority.certificatePem())));
        QSslConfiguration::setDefaultConfiguration(trusting);
        HttpPoster poster(m_clock);
        const PostOutcome one = postBy(poster, receiver.url("localhost"));
        const PostOutcome other = postBy(poster, receiver.url("localhost"));
        QVERIFY2(one.status == 204 || other.status == 204, one.error ? one.error->message.c_str() : "");
        // The certificate is made out to the name, not to the address.
        QCOMPARE(codeOf(postBy(poster, receiver.url("127.0.0.1"))), std::string("webhook.tls"));
        QSslConfiguration::setDefaultConfiguration(before);
    }

    void endsWithoutAWord() {
        RecordingUpstream silent;
        silent.answerWith({""});
        {
            HttpPoster poster(m_clock);
            poster.post({at(silent, "/"), {}, "{}", webhookPolicy({})},
                        [](const PostOutcome&) { QFAIL("too late"); });
            QVERIFY(QTest::qWaitFor([&silent] { return silent.openConnections() > 0; }));
        }
        QVERIFY(QTest::qWaitFor([&silent] { return silent.openConnections() == 0; }));
    }
};

QTEST_GUILESS_MAIN(TestHttpPoster)
#include "tst_httpposter.moc"
