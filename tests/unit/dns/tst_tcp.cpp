// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// DNS over TCP with real sockets on loopback.
#include "tests/unit/dns/listenerbench.h"

#include <QObject>
#include <QTest>

using namespace portolan;
using namespace portolan::tests;
using dnswire::Message;
using dnswire::Rcode;
using dnswire::RrType;

class TestTcp : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void tcpAcceptsAnySplit();
    void tcpAnswersPipelinedQueriesInOrder();
    void tcpWaitsForASlowReader();
    void tcpAnswersAfterTheClientHasEnded();
    void tcpClosesIdleConnections();
    void tcpMakesRoomForNewConnections();
    void tcpGivesEachAddressItsShare();
    void tcpCountsOverAllListeners();
    void tcpRefusesWhereItCannotMakeRoom();
    void tcpCutsWhoDoesNotReadToMakeRoom();
    void tcpIgnoresEmptyMessages();
};

void TestTcp::tcpAcceptsAnySplit() {
    ListenerBench bench;
    const std::string stream = framed(queryWithId(1)) + framed(queryWithId(2, "nope.internal.example"));
    for (std::size_t split = 0; split <= stream.size(); ++split) {
        Client client(SOCK_STREAM, bench.local);
        client.send(stream.substr(0, split));
        bench.turn();
        client.send(stream.substr(split));
        bench.turn();
        std::string bytes = client.receive().value_or("");
        const auto replies = unframe(bytes);
        QCOMPARE(replies.size(), std::size_t{2});
        QVERIFY(bytes.empty());
        QCOMPARE(replies[0].id, std::uint16_t{1});
        QCOMPARE(replies[1].rcode, Rcode::NxDomain);
    }
    Client slow(SOCK_STREAM, bench.local);
    for (const char c : stream) {
        slow.send({&c, 1});
        bench.turn();
    }
    std::string bytes = slow.receive().value_or("");
    QCOMPARE(unframe(bytes).size(), std::size_t{2});
}

void TestTcp::tcpAnswersPipelinedQueriesInOrder() {
    ListenerBench bench;
    Client client(SOCK_STREAM, bench.local);
    std::string stream;
    constexpr std::uint16_t count = 500;
    for (std::uint16_t id = 0; id < count; ++id)
        stream +=
            framed(id % 5 == 0 ? queryWithId(id, "huge.internal.example", RrType::Aaaa) : queryWithId(id));
    std::string bytes;
    std::vector<Message> replies;
    QVERIFY(bench.turnUntil([&] {
        stream.erase(0, client.send(stream));
        bytes += client.receive().value_or("");
        for (Message& message : unframe(bytes))
            replies.push_back(std::move(message));
        return replies.size() >= count;
    }));
    for (std::uint16_t id = 0; id < count; ++id) {
        QCOMPARE(replies[id].id, id);
        QCOMPARE(replies[id].answer.size(), std::size_t{id % 5 == 0 ? 200u : 1u});
    }
    QCOMPARE(bench.counters.ofWorker(0).queriesTcp.value(), std::uint64_t{count});
}

void TestTcp::tcpWaitsForASlowReader() {
    ListenerBench bench;
    Client client(SOCK_STREAM, bench.local);
    // 28 MB of replies, which no socket buffer takes.
    constexpr std::size_t count = 5000;
    std::string stream;
    for (std::size_t i = 0; i < count; ++i)
        stream += framed(queryWithId(static_cast<std::uint16_t>(i), "huge.internal.example", RrType::Aaaa));
    for (int quiet = 0; quiet < 20; ++quiet) {
        const std::size_t sent = client.send(stream);
        stream.erase(0, sent);
        if (sent > 0)
            quiet = 0;
        bench.turn();
    }
    const std::uint64_t before = bench.counters.ofWorker(0).queriesTcp.value();
    QVERIFY(before > 0 && before < count / 2);
    // Only the frames and their ids are looked at: to decode a million records is not what is waited for.
    std::string bytes;
    std::size_t replies = 0;
    bool inOrder = true;
    QVERIFY(bench.turnUntil([&] {
        stream.erase(0, client.send(stream));
        bytes += client.receive().value_or("");
        std::size_t at = 0;
        for (base::ByteView rest = base::asBytes(bytes); rest.size() >= 4;
             rest = base::asBytes(bytes).subspan(at)) {
            const std::size_t size = 2 + dnswire::loadU16(rest.data());
            if (rest.size() < size)
                break;
            inOrder = inOrder && dnswire::loadU16(rest.data() + 2) == static_cast<std::uint16_t>(replies);
            ++replies;
            at += size;
        }
        bytes.erase(0, at);
        return replies >= count;
    }));
    QVERIFY(inOrder);
    QCOMPARE(replies, count);
}

