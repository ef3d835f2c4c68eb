// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Clients that end their side, leave, or stop reading (ADR 0007).
#include "tests/unit/proxy/proxyfixture.h"

#include <QTest>

using namespace portolan;
using namespace portolan::proxy;

namespace {

const std::string request = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
const std::string okResponse = "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 2\r\n\r\nhi";
constexpr std::size_t megabyte = 1024 * 1024;

/// A window so wide that no test machine misses it, for clients that end their side with their request.
constexpr TimeLimits patient{.halfClose = base::Milliseconds(60'000),
                             .halfCloseAnswering = base::Milliseconds(60'000)};
/// No window at all: every end is a farewell.
constexpr TimeLimits strict{.halfClose = base::Milliseconds(0), .halfCloseAnswering = base::Milliseconds(0)};

}  // namespace

class TestLeaving : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// As "printf ... | nc -N" does it.
    void whoEndsWithTheRequestGetsTheAnswer_data() {
        QTest::addColumn<bool>("slow");
        QTest::addColumn<bool>("inOneTurn");
        QTest::newRow("at once") << false << true;
        QTest::newRow("a turn later") << false << false;
        QTest::newRow("a slow answer") << true << true;
    }
    void whoEndsWithTheRequestGetsTheAnswer() {
        QFETCH(bool, slow);
        QFETCH(bool, inOneTurn);
        ProxyFixture proxy(patient);
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write(request);
        Wire upstream;
        if (!inOneTurn) {
            upstream = proxy.accepted(target);
            QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        }
        client.end();
        if (inOneTurn)
            upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        proxy.turns(slow ? 50 : 3);
        QVERIFY(!upstream.ended());
        upstream.write(okResponse);
        QVERIFY(proxy.untilReceived(client, "hi"));
        QVERIFY(proxy.until([&] { return client.ended(); }));
        QVERIFY(!client.wasReset());
        QCOMPARE(proxy.server.connectionCount(), std::size_t{0});
        QCOMPARE(proxy.server.pool().idleCount(), std::size_t{1});
    }

    void allRequestsBeforeTheEndAreAnswered() {
        ProxyFixture proxy(patient);
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write(request + "GET / HTTP/1.1\r\nHost: nobody.test\r\n\r\n" + request);
        client.end();
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        upstream.take();
        upstream.write(okResponse);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        QVERIFY(client.received().find("HTTP/1.1 404") != std::string::npos);
        upstream.write(okResponse);
        QVERIFY(proxy.untilReceived(client, "hi"));
        QVERIFY(proxy.until([&] { return client.ended(); }));
    }

    void whoResetsAfterEndingHasLeft() {
        ProxyFixture proxy(patient);
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write(request);
        client.end();
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        proxy.turns(3);
        client.reset();
        proxy.engine.turn(base::Milliseconds(1000));
        QVERIFY(upstream.wasReset());
    }

    /// A closed connection answers the first byte with a reset.
    void whoClosedWithTheRequestIsFoundOutByTheAnswer() {
        ProxyFixture proxy(patient);
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write(request);
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        client.close();
        proxy.turns(3);
        upstream.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
        QVERIFY(proxy.until([&] { return upstream.wasReset(); }));
        QCOMPARE(proxy.server.connectionCount(), std::size_t{0});
    }

    void whoEndsLaterHasLeft_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("before the answer") << QByteArray();
        QTest::newRow("in a stream") << QByteArray(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
            "data: 1\n\n");
    }
    void whoEndsLaterHasLeft() {
        QFETCH(QByteArray, answer);
        ProxyFixture proxy(strict);
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write(request);
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        if (!answer.isEmpty()) {
            upstream.write(answer.toStdString());
            QVERIFY(proxy.until([&] { return !client.received().empty(); }));
        }
        client.end();
        proxy.engine.turn(base::Milliseconds(1000));
        QVERIFY(upstream.wasReset());
        QCOMPARE(proxy.server.connectionCount(), std::size_t{0});
    }

    /// As "AbortController.abort()" does it at the first piece of a stream.
    void whoHasReadOfTheAnswerAndEndsHasLeft() {
        ProxyFixture proxy(
            {.halfClose = base::Milliseconds(60'000), .halfCloseAnswering = base::Milliseconds(0)});
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write(request);
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        upstream.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
        QVERIFY(proxy.until([&] { return !client.received().empty(); }));
        client.close();
        proxy.engine.turn(base::Milliseconds(1000));
        QVERIFY(upstream.wasReset());
        QCOMPARE(proxy.server.connectionCount(), std::size_t{0});
    }

    void whoEndsInsideABodyHasLeft() {
        ProxyFixture proxy(patient);
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 9\r\n\r\nabc");
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "abc"));
        client.end();
        proxy.engine.turn(base::Milliseconds(1000));
        QVERIFY(upstream.wasReset());
    }

    void aReaderThatTakesNothingIsCut_data() {
        QTest::addColumn<bool>("tunnel");
        QTest::newRow("of a response") << false;
        QTest::newRow("of a tunnel") << true;
    }
    void aReaderThatTakesNothingIsCut() {
        QFETCH(bool, tunnel);
        ProxyFixture proxy({.stall = base::Milliseconds(40)});
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write(tunnel ? "GET / HTTP/1.1\r\nHost: app.test\r\nConnection: upgrade\r\n"
                              "Upgrade: websocket\r\n\r\n"
                            : request);
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        upstream.write(tunnel ? "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\n"
                                "Upgrade: websocket\r\n\r\n"
                              : "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
        const std::string piece(megabyte, 'x');
        std::size_t most = 0;
        QVERIFY(proxy.until([&] {
            upstream.write(piece);
            most = std::max(most, proxy.heldBytes());
            return proxy.server.connectionCount() == 0;
        }));
        QVERIFY2(most <= megabyte, std::to_string(most).c_str());
        QVERIFY(proxy.until([&] { return upstream.ended(); }));
    }

    void aSlowReaderMayTakeItsTime() {
        ProxyFixture proxy({.stall = base::Milliseconds(100)});
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write(request);
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        upstream.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
        const std::string piece(megabyte, 'x');
        const auto end = std::chrono::steady_clock::now() + base::Milliseconds(600);
        QVERIFY(proxy.until([&] {
            upstream.write(piece);
            client.sip(300'000);
            return std::chrono::steady_clock::now() > end;
        }));
        QCOMPARE(proxy.server.connectionCount(), std::size_t{1});
    }

    void anUploadThatFallsSilentIsTold() {
        ProxyFixture proxy({.bodySilence = base::Milliseconds(40)});
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 9\r\n\r\nabc");
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "abc"));
        QVERIFY(proxy.until([&] { return client.received().starts_with("HTTP/1.1 408"); }));
    }

    /// The limit for the answer counts from the end of the request: a slow upload is no attack.
    void aSlowUploadMayTakeItsTime() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()})->policy.responseHeadTimeout = base::Milliseconds(60);
        proxy.publish();
        Wire client = proxy.client();
        client.write("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 20\r\n\r\n");
        Wire upstream = proxy.accepted(target);
        for (int i = 0; i < 19; ++i) {
            client.write("x");
            proxy.until([] { return false; }, base::Milliseconds(10));
        }
        QVERIFY(client.received().empty());
        client.write("x");
        QVERIFY(proxy.until([&] { return client.received().starts_with("HTTP/1.1 504"); }));
    }
};

QTEST_GUILESS_MAIN(TestLeaving)
#include "tst_leaving.moc"
