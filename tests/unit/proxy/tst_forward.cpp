// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/proxy/proxyfixture.h"

#include <QTest>

using namespace portolan;
using namespace portolan::proxy;

namespace {

constexpr std::string_view getRequest = "GET /a?b=c HTTP/1.1\r\nHost: app.test\r\n\r\n";
constexpr std::string_view okResponse = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

std::string statusOf(const std::string& response) {
    return response.substr(9, 3);
}

}  // namespace

class TestForward : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void writesTheRequestForTheUpstream_data() {
        QTest::addColumn<QByteArray>("in");
        QTest::addColumn<QByteArray>("out");
        const QByteArray forwarded =
            "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Port: PORT\r\n";
        const QByteArray host = "X-Forwarded-Host: app.test\r\nVia: 1.1 portolan-test\r\n";
        QTest::newRow("plain") << QByteArray("GET / HTTP/1.1\r\nHost: app.test\r\nUser-Agent: x\r\n\r\n")
                               << QByteArray("GET / HTTP/1.1\r\nHost: app.test\r\nUser-Agent: x\r\n" +
                                             forwarded + host + "\r\n");
        QTest::newRow("RFC 9110 7.6.1 hop-by-hop fields end here")
            << QByteArray(
                   "GET / HTTP/1.1\r\nHost: app.test\r\nConnection: keep-alive, X-Secret\r\nX-Secret: 1\r\n"
                   "Keep-Alive: timeout=9\r\nProxy-Connection: close\r\nProxy-Authorization: Basic x\r\n"
                   "Accept: a\r\n\r\n")
            << QByteArray("GET / HTTP/1.1\r\nHost: app.test\r\nAccept: a\r\n" + forwarded + host + "\r\n");
        QTest::newRow("client-sent forwarding and identity fields are replaced")
            << QByteArray(
                   "GET / HTTP/1.1\r\nHost: app.test\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Host: "
                   "evil\r\n"
                   "Forwarded: for=6.6.6.6\r\nX-Real-IP: 6.6.6.6\r\nportolan-peer: x\r\n"
                   "Tailscale-User-Login: root\r\nX-Other: kept\r\n\r\n")
            << QByteArray("GET / HTTP/1.1\r\nHost: app.test\r\nX-Other: kept\r\n" + forwarded + host +
                          "\r\n");
        QTest::newRow("RFC 9112 3.2.2 the absolute form replaces Host")
            << QByteArray("GET http://app.test/p HTTP/1.1\r\nHost: app.test\r\n\r\n")
            << QByteArray("GET /p HTTP/1.1\r\nHost: app.test\r\n" + forwarded + host + "\r\n");
        QTest::newRow("RFC 9110 10.1.4 TE trailers is said again for the next hop")
            << QByteArray("GET / HTTP/1.1\r\nHost: app.test\r\nConnection: TE\r\nTE: trailers, gzip\r\n\r\n")
            << QByteArray("GET / HTTP/1.1\r\nHost: app.test\r\n" + forwarded + host +
                          "Connection: TE\r\nTE: trailers\r\n\r\n");
        QTest::newRow("an upgrade passes")
            << QByteArray(
                   "GET / HTTP/1.1\r\nHost: app.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
            << QByteArray("GET / HTTP/1.1\r\nHost: app.test\r\n" + forwarded + host +
                          "Connection: upgrade\r\nUpgrade: websocket\r\n\r\n");
        QTest::newRow("RFC 9113 3.1 an upgrade to h2c does not")
            << QByteArray(
                   "GET / HTTP/1.1\r\nHost: app.test\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: "
                   "h2c\r\n"
                   "HTTP2-Settings: AAMAAABk\r\n\r\n")
            << QByteArray("GET / HTTP/1.1\r\nHost: app.test\r\n" + forwarded + host + "\r\n");
        QTest::newRow("HTTP/1.0 becomes 1.1")
            << QByteArray("GET / HTTP/1.0\r\nHost: App.Test:80\r\n\r\n")
            << QByteArray("GET / HTTP/1.1\r\nHost: App.Test:80\r\n" + forwarded +
                          "X-Forwarded-Host: App.Test:80\r\nVia: 1.0 portolan-test\r\n\r\n");
        QTest::newRow("a body with its length")
            << QByteArray("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\n\r\nabc")
            << QByteArray("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\n" + forwarded + host +
                          "\r\nabc");
        QTest::newRow("an empty body keeps its length")
            << QByteArray("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 0\r\n\r\n")
            << QByteArray("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 0\r\n" + forwarded + host +
                          "\r\n");
        QTest::newRow("RFC 9112 7.1 chunks are framed again, extensions dropped, trailers kept")
            << QByteArray(
                   "POST / HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n"
                   "2;x=y\r\nab\r\n3\r\ncde\r\n0\r\nX-Sum: 5\r\nHost: evil\r\n\r\n")
            << QByteArray("POST / HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n" + forwarded +
                          host + "\r\n5\r\nabcde\r\n0\r\nX-Sum: 5\r\n\r\n");
    }