void TestTcp::tcpAnswersAfterTheClientHasEnded() {
    ListenerBench bench;
    Client client(SOCK_STREAM, bench.local);
    client.send(framed(queryWithId(3)));
    client.endSending();
    bench.turn();
    std::string bytes = client.receive().value_or("");
    QCOMPARE(unframe(bytes).size(), std::size_t{1});
    QVERIFY(bench.turnUntil([&] { return !client.receive(); }));
    QCOMPARE(bench.server.connectionCount(), std::size_t{0});
}

void TestTcp::tcpClosesIdleConnections() {
    ListenerBench bench("127.0.0.1", {.idle = std::chrono::milliseconds(30)});
    Client silent(SOCK_STREAM, bench.local);
    Client dripping(SOCK_STREAM, bench.local);
    bench.turn();
    QCOMPARE(bench.server.connectionCount(), std::size_t{2});
    const std::string query = framed(queryWithId(1));
    // A client that sends a byte now and then and never a whole query is idle too.
    std::size_t next = 0;
    QVERIFY(bench.turnUntil([&] {
        if (next + 1 < query.size())
            dripping.send(query.substr(next++, 1));
        return bench.server.connectionCount() == 0;
    }));
    QVERIFY(bench.turnUntil([&] { return !silent.receive() && !dripping.receive(); }));
}

void TestTcp::tcpMakesRoomForNewConnections() {
    ListenerBench bench("127.0.0.1", {.connections = 3});
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(std::make_unique<Client>(SOCK_STREAM, bench.local));
        bench.turn();
    }
    // The first becomes the most recent one.
    bench.tick();
    clients[0]->send(framed(queryWithId(1)));
    clients[2]->send(framed(queryWithId(1)));
    bench.turn();
    clients.push_back(std::make_unique<Client>(SOCK_STREAM, bench.local));
    QVERIFY(bench.turnUntil([&] { return !clients[1]->receive(); }));
    QCOMPARE(bench.server.connectionCount(), std::size_t{3});
    clients[3]->send(framed(queryWithId(4)));
    bench.turn();
    std::string bytes = clients[3]->receive().value_or("");
    QCOMPARE(unframe(bytes).size(), std::size_t{1});
    QCOMPARE(bench.count(live::Defence::TcpAccepted), std::uint64_t{4});
    QCOMPARE(bench.count(live::Defence::TcpOpen), std::uint64_t{3});
    QCOMPARE(bench.count(live::Defence::TcpDisplaced), std::uint64_t{1});
}

/// RFC 7766 section 6.2.2: a client that takes more than it should pays for that itself.
void TestTcp::tcpGivesEachAddressItsShare() {
    ListenerBench bench("127.0.0.1", {.connections = 10, .connectionsPerAddress = 2});
    Client calm(SOCK_STREAM, bench.local, "127.0.0.9");
    bench.turn();
    bench.tick();
    std::vector<std::unique_ptr<Client>> greedy;
    for (int i = 0; i < 5; ++i) {
        greedy.push_back(std::make_unique<Client>(SOCK_STREAM, bench.local));
        bench.turn();
        bench.tick();
    }
    QCOMPARE(bench.server.connectionCount(), std::size_t{3});
    QVERIFY(bench.turnUntil(
        [&] { return !greedy[0]->receive() && !greedy[1]->receive() && !greedy[2]->receive(); }));
    // The one idle the longest of all is another's, and still there.
    for (Client* client : {&calm, greedy[3].get(), greedy[4].get()}) {
        client->send(framed(queryWithId(1)));
        bench.turn();
        std::string bytes = client->receive().value_or("");
        QCOMPARE(unframe(bytes).size(), std::size_t{1});
    }
}

