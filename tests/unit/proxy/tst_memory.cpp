// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/proxy/proxyfixture.h"

#include <QTest>

#include <malloc.h>

using namespace portolan;
using namespace portolan::proxy;

namespace {

constexpr std::size_t connections = 500;
// Session, stream, slot and what malloc adds. A sanitizer's own malloc tells nothing; then nothing is judged.
constexpr std::size_t mostPerConnection = 512;
const std::string answer = "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 2\r\n\r\nok";

std::size_t allocated() {
    return mallinfo2().uordblks;
}

}  // namespace

/// What connections hold on the heap while nothing happens on them.
class TestMemory : public QObject {
    Q_OBJECT

    /// One request on `client`, in the given pieces, answered over the one connection to the target.
    static bool exchange(ProxyFixture& proxy, Target& target, Wire& client, Wire& upstream,
                         const std::vector<std::string>& pieces) {
        for (const std::string& piece : pieces) {
            client.write(piece);
            proxy.turns(1);
        }
        if (!upstream.isOpen())
            upstream = proxy.accepted(target);
        const auto asked = [&] { return upstream.received().ends_with("\r\n\r\n"); };
        if (!proxy.until(asked))
            return false;
        upstream.take();
        upstream.write(answer);
        const bool answered = proxy.untilReceived(client, "ok");
        client.take();
        return answered;
    }

  private Q_SLOTS:
    void anIdleConnectionHoldsLittle_data() {
        QTest::addColumn<QStringList>("pieces");
        QTest::newRow("a request without a body")
            << QStringList{QStringLiteral("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")};
        QTest::newRow("a head in two pieces")
            << QStringList{QStringLiteral("GET / HTTP/1.1\r\nHo"), QStringLiteral("st: app.test\r\n\r\n")};
        QTest::newRow("a body in chunks") << QStringList{
            QStringLiteral("POST / HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n"),
            QStringLiteral("3\r\nabc\r\n0\r\n\r\n")};
    }

    void anIdleConnectionHoldsLittle() {
        QFETCH(const QStringList, pieces);
        std::vector<std::string> texts;
        for (const QString& piece : pieces)
            texts.push_back(piece.toStdString());
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        std::vector<Wire> clients(connections);
        Wire upstream;
        // The first connections make what all share.
        constexpr std::size_t first = 20;
        std::size_t before = 0;
        for (std::size_t i = 0; i < connections; ++i) {
            if (i == first)
                before = allocated();
            clients[i] = proxy.client();
            QVERIFY(exchange(proxy, target, clients[i], upstream, texts));
        }
        const std::size_t after = allocated();
        const std::size_t each = after > before ? (after - before) / (connections - first) : 0;
        qInfo("%zu bytes for each idle connection", each);
        QVERIFY(each <= mostPerConnection);
        QCOMPARE(proxy.server.connectionCount(), connections);
    }

    void whatConnectionsHeldIsGivenBack() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire upstream;
        const auto round = [&] {
            std::vector<Wire> clients(connections);
            for (Wire& client : clients) {
                client = proxy.client();
                if (!exchange(proxy, target, client, upstream, {"GET / HTTP/1.1\r\nHost: app.test\r\n\r\n"}))
                    return false;
            }
            clients.clear();
            return proxy.until([&] { return proxy.server.connectionCount() == 0; });
        };
        QVERIFY(round());
        const std::size_t before = allocated();
        QVERIFY(round());
        const std::size_t after = allocated();
        QVERIFY2(after <= before + 4096, "a second burst needs no more than the first left behind");
    }
};

QTEST_GUILESS_MAIN(TestMemory)
#include "tst_memory.moc"
