// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The listeners with real sockets on loopback: UDP, what all of them share, and real clients (dig, kdig),
// which alone get a worker thread.
#include "backend/net/worker.h"
#include "tests/unit/dns/listenerbench.h"

#include <QObject>
#include <QStandardPaths>
#include <QTest>

#include <array>
#include <cstdio>
#include <set>

using namespace portolan;
using namespace portolan::tests;
using dnswire::Message;
using dnswire::Rcode;
using dnswire::RrType;

namespace {

/// What a command prints. Not by QProcess, whose vfork() makes ThreadSanitizer forget what orders the
/// threads.
QString run(const QString& command) {
    std::FILE* const pipe = ::popen(qPrintable(command), "r");
    if (!pipe)
        return {};
    QByteArray output;
    std::array<char, 4096> part;
    while (const std::size_t size = std::fread(part.data(), 1, part.size(), pipe))
        output.append(part.data(), static_cast<qsizetype>(size));
    ::pclose(pipe);
    return QString::fromUtf8(output);
}

}  // namespace

class TestListeners : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void udpAnswersAndCounts();
    void udpAnswersBursts_data();
    void udpAnswersBursts();
    void udpRepliesFromTheAskedAddress_data();
    void udpRepliesFromTheAskedAddress();
    void udpStaysSilentToResponses();
    void querySentAfterPublishSeesTheChange();
    void nothingPublishedNothingSaid();
    void udpIsLimitedByNetworkAndTcpIsNot();
    void aCookieIsGoodOnTheSecondQuery();
    void extendedCodesAreCountedAsSuch();
    void closeEndsEverything();
    void realClientsUnderstand_data();
    void realClientsUnderstand();
};

void TestListeners::udpAnswersAndCounts() {
    ListenerBench bench;
    Client client(SOCK_DGRAM, bench.local);
    client.send(queryWithId(7));
    client.send(queryWithId(8, "nope.internal.example"));
    client.send(std::string("garbage"));
    bench.turn();
    const auto first = client.receive();
    const auto message = dnswire::parseMessage(base::asBytes(*first));
    QVERIFY(message);
    QCOMPARE(message->id, std::uint16_t{7});
    QCOMPARE(describe(message->answer), std::string("llm.internal.example 60 A 100.1.1.1"));
    QCOMPARE(dnswire::parseMessage(base::asBytes(*client.receive()))->rcode, Rcode::NxDomain);
    QCOMPARE(client.receive(), std::optional<std::string>(""));
    const auto& counters = bench.counters.ofWorker(0);
    QCOMPARE(counters.queriesUdp.value(), std::uint64_t{3});
    QCOMPARE(counters.queriesTcp.value(), std::uint64_t{0});
    QCOMPARE(counters.responsesByRcode[0].value(), std::uint64_t{1});
    QCOMPARE(counters.responsesByRcode[3].value(), std::uint64_t{1});
    QCOMPARE(counters.queriesDropped.value(), std::uint64_t{1});
}

void TestListeners::udpAnswersBursts_data() {
    QTest::addColumn<int>("count");
    for (const int count : {1, 7, 8, 64, 65, 150})
        QTest::addRow("%d at a time", count) << count;
}

void TestListeners::udpAnswersBursts() {
    QFETCH(int, count);
    ListenerBench bench;
    Client one(SOCK_DGRAM, bench.local);
    Client other(SOCK_DGRAM, bench.local);
    for (int burst = 0; burst < 3; ++burst) {
        for (std::uint16_t id = 0; id < count; ++id)
            (id % 2 == 0 ? one : other).send(id % 7 == 6 ? std::string("tiny") : queryWithId(id));
        bench.turn();
        std::set<std::uint16_t> seen;
        for (Client* client : {&one, &other})
            for (std::string bytes = *client->receive(); !bytes.empty(); bytes = *client->receive()) {
                const auto message = dnswire::parseMessage(base::asBytes(bytes));
                QVERIFY(message);
                QCOMPARE(message->id % 2 == 0, client == &one);
                QCOMPARE(message->answer.size(), std::size_t{1});
                seen.insert(message->id);
            }
        QCOMPARE(static_cast<int>(seen.size()), count - count / 7);
    }
}

