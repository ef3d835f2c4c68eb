// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/proxy/proxyfixture.h"

#include <QTest>

using namespace portolan;
using namespace portolan::proxy;

namespace {

constexpr std::size_t megabyte = 1024 * 1024;
constexpr std::size_t big = 100 * megabyte;
// What may pile up here: the high mark and one read, and what the kernel's two socket buffers take.
constexpr std::size_t mostHeldHere = 1 * megabyte;

}  // namespace

class TestFlow : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// 100 MiB down to a client that reads slowly: everything arrives, and little of it ever waits here.
    void streamsABigResponseToASlowReader() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        upstream.write("HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: " + std::to_string(big) + "\r\n\r\n");
        QVERIFY(proxy.untilReceived(client, "\r\n\r\n"));
        const std::string piece(megabyte, 'x');
        std::size_t sent = 0;
        std::size_t got = 0;
        std::size_t stalls = 0;
        for (int idle = 0; got < big && idle < 1000;) {
            const std::size_t before = sent + got;
            if (sent < big)
                sent += upstream.write(std::string_view(piece).substr(0, std::min(piece.size(), big - sent)));
            proxy.engine.turn(base::Milliseconds(0));
            // The reader stops for a while now and then, until everything in between is full.
            if (stalls++ % 64 > 8)
                got += client.sip(256 * 1024);
            idle = sent + got == before ? idle + 1 : 0;
            QVERIFY(proxy.heldBytes() <= mostHeldHere);
        }
        QCOMPARE(got, big);
        QCOMPARE(proxy.server.pool().idleCount(), std::size_t{1});
    }

    /// 100 MiB up to a target that reads slowly.
    void streamsABigRequestToASlowTarget() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: " + std::to_string(big) +
                     "\r\n\r\n");
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        const std::string piece(megabyte, 'y');
        std::size_t sent = 0;
        std::size_t got = 0;
        std::size_t stalls = 0;
        for (int idle = 0; got < big && idle < 1000;) {
            const std::size_t before = sent + got;
            if (sent < big)
                sent += client.write(std::string_view(piece).substr(0, std::min(piece.size(), big - sent)));
            proxy.engine.turn(base::Milliseconds(0));
            if (stalls++ % 64 > 8)
                got += upstream.sip(256 * 1024);
            idle = sent + got == before ? idle + 1 : 0;
            QVERIFY(proxy.heldBytes() <= mostHeldHere);
        }
        QCOMPARE(got, big);
        upstream.write("HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 2\r\n\r\nok");
        QVERIFY(proxy.untilReceived(client, "ok"));
    }

    /// Chunks both ways at once, as an echo does it.
    void echoesChunksBothWays() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write("POST / HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n");
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        upstream.take();
        upstream.write("HTTP/1.1 200 OK\r\nDate: D\r\nTransfer-Encoding: chunked\r\n\r\n");
        QVERIFY(proxy.untilReceived(client, "\r\n\r\n"));
        client.take();
        for (int i = 0; i < 20; ++i) {
            const std::string chunk = "4\r\nab" + std::to_string(10 + i) + "\r\n";
            client.write(chunk);
            QVERIFY(proxy.untilReceived(upstream, chunk));
            upstream.write(upstream.take());
            QVERIFY(proxy.untilReceived(client, chunk));
            client.take();
        }
        client.write("0\r\n\r\n");
        QVERIFY(proxy.untilReceived(upstream, "0\r\n\r\n"));
        upstream.write("0\r\n\r\n");
        QVERIFY(proxy.untilReceived(client, "0\r\n\r\n"));
        // The answer began before the request was complete, so the connection ends with it.
        QVERIFY(proxy.until([&] { return client.ended(); }));
    }

    void tunnelsAnAcceptedUpgrade() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write(
            "GET /ws HTTP/1.1\r\nHost: app.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        QVERIFY(upstream.take().find("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n") != std::string::npos);
        // Bytes of the new protocol may come together with the 101.
        upstream.write(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n\x81\x02hi");
        QVERIFY(proxy.untilReceived(client, "\x81\x02hi"));
        QCOMPARE(client.take(), std::string("HTTP/1.1 101 Switching Protocols\r\n"
                                            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
                                            "Connection: upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x02hi"));
        QCOMPARE(proxy.counters.openConnections.value(), std::uint64_t{1});
        client.write(
            "\x81\x84"
            "mask"
            "GET ");
        QVERIFY(proxy.untilReceived(upstream, "GET "));
        // Each half ends by itself.
        upstream.end();
        QVERIFY(proxy.until([&] { return client.ended(); }));
        client.write("last words");
        QVERIFY(proxy.untilReceived(upstream, "last words"));
        client.close();
        QVERIFY(proxy.until([&] { return proxy.server.connectionCount() == 0; }));
        QCOMPARE(proxy.counters.openConnections.value(), std::uint64_t{0});
    }

    void aTunnelHoldsBackASenderThatIsTooFast() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write(
            "GET /ws HTTP/1.1\r\nHost: app.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        upstream.write(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        QVERIFY(proxy.untilReceived(client, "\r\n\r\n"));
        client.take();
        const std::string piece(megabyte, 'z');
        std::size_t sent = 0;
        for (int idle = 0; idle < 50;) {
            const std::size_t done = upstream.write(piece);
            sent += done;
            proxy.engine.turn(base::Milliseconds(0));
            idle = done == 0 ? idle + 1 : 0;
            QVERIFY(proxy.heldBytes() <= mostHeldHere);
        }
        QVERIFY(proxy.until([&] {
            client.received();
            return client.received().size() == sent;
        }));
    }

    void anUpgradeThatIsNotAcceptedIsAnOrdinaryAnswer() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        client.write(
            "GET /ws HTTP/1.1\r\nHost: app.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        upstream.write(
            "HTTP/1.1 426 Upgrade Required\r\nDate: D\r\nConnection: Upgrade\r\nUpgrade: other\r\n"
            "Content-Length: 0\r\n\r\n");
        QVERIFY(proxy.untilReceived(client, "\r\n\r\n"));
        QVERIFY(client.received().starts_with("HTTP/1.1 426 "));
        QVERIFY(!client.ended());
    }

    /// A client that asks for much and reads nothing is no longer served, and nothing piles up.
    void aPipeliningClientThatDoesNotReadIsHeldBack() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire client = proxy.client();
        const std::string request = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
        const std::string body(100'000, 'b');
        const std::string answer = "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 100000\r\n\r\n" + body;
        std::string all;
        for (int i = 0; i < 200; ++i)
            all += request;
        client.write(all);
        Wire upstream = proxy.accepted(target);
        std::string waiting;
        std::size_t asked = 0;
        for (int i = 0; i < 3000; ++i) {
            proxy.engine.turn(base::Milliseconds(0));
            const std::size_t heads = upstream.take().size() > 0 ? 1 : 0;
            asked += heads;
            for (std::size_t k = 0; k < heads; ++k)
                waiting += answer;
            waiting.erase(0, upstream.write(waiting));
            QVERIFY(proxy.heldBytes() <= mostHeldHere);
        }
        QVERIFY(asked > 2 && asked < 200);
        std::size_t got = 0;
        const std::size_t wanted = 200 * (answer.size() + viaLine.size());
        QVERIFY(proxy.until(
            [&] {
                got += client.sip(megabyte);
                if (!upstream.take().empty())
                    waiting += answer;
                waiting.erase(0, upstream.write(waiting));
                return got == wanted;
            },
            base::Milliseconds(10'000)));
    }
};

QTEST_GUILESS_MAIN(TestFlow)
#include "tst_flow.moc"