    void writesTheRequestForTheUpstream() {
        QFETCH(QByteArray, in);
        QFETCH(QByteArray, out);
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write({in.data(), static_cast<std::size_t>(in.size())});
        Wire upstream = proxy.accepted(target);
        QVERIFY(upstream.isOpen());
        out.replace("PORT", QByteArray::number(proxy.http.port));
        proxy.until([&] { return upstream.received().size() >= static_cast<std::size_t>(out.size()); },
                    base::Milliseconds(500));
        QCOMPARE(QByteArray::fromStdString(upstream.received()), out);
    }

    void writesTheResponseForTheClient_data() {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("in");
        QTest::addColumn<QByteArray>("out");
        QTest::addColumn<bool>("closes");
        const QByteArray get = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
        const QByteArray oldGet = "GET / HTTP/1.0\r\nHost: app.test\r\n\r\n";
        const QByteArray head = "HEAD / HTTP/1.1\r\nHost: app.test\r\n\r\n";
        // The line of our own is left out here: it stands once behind what the target sent.
        const auto row = [](const char* name, const QByteArray& request, const char* in, const char* out,
                            bool closes) {
            QTest::newRow(name) << request << QByteArray(in) << QByteArray(out) << closes;
        };
        row("a length", get, "HTTP/1.1 200 OK\r\nDate: D\r\nServer: s\r\nContent-Length: 2\r\n\r\nhi",
            "HTTP/1.1 200 OK\r\nDate: D\r\nServer: s\r\nContent-Length: 2\r\n\r\nhi", false);
        row("hop-by-hop fields and HSTS end here", get,
            "HTTP/1.1 200 OK\r\nDate: D\r\nConnection: close, X-Mine\r\nX-Mine: 1\r\nKeep-Alive: "
            "timeout=5\r\n"
            "Strict-Transport-Security: max-age=1\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 0\r\n\r\n", false);
        row("RFC 9112 7.1 chunks that came together leave as one", get,
            "HTTP/1.1 200 OK\r\nDate: D\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\nX-T: "
            "1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nDate: D\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n",
            false);
        row("chunks for HTTP/1.0 end with the connection", oldGet,
            "HTTP/1.1 200 OK\r\nDate: D\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nDate: D\r\nConnection: close\r\n\r\nabc", true);
        row("HTTP/1.0 that keeps alive is told so",
            "GET / HTTP/1.0\r\nHost: app.test\r\nConnection: keep-alive\r\n\r\n",
            "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 1\r\n\r\nx",
            "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 1\r\nConnection: keep-alive\r\n\r\nx", false);
        row("RFC 9110 9.3.2 HEAD keeps the length and has no body", head,
            "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 500\r\n\r\n",
            "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 500\r\n\r\n", false);
        row("RFC 9110 15.3.5 204", get, "HTTP/1.1 204 No Content\r\nDate: D\r\n\r\n",
            "HTTP/1.1 204 No Content\r\nDate: D\r\n\r\n", false);
        row("RFC 9110 15.4.5 304 keeps the length", get,
            "HTTP/1.1 304 Not Modified\r\nDate: D\r\nContent-Length: 9\r\n\r\n",
            "HTTP/1.1 304 Not Modified\r\nDate: D\r\nContent-Length: 9\r\n\r\n", false);
        row("RFC 9110 15.2 interim responses pass", get,
            "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: "
            "0\r\n\r\n",
            "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: "
            "0\r\n\r\n",
            false);
        row("interim responses are not for HTTP/1.0", oldGet,
            "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", true);
        row("RFC 9112 9.6 a client that closes is obeyed",
            "GET / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n",
            "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", true);
    }