void TestListeners::udpRepliesFromTheAskedAddress_data() {
    QTest::addColumn<QString>("bound");
    QTest::addColumn<QString>("asked");
    QTest::newRow("bound to the address") << QStringLiteral("127.0.0.1") << QStringLiteral("127.0.0.1");
    QTest::newRow("ip(7) IP_PKTINFO: bound to all")
        << QStringLiteral("0.0.0.0") << QStringLiteral("127.0.0.77");
    QTest::newRow("ip(7) IP_PKTINFO: bound to all, the first address")
        << QStringLiteral("0.0.0.0") << QStringLiteral("127.0.0.1");
    QTest::newRow("IPv6") << QStringLiteral("::1") << QStringLiteral("::1");
    QTest::newRow("RFC 3542 6.2: IPv6, bound to all") << QStringLiteral("::") << QStringLiteral("::1");
}

void TestListeners::udpRepliesFromTheAskedAddress() {
    QFETCH(QString, bound);
    QFETCH(QString, asked);
    const auto address = ipAddress(asked.toStdString());
    if (!address.isV4() && !net::bindSockets(net::Transport::Udp, {address, 0}, 1).ok())
        QSKIP("this machine has no IPv6 loopback");
    ListenerBench bench(bound.toLatin1().constData());
    // A connected socket takes datagrams from the address it asked only.
    Client client(SOCK_DGRAM, {address, bench.local.port});
    client.send(queryWithId(9));
    bench.turn();
    const auto bytes = client.receive();
    QVERIFY(bytes && !bytes->empty());
    QCOMPARE(dnswire::parseMessage(base::asBytes(*bytes))->id, std::uint16_t{9});
}

void TestListeners::udpStaysSilentToResponses() {
    ListenerBench bench;
    Client client(SOCK_DGRAM, bench.local);
    std::string response = queryWithId(1);
    response[2] = static_cast<char>(0x80);
    client.send(response);
    bench.turn();
    QCOMPARE(client.receive(), std::optional<std::string>(""));
    QCOMPARE(bench.counters.ofWorker(0).queriesDropped.value(), std::uint64_t{1});
}

void TestListeners::querySentAfterPublishSeesTheChange() {
    ListenerBench bench;
    Client udp(SOCK_DGRAM, bench.local);
    Client tcp(SOCK_STREAM, bench.local);
    for (int i = 0; i < 50; ++i) {
        const std::string name = "s" + std::to_string(i) + ".internal.example";
        bench.snapshots.publish(catalogWith(name));
        udp.send(queryWithId(1, name.c_str()));
        tcp.send(framed(queryWithId(2, name.c_str())));
        bench.turn();
        QCOMPARE(dnswire::parseMessage(base::asBytes(*udp.receive()))->answer.size(), std::size_t{1});
        std::string stream = *tcp.receive();
        const auto replies = unframe(stream);
        QCOMPARE(replies.size(), std::size_t{1});
        QCOMPARE(replies[0].answer.size(), std::size_t{1});
    }
    // The first query took over what was published first; each later one replaced it and gave it back.
    QCOMPARE(bench.retired.size(), std::size_t{49});
}

void TestListeners::nothingPublishedNothingSaid() {
    ListenerBench bench;
    bench.snapshots.publish(nullptr);
    Client client(SOCK_DGRAM, bench.local);
    client.send(queryWithId(1));
    bench.turn();
    QCOMPARE(client.receive(), std::optional<std::string>(""));
}

