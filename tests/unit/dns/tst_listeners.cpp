// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The listeners with real sockets on loopback. The engine is turned by hand on the test's own thread, so that
// what arrives in which read is decided here; only real clients (dig, kdig) get a worker thread.
#include "backend/dns/server.h"
#include "backend/net/boundsockets.h"
#include "backend/net/worker.h"
#include "tests/unit/dns/dnsfixture.h"

#include <QElapsedTimer>
#include <QObject>
#include <QStandardPaths>
#include <QTest>

#include <arpa/inet.h>
#include <array>
#include <cstdio>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <optional>
#include <set>
#include <sys/socket.h>
#include <unistd.h>

using namespace portolan;
using namespace portolan::tests;
using dnswire::Message;
using dnswire::Rcode;
using dnswire::RrType;

namespace {

constexpr base::Milliseconds patience{20000};

std::shared_ptr<const snapshot::Snapshot> catalogWith(std::string_view name) {
    CatalogBuilder builder({"internal.example"});
    builder.service(name);
    for (int i = 0; i < 200; ++i)
        builder.record("huge.internal.example", model::RecordType::Aaaa,
                       ipAddress("fd00::" + std::to_string(i + 1)));
    return builder.compile();
}

/// A server on one engine, and clients of it.
class Bench {
  public:
    explicit Bench(const char* address = "127.0.0.1", const dns::TcpLimits& limits = {})
        : server(
              engine, snapshots, counters.ofWorker(0),
              [this](auto old) { retired.push_back(std::move(old)); }, limits) {
        snapshots.publish(catalogWith("llm.internal.example"));
        auto bound = net::bindUdpAndTcp({ipAddress(address), 0}, 1);
        if (!bound)
            qFatal("cannot bind: %s", bound.error().message.c_str());
        net::BoundPair sockets = std::move(bound).value();
        local = sockets.udp.address;
        if (!server.listenUdp(std::move(sockets.udp.sockets[0]), local) ||
            !server.listenTcp(std::move(sockets.tcp.sockets[0]), sockets.tcp.address))
            qFatal("cannot listen");
    }

    /// Turns the engine until `done`; false after the patience.
    template <class Done>
    [[nodiscard]] bool turnUntil(Done&& done) {
        QElapsedTimer timer;
        timer.start();
        while (!done()) {
            if (timer.elapsed() > patience.count())
                return false;
            engine.turn(base::Milliseconds(1));
        }
        return true;
    }
    /// Turns it for what is there already; loopback delivers within the call that sends.
    void turn() {
        for (int i = 0; i < 4; ++i)
            engine.turn(base::Milliseconds(0));
    }