    void writesTheResponseForTheClient() {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, in);
        QFETCH(QByteArray, out);
        QFETCH(bool, closes);
        // Whole, and byte by byte.
        for (const bool slowly : {false, true}) {
            ProxyFixture proxy;
            Target target;
            proxy.addRoute("app.test", {target.address()});
            Wire client = proxy.client();
            client.write({request.data(), static_cast<std::size_t>(request.size())});
            Wire upstream = proxy.accepted(target);
            QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
            const std::size_t step = slowly ? 1 : static_cast<std::size_t>(in.size());
            for (std::size_t at = 0; at < static_cast<std::size_t>(in.size()); at += step) {
                upstream.write({in.data() + at, step});
                proxy.engine.turn(base::Milliseconds(100));
            }
            if (slowly && in.contains("chunked") && !closes) {
                QVERIFY(proxy.untilReceived(client, "0\r\nX-T: 1\r\n\r\n"));
            } else {
                const std::size_t whole = static_cast<std::size_t>(out.size()) + viaLine.size();
                proxy.until([&] { return client.received().size() >= whole; }, base::Milliseconds(500));
                QCOMPARE(QByteArray::fromStdString(withoutVia(client.received())), out);
            }
            QCOMPARE(proxy.until([&] { return client.ended(); }, base::Milliseconds(closes ? 1000 : 10)),
                     closes);
        }
    }

    void aBodyUntilCloseBecomesChunks() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write(getRequest);
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        upstream.write("HTTP/1.0 200 OK\r\nDate: D\r\n\r\nabc");
        QVERIFY(proxy.untilReceived(client, "3\r\nabc\r\n"));
        upstream.write("defg");
        QVERIFY(proxy.untilReceived(client, "4\r\ndefg\r\n"));
        upstream.close();
        QVERIFY(proxy.untilReceived(client, "0\r\n\r\n"));
        QVERIFY(!client.ended());
        QCOMPARE(proxy.server.pool().idleCount(), std::size_t{0});
    }

    void usesBothConnectionsAgain() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        Wire upstream;
        for (int i = 0; i < 5; ++i) {
            client.write(getRequest);
            if (i == 0)
                upstream = proxy.accepted(target);
            QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
            upstream.take();
            upstream.write(okResponse);
            QVERIFY(proxy.untilReceived(client, "\r\n\r\nhi"));
            client.take();
        }
        QVERIFY(!target.accept().isOpen());
        QCOMPARE(proxy.server.pool().idleCount(), std::size_t{1});
        QCOMPARE(proxy.counters.requests.value(), std::uint64_t{5});
        QCOMPARE(proxy.counters.responsesByClass[2].value(), std::uint64_t{5});
        QCOMPARE(proxy.counters.connections.value(), std::uint64_t{1});
    }

    void answersPipelinedRequestsInOrder() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        std::string requests;
        for (int i = 0; i < 5; ++i)
            requests +=
                "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: app.test\r\nContent-Length: 2\r\n\r\nxy";
        // In pieces, so that a head is cut in two.
        client.write(std::string_view(requests).substr(0, 100));
        Wire upstream = proxy.accepted(target);
        client.write(std::string_view(requests).substr(100));
        for (int i = 0; i < 5; ++i) {
            QVERIFY(proxy.untilReceived(upstream, "\r\n\r\nxy"));
            QVERIFY(upstream.take().starts_with("POST /" + std::to_string(i) + " "));
            upstream.write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + std::to_string(i));
            QVERIFY(proxy.untilReceived(client, "\r\n\r\n" + std::to_string(i)));
        }
    }

    void triesAStaleConnectionOnceMore() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write(getRequest);
        Wire first = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(first, "\r\n\r\n"));
        first.write(okResponse);
        QVERIFY(proxy.untilReceived(client, "hi"));
        client.take();
        // The target closes while the next request is on its way.
        client.write(getRequest);
        QVERIFY(proxy.until([&] { return first.received().size() > 250; }));
        first.close();
        Wire second = proxy.accepted(target);
        QVERIFY(second.isOpen());
        QVERIFY(proxy.untilReceived(second, "\r\n\r\n"));
        QVERIFY(second.received().starts_with("GET /a?b=c HTTP/1.1\r\nHost: app.test\r\n"));
        second.write(okResponse);
        QVERIFY(proxy.untilReceived(client, "hi"));
        // But once only.
        client.take();
        client.write(getRequest);
        QVERIFY(proxy.until([&] { return second.received().size() > 250; }));
        second.close();
        Wire third = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(third, "\r\n\r\n"));
        third.close();
        QVERIFY(proxy.until([&] { return client.received().find("\r\n\r\n") != std::string::npos; }));
        QCOMPARE(statusOf(client.received()), std::string("502"));
    }

    void anIdleConnectionThatEndsIsNotUsedAgain() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write(getRequest);
        Wire first = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(first, "\r\n\r\n"));
        first.write(okResponse);
        QVERIFY(proxy.untilReceived(client, "hi"));
        first.close();
        QVERIFY(proxy.until([&] { return proxy.server.pool().idleCount() == 0; }));
        client.take();
        client.write("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 1\r\n\r\nx");
        Wire second = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(second, "\r\n\r\nx"));
    }

    void doesNotRepeatWhatMayHaveBeenDone() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 0\r\n\r\n");
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        upstream.close();
        QVERIFY(proxy.until([&] { return !client.received().empty(); }));
        QCOMPARE(statusOf(client.received()), std::string("502"));
        QVERIFY(!target.accept().isOpen());
    }

    void keepsAConnectionNoLongerThanTheTargetSays() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write(getRequest);
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        upstream.write("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nhi");
        QVERIFY(proxy.untilReceived(client, "hi"));
        QCOMPARE(proxy.server.pool().idleCount(), std::size_t{0});
    }

    void saysWhyThereIsNoAnswer_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QByteArray>("status");
        QTest::newRow("garbage") << QByteArray("\x16\x03\x01\x02\x00 not http\r\n\r\n") << QByteArray("502");
        QTest::newRow("cut inside the head")
            << QByteArray("HTTP/1.1 200 OK\r\nContent-Le") << QByteArray("502");
        QTest::newRow("nothing, twice") << QByteArray() << QByteArray("502");
        QTest::newRow("RFC 9112 6.3 two lengths")
            << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx")
            << QByteArray("502");
        QTest::newRow("RFC 9110 15.2.2 a switch nobody asked for")
            << QByteArray("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n")
            << QByteArray("502");
    }

    void saysWhyThereIsNoAnswer() {
        QFETCH(QByteArray, answer);
        QFETCH(QByteArray, status);
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write(getRequest);
        for (int attempt = 0; attempt < 2 && client.received().empty(); ++attempt) {
            Wire upstream = proxy.accepted(target);
            if (!upstream.isOpen())
                break;
            QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
            upstream.write({answer.data(), static_cast<std::size_t>(answer.size())});
            proxy.turns(3);
            upstream.close();
            proxy.until([&] { return !client.received().empty(); }, base::Milliseconds(20));
        }
        QVERIFY(proxy.until([&] { return !client.received().empty(); }));
        QCOMPARE(QByteArray::fromStdString(statusOf(client.received())), status);
        QVERIFY(client.received().find("Retry-After: 5\r\n") != std::string::npos);
        QVERIFY(client.received().find(std::to_string(target.address().port)) == std::string::npos);
        QCOMPARE(proxy.counters.failures.value(), std::uint64_t{1});
        // The connection of the client lives on.
        client.take();
        client.write("GET / HTTP/1.1\r\nHost: nobody.test\r\n\r\n");
        QVERIFY(proxy.until([&] { return client.received().starts_with("HTTP/1.1 404"); }));
    }

    void nothingListens() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        target.close();
        Wire client = proxy.client();
        client.write(getRequest);
        QVERIFY(proxy.until([&] { return !client.received().empty(); }));
        QCOMPARE(statusOf(client.received()), std::string("502"));
        QVERIFY(client.received().find("nothing listens") != std::string::npos);
    }

    void nobodyAnswersTheConnect() {
        ProxyFixture proxy;
        Target target(0);
        proxy.addRoute("app.test", {target.address()});
        std::vector<Wire> fillers;
        for (int i = 0; i < 2; ++i) {
            fillers.push_back(proxy.client());
            fillers.back().write(getRequest);
            proxy.turns(3);
        }
        Wire client = proxy.client();
        client.write(getRequest);
        QVERIFY(proxy.until([&] { return !client.received().empty(); }));
        QCOMPARE(statusOf(client.received()), std::string("504"));
    }

    void theTargetTakesTooLong() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()})->policy.responseHeadTimeout = base::Milliseconds(50);
        proxy.publish();
        Wire client = proxy.client();
        client.write(getRequest);
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.until([&] { return !client.received().empty(); }));
        QCOMPARE(statusOf(client.received()), std::string("504"));
        QVERIFY(proxy.until([&] { return upstream.ended(); }));
    }

    void silenceAfterTheHeadIsNoFault() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()})->policy.responseHeadTimeout = base::Milliseconds(30);
        proxy.publish();
        Wire client = proxy.client();
        client.write(getRequest);
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        upstream.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nh");
        QVERIFY(!proxy.until([&] { return client.ended(); }, base::Milliseconds(100)));
        upstream.write("i");
        QVERIFY(proxy.untilReceived(client, "hi"));
    }

    void aResponseThatIsCutIsCutForTheClientToo() {
        for (const std::string_view head : {"Content-Length: 10", "Transfer-Encoding: chunked"}) {
            ProxyFixture proxy;
            Target target;
            proxy.addRoute("app.test", {target.address()});
            Wire client = proxy.client();
            client.write(getRequest);
            Wire upstream = proxy.accepted(target);
            QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
            upstream.write("HTTP/1.1 200 OK\r\n" + std::string(head) + "\r\n\r\n3\r\nab");
            QVERIFY(proxy.until([&] { return !client.received().empty(); }));
            upstream.close();
            QVERIFY(proxy.until([&] { return client.ended(); }));
            QVERIFY(!client.received().ends_with("0\r\n\r\n"));
            QCOMPARE(proxy.server.connectionCount(), std::size_t{0});
        }
    }

    void aClientThatLeavesCancelsAtOnce_data() {
        QTest::addColumn<bool>("answerBegun");
        QTest::addColumn<bool>("reset");
        QTest::newRow("waiting, close") << false << false;
        QTest::newRow("waiting, reset") << false << true;
        QTest::newRow("in the answer, close") << true << false;
        QTest::newRow("in the answer, reset") << true << true;
    }

    void aClientThatLeavesCancelsAtOnce() {
        QFETCH(bool, answerBegun);
        QFETCH(bool, reset);
        ProxyFixture proxy({.halfClose = base::Milliseconds(0), .halfCloseAnswering = base::Milliseconds(0)});
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write(getRequest);
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        if (answerBegun) {
            upstream.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nab");
            QVERIFY(proxy.untilReceived(client, "ab"));
        }
        if (reset)
            client.reset();
        else
            client.close();
        proxy.engine.turn(base::Milliseconds(1000));
        QVERIFY(upstream.wasReset());
        QCOMPARE(proxy.server.connectionCount(), std::size_t{0});
    }

    void passesOnTheRefusalOfABodyBeforeItIsSent() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 1000000\r\n\r\nstart");
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "start"));
        upstream.write("HTTP/1.1 413 Too Large\r\nDate: D\r\nContent-Length: 2\r\n\r\nno");
        upstream.close();
        QVERIFY(proxy.untilReceived(client, "no"));
        QCOMPARE(
            withoutVia(client.received()),
            std::string(
                "HTTP/1.1 413 Too Large\r\nDate: D\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno"));
        QVERIFY(proxy.until([&] { return client.ended(); }));
    }

    void sendsAHeadToAKeptUpstreamBeforeItsBodyComes() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write(getRequest);
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        upstream.write(okResponse);
        QVERIFY(proxy.untilReceived(client, "hi"));
        client.write("PUT / HTTP/1.1\r\nHost: app.test\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
        QVERIFY(proxy.until([&] { return upstream.received().find("PUT / ") != std::string::npos; }));
        upstream.write("HTTP/1.1 100 Continue\r\n\r\n");
        QVERIFY(proxy.untilReceived(client, "HTTP/1.1 100 Continue\r\n\r\n"));
        client.write("body");
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\nbody"));
    }

    void passesOnExpectAndTheContinue() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write("PUT / HTTP/1.1\r\nHost: app.test\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        QVERIFY(upstream.received().find("Expect: 100-continue\r\n") != std::string::npos);
        upstream.write("HTTP/1.1 100 Continue\r\n\r\n");
        QVERIFY(proxy.untilReceived(client, "HTTP/1.1 100 Continue\r\n\r\n"));
        client.write("body");
        QVERIFY(proxy.untilReceived(upstream, "body"));
        upstream.write(okResponse);
        QVERIFY(proxy.untilReceived(client, "hi"));
    }

    void brokenChunksOfTheClientAreRefused() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write("POST / HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n");
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "ab\r\n"));
        client.write("zz\r\n");
        QVERIFY(proxy.until([&] { return client.ended(); }));
        QCOMPARE(statusOf(client.received()), std::string("400"));
        QVERIFY(proxy.until([&] { return upstream.wasReset(); }));
        QVERIFY(!upstream.received().ends_with("0\r\n\r\n"));
    }

    void aTargetThatRefusesIsPassedOver() {
        ProxyFixture proxy;
        Target good;
        Target bad;
        proxy.addRoute("app.test", {bad.address(), good.address()});
        bad.close();
        for (int i = 0; i < 4; ++i) {
            Wire client = proxy.client();
            client.write(
                "POST / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody");
            Wire upstream = proxy.accepted(good);
            QVERIFY(proxy.untilReceived(upstream, "\r\n\r\nbody"));
            upstream.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            QVERIFY(proxy.until([&] { return client.ended(); }));
            QCOMPARE(statusOf(client.received()), std::string("200"));
        }
    }

    void neverConnectsToItself() {
        ProxyFixture proxy;
        proxy.addRoute("app.test", {proxy.http});
        Wire client = proxy.client();
        client.write(getRequest);
        QVERIFY(proxy.until([&] { return !client.received().empty(); }));
        QCOMPARE(statusOf(client.received()), std::string("502"));
        QCOMPARE(proxy.counters.connections.value(), std::uint64_t{1});
    }

    void aRemovedRouteFinishesWhatRuns() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write(getRequest);
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        proxy.removeRoute("app.test");
        upstream.write(okResponse);
        QVERIFY(proxy.untilReceived(client, "hi"));
        client.take();
        client.write(getRequest);
        QVERIFY(proxy.until([&] { return client.received().starts_with("HTTP/1.1 404"); }));
    }
};

QTEST_GUILESS_MAIN(TestForward)
#include "tst_forward.moc"