void TestTcp::tcpCountsOverAllListeners() {
    ListenerBench bench("127.0.0.1", {.connections = 2});
    const base::SocketAddress second = bench.listen("127.0.0.2");
    Client first(SOCK_STREAM, bench.local, "127.0.0.7");
    bench.turn();
    bench.tick();
    Client other(SOCK_STREAM, second, "127.0.0.8");
    bench.turn();
    bench.tick();
    Client third(SOCK_STREAM, second, "127.0.0.9");
    QVERIFY(bench.turnUntil([&] { return !first.receive(); }));
    QCOMPARE(bench.server.connectionCount(), std::size_t{2});
    // A listener takes only its own along.
    bench.server.closeTcp(second);
    QVERIFY(bench.turnUntil([&] { return !other.receive() && !third.receive(); }));
    QCOMPARE(bench.count(live::Defence::TcpOpen), std::uint64_t{0});
    QCOMPARE(bench.defences.connections.open(), std::size_t{0});
}

/// What other workers hold cannot be closed from here.
void TestTcp::tcpRefusesWhereItCannotMakeRoom() {
    ListenerBench bench("127.0.0.1", {.connections = 1});
    QVERIFY(bench.defences.connections.enter(ipAddress("10.0.0.1")));
    Client client(SOCK_STREAM, bench.local);
    QVERIFY(bench.turnUntil([&] { return !client.receive(); }));
    QCOMPARE(bench.count(live::Defence::TcpRefused), std::uint64_t{1});
    QCOMPARE(bench.count(live::Defence::TcpAccepted), std::uint64_t{0});
    bench.defences.connections.leave(ipAddress("10.0.0.1"));
    Client next(SOCK_STREAM, bench.local);
    next.send(framed(queryWithId(1)));
    bench.turn();
    std::string bytes = next.receive().value_or("");
    QCOMPARE(unframe(bytes).size(), std::size_t{1});
}

/// A client that takes nothing must not keep a descriptor beyond its connection.
void TestTcp::tcpCutsWhoDoesNotReadToMakeRoom() {
    ListenerBench bench("127.0.0.1", {.connections = 1});
    Client deaf(SOCK_STREAM, bench.local);
    std::string stream;
    for (std::uint16_t id = 0; id < 5000; ++id)
        stream += framed(queryWithId(id, "huge.internal.example", RrType::Aaaa));
    for (int quiet = 0; quiet < 20; ++quiet) {
        const std::size_t sent = deaf.send(stream);
        stream.erase(0, sent);
        if (sent > 0)
            quiet = 0;
        bench.turn();
    }
    QVERIFY(bench.engine.unsentBytes() > 0);
    Client next(SOCK_STREAM, bench.local);
    next.send(framed(queryWithId(1)));
    bench.turn();
    QCOMPARE(bench.engine.streamCount(), std::size_t{1});
    std::string bytes = next.receive().value_or("");
    QCOMPARE(unframe(bytes).size(), std::size_t{1});
}

void TestTcp::tcpIgnoresEmptyMessages() {
    ListenerBench bench;
    Client client(SOCK_STREAM, bench.local);
    client.send(std::string(4, '\0') + framed("short") + framed(queryWithId(5)));
    bench.turn();
    std::string bytes = client.receive().value_or("");
    const auto replies = unframe(bytes);
    QCOMPARE(replies.size(), std::size_t{1});
    QCOMPARE(replies[0].id, std::uint16_t{5});
}

QTEST_GUILESS_MAIN(TestTcp)
#include "tst_tcp.moc"