void TestListeners::udpIsLimitedByNetworkAndTcpIsNot() {
    ListenerBench bench("127.0.0.1", {.repliesPerSecond = 5});
    Client client(SOCK_DGRAM, bench.local, "127.0.1.1");
    constexpr std::uint16_t count = 60;
    for (std::uint16_t id = 0; id < count; ++id)
        client.send(queryWithId(id));
    bench.turn();
    int whole = 0;
    int truncated = 0;
    for (std::string bytes = *client.receive(); !bytes.empty(); bytes = *client.receive()) {
        const auto message = dnswire::parseMessage(base::asBytes(bytes));
        QVERIFY(message && message->questions.size() == 1);
        const bool cut = message->has(dnswire::flag::truncated);
        QCOMPARE(message->answer.size(), std::size_t{cut ? 0u : 1u});
        (cut ? truncated : whole) += 1;
    }
    // A slow machine may have earned another one meanwhile.
    QVERIFY(whole >= 5 && whole < count / 2);
    QCOMPARE(truncated, (count - whole) / 2);
    QCOMPARE(bench.count(live::Defence::LimitTruncated), std::uint64_t(truncated));
    QCOMPARE(bench.count(live::Defence::LimitDropped), std::uint64_t(count - whole - truncated));
    Client tcp(SOCK_STREAM, bench.local, "127.0.1.1");
    Client neighbour(SOCK_DGRAM, bench.local, "127.0.2.1");
    Client local(SOCK_DGRAM, bench.local);
    for (std::uint16_t id = 0; id < 50; ++id) {
        tcp.send(framed(queryWithId(id)));
        local.send(queryWithId(id));
    }
    neighbour.send(queryWithId(7));
    bench.turn();
    std::string bytes = tcp.receive().value_or("");
    QCOMPARE(unframe(bytes).size(), std::size_t{50});
    QVERIFY(!neighbour.receive()->empty());
    for (int i = 0; i < 50; ++i)
        QVERIFY(!local.receive()->empty());
}

void TestListeners::aCookieIsGoodOnTheSecondQuery() {
    ListenerBench bench("127.0.0.1", {.repliesPerSecond = 3});
    Client client(SOCK_DGRAM, bench.local, "127.0.1.1");
    const auto ask = [&](const std::string& cookie) {
        dnswire::QueryOptions options;
        options.ednsSize = 1232;
        options.cookie = cookie;
        client.send(queryFor("llm.internal.example", RrType::A, options));
        bench.turn();
        return dnswire::parseMessage(base::asBytes(*client.receive())).value_or(Message{});
    };
    const std::string half = "abcdefgh";
    const Message first = ask(half);
    QCOMPARE(first.rcode, Rcode::NoError);
    QCOMPARE(first.cookie().value_or("").size(), std::size_t{24});
    for (int i = 0; i < 20; ++i)
        client.send(queryWithId(1));
    bench.turn();
    while (!client.receive()->empty()) {
    }
    const Message told = ask(half);
    QCOMPARE(told.rcode, Rcode::BadCookie);
    QVERIFY(told.answer.empty());
    for (const Message& shown : {first, told}) {
        const Message answered = ask(shown.cookie().value_or(""));
        QCOMPARE(answered.rcode, Rcode::NoError);
        QCOMPARE(answered.answer.size(), std::size_t{1});
    }
}

void TestListeners::extendedCodesAreCountedAsSuch() {
    ListenerBench bench("127.0.0.1", {.repliesPerSecond = 1});
    Client client(SOCK_DGRAM, bench.local, "127.0.1.1");
    dnswire::QueryOptions options;
    options.ednsSize = 1232;
    options.ednsVersion = 1;
    client.send(queryFor("llm.internal.example", RrType::A, options));
    options.ednsVersion = 0;
    options.cookie = "abcdefgh";
    client.send(queryFor("llm.internal.example", RrType::A, options));
    bench.turn();
    const auto& counters = bench.counters.ofWorker(0).responsesByRcode;
    QCOMPARE(counters[16].value(), std::uint64_t{1});
    QCOMPARE(counters[23].value(), std::uint64_t{1});
    QCOMPARE(counters[0].value() + counters[7].value(), std::uint64_t{0});
    QCOMPARE(bench.counters.planeTotals().responsesByRcode[23], std::uint64_t{1});
}