    net::Engine engine;
    dns::Snapshots snapshots;
    live::Counters counters{1};
    std::vector<std::shared_ptr<const snapshot::Snapshot>> retired;
    dns::Server server;
    base::SocketAddress local;
};

class Client {
  public:
    Client(int type, const base::SocketAddress& to) {
        sockaddr_storage storage;
        const socklen_t size = to.address.toSocketAddress(storage, to.port);
        m_fd = net::FileDescriptor(::socket(storage.ss_family, type | SOCK_CLOEXEC, 0));
        if (::connect(m_fd.value(), reinterpret_cast<const sockaddr*>(&storage), size) != 0)
            qFatal("cannot connect");
        ::fcntl(m_fd.value(), F_SETFL, O_NONBLOCK);
        const int on = 1;
        if (type == SOCK_STREAM)
            setsockopt(m_fd.value(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    [[nodiscard]] int fd() const { return m_fd.value(); }

    /// Bytes the kernel took.
    std::size_t send(std::string_view bytes) {
        const auto sent = ::send(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        return sent > 0 ? static_cast<std::size_t>(sent) : 0;
    }
    /// What is there; nullopt at the end of the stream or after a reset.
    std::optional<std::string> receive() {
        std::string bytes(256 * 1024, '\0');
        const auto got = ::recv(fd(), bytes.data(), bytes.size(), 0);
        if (got == 0 || (got < 0 && errno != EAGAIN))
            return std::nullopt;
        bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        return bytes;
    }
    void endSending() { ::shutdown(fd(), SHUT_WR); }

  private:
    net::FileDescriptor m_fd;
};

std::string framed(const std::string& message) {
    std::string out(2, '\0');
    out[0] = static_cast<char>(message.size() >> 8);
    out[1] = static_cast<char>(message.size() & 0xFF);
    return out + message;
}

/// Takes the whole framed messages off the beginning of `bytes`.
std::vector<Message> unframe(std::string& bytes) {
    std::vector<Message> messages;
    while (bytes.size() >= 2) {
        const std::size_t size = dnswire::loadU16(base::asBytes(bytes).data());
        if (bytes.size() < 2 + size)
            break;
        auto message = dnswire::parseMessage(base::asBytes(bytes).subspan(2, size));
        if (!message)
            qFatal("a reply does not parse");
        messages.push_back(std::move(*message));
        bytes.erase(0, 2 + size);
    }
    return messages;
}

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

std::string queryWithId(std::uint16_t id, const char* name = "llm.internal.example",
                        RrType type = RrType::A) {
    dnswire::QueryOptions options;
    options.id = id;
    return queryFor(name, type, options);
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
    void tcpAcceptsAnySplit();
    void tcpAnswersPipelinedQueriesInOrder();
    void tcpWaitsForASlowReader();
    void tcpAnswersAfterTheClientHasEnded();
    void tcpClosesIdleConnections();
    void tcpMakesRoomForNewConnections();
    void tcpIgnoresEmptyMessages();
    void closeEndsEverything();
    void realClientsUnderstand_data();
    void realClientsUnderstand();
};

void TestListeners::udpAnswersAndCounts() {
    Bench bench;
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
    Bench bench;
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
    Bench bench(bound.toLatin1().constData());
    // A connected socket takes datagrams from the address it asked only.
    Client client(SOCK_DGRAM, {address, bench.local.port});
    client.send(queryWithId(9));
    bench.turn();
    const auto bytes = client.receive();
    QVERIFY(bytes && !bytes->empty());
    QCOMPARE(dnswire::parseMessage(base::asBytes(*bytes))->id, std::uint16_t{9});
}

void TestListeners::udpStaysSilentToResponses() {
    Bench bench;
    Client client(SOCK_DGRAM, bench.local);
    std::string response = queryWithId(1);
    response[2] = static_cast<char>(0x80);
    client.send(response);
    bench.turn();
    QCOMPARE(client.receive(), std::optional<std::string>(""));
    QCOMPARE(bench.counters.ofWorker(0).queriesDropped.value(), std::uint64_t{1});
}

void TestListeners::querySentAfterPublishSeesTheChange() {
    Bench bench;
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
    Bench bench;
    bench.snapshots.publish(nullptr);
    Client client(SOCK_DGRAM, bench.local);
    client.send(queryWithId(1));
    bench.turn();
    QCOMPARE(client.receive(), std::optional<std::string>(""));
}

void TestListeners::tcpAcceptsAnySplit() {
    Bench bench;
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

void TestListeners::tcpAnswersPipelinedQueriesInOrder() {
    Bench bench;
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

void TestListeners::tcpWaitsForASlowReader() {
    Bench bench;
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

void TestListeners::tcpAnswersAfterTheClientHasEnded() {
    Bench bench;
    Client client(SOCK_STREAM, bench.local);
    client.send(framed(queryWithId(3)));
    client.endSending();
    bench.turn();
    std::string bytes = client.receive().value_or("");
    QCOMPARE(unframe(bytes).size(), std::size_t{1});
    QVERIFY(bench.turnUntil([&] { return !client.receive(); }));
    QCOMPARE(bench.server.connectionCount(), std::size_t{0});
}

void TestListeners::tcpClosesIdleConnections() {
    Bench bench("127.0.0.1", {std::chrono::milliseconds(30), 10});
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

void TestListeners::tcpMakesRoomForNewConnections() {
    Bench bench("127.0.0.1", {std::chrono::seconds(10), 3});
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(std::make_unique<Client>(SOCK_STREAM, bench.local));
        bench.turn();
    }
    // The first becomes the most recent one.
    const std::uint64_t before = bench.engine.nowMs();
    QVERIFY(bench.turnUntil([&] { return bench.engine.nowMs() > before + 1; }));
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
}

void TestListeners::tcpIgnoresEmptyMessages() {
    Bench bench;
    Client client(SOCK_STREAM, bench.local);
    client.send(std::string(4, '\0') + framed("short") + framed(queryWithId(5)));
    bench.turn();
    std::string bytes = client.receive().value_or("");
    const auto replies = unframe(bytes);
    QCOMPARE(replies.size(), std::size_t{1});
    QCOMPARE(replies[0].id, std::uint16_t{5});
}

void TestListeners::closeEndsEverything() {
    Bench bench;
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
    live::Counters counters(1);
    auto bound = net::bindUdpAndTcp({ipAddress("127.0.0.1"), 0}, 1);
    QVERIFY(bound.ok());
    net::BoundPair sockets = std::move(bound).value();
    net::Worker worker(0);
    worker.start();
    std::unique_ptr<dns::Server> server;
    worker.call([&] {
        server = std::make_unique<dns::Server>(worker.engine(), snapshots, counters.ofWorker(0), nullptr);
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