void TestListeners::closeEndsEverything() {
    ListenerBench bench;
    Client udp(SOCK_DGRAM, bench.local);
    Client tcp(SOCK_STREAM, bench.local);
    bench.turn();
    QCOMPARE(bench.server.connectionCount(), std::size_t{1});
    bench.server.close();
    QVERIFY(bench.turnUntil([&] { return !tcp.receive(); }));
    QCOMPARE(bench.server.connectionCount(), std::size_t{0});
    // Nobody holds the port any more.
    QVERIFY(net::bindUdpAndTcp(bench.local, 1).ok());
}

void TestListeners::realClientsUnderstand_data() {
    QTest::addColumn<QString>("program");
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* title, const char* program, const char* arguments, const char* expected) {
        QTest::newRow(title) << QString::fromLatin1(program) << QString::fromLatin1(arguments)
                             << QString::fromLatin1(expected);
    };
    for (const char* program : {"dig", "kdig"}) {
        row(qPrintable(QStringLiteral("%1 over UDP").arg(QLatin1String(program))), program,
            "+short llm.internal.example A", "100.1.1.1\n");
        row(qPrintable(QStringLiteral("%1 over TCP").arg(QLatin1String(program))), program,
            "+tcp +short llm.internal.example AAAA", "fd7a::1\n");
        row(qPrintable(QStringLiteral("%1 repeats over TCP").arg(QLatin1String(program))), program,
            "+short huge.internal.example AAAA", "fd00::200\n");
        row(qPrintable(QStringLiteral("%1 NXDOMAIN").arg(QLatin1String(program))), program,
            "nope.internal.example A", "status: NXDOMAIN");
        row(qPrintable(QStringLiteral("%1 REFUSED").arg(QLatin1String(program))), program,
            "www.example.org A", "status: REFUSED");
        row(qPrintable(QStringLiteral("%1 SOA").arg(QLatin1String(program))), program,
            "+short internal.example SOA",
            "ns.internal.example. hostmaster.internal.example. 7 3600 600 604800 15\n");
    }
    row("dig BADVERS", "dig", "+edns=1 +noednsnegotiation llm.internal.example A", "status: BADVERS");
    row("kdig keeps the connection", "kdig",
        "+tcp +keepopen +short -q llm.internal.example -t A -q internal.example -t A",
        "100.1.1.1\n100.1.1.1\n");
}

void TestListeners::realClientsUnderstand() {
    QFETCH(QString, program);
    QFETCH(QString, arguments);
    QFETCH(QString, expected);
    if (QStandardPaths::findExecutable(program).isEmpty()) {
        if (qEnvironmentVariable("CI") == QStringLiteral("true"))
            QFAIL(qPrintable(program + QStringLiteral(" is not installed")));
        QSKIP(qPrintable(program + QStringLiteral(" is not installed")));
    }
    dns::Snapshots snapshots;
    snapshots.publish(catalogWith("llm.internal.example"));
    const live::TargetStates states;
    live::Counters counters(1);
    dns::Defences defences;
    auto bound = net::bindUdpAndTcp({ipAddress("127.0.0.1"), 0}, 1);
    QVERIFY(bound.ok());
    net::BoundPair sockets = std::move(bound).value();
    net::Worker worker(0);
    worker.start();
    std::unique_ptr<dns::Server> server;
    worker.call([&] {
        server = std::make_unique<dns::Server>(worker.engine(), snapshots, states, counters.ofWorker(0),
                                               defences, nullptr);
        if (!server->listenUdp(std::move(sockets.udp.sockets[0]), sockets.udp.address) ||
            !server->listenTcp(std::move(sockets.tcp.sockets[0]), sockets.tcp.address))
            qFatal("cannot listen");
    });
    const QString output =
        run(program + QStringLiteral(" @127.0.0.1 -p %1 +time=5 ").arg(sockets.udp.address.port) + arguments);
    worker.call([&] { server.reset(); });
    worker.stop();
    QVERIFY2(output.contains(expected), qPrintable(output));
}

QTEST_GUILESS_MAIN(TestListeners)
#include "tst_listeners.moc"
