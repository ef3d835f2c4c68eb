// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/net/boundsockets.h"
#include "backend/net/portholder.h"
#include "backend/net/tcpacceptor.h"
#include "backend/net/udpsocket.h"
#include "tests/unit/net/turning.h"

#include <QTest>

#include <set>
#include <sys/resource.h>

using namespace portolan;
using namespace portolan::net;

namespace {

base::SocketAddress loopback(std::uint16_t port = 0) {
    return {base::IpAddress::fromV4(0x7f000001), port};
}

std::string paramOf(const base::Error& error, std::string_view key) {
    for (const auto& [name, value] : error.params)
        if (name == key)
            return value;
    return {};
}

FileDescriptor connectTo(const base::SocketAddress& address) {
    FileDescriptor fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_storage storage;
    const auto length = address.address.toSocketAddress(storage, address.port);
    if (::connect(fd.value(), reinterpret_cast<sockaddr*>(&storage), length) != 0)
        fd.reset();
    return fd;
}

struct Keeper final : AcceptHandler {
    std::vector<FileDescriptor> taken;
    std::vector<base::SocketAddress> peers;
    void onAccepted(FileDescriptor fd, const base::SocketAddress& peer) override {
        taken.push_back(std::move(fd));
        peers.push_back(peer);
    }
};

}  // namespace

class TestListening : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void bindsOneSocketPerWorkerToOneFreePort() {
        for (const Transport transport : {Transport::Tcp, Transport::Udp}) {
            const auto set = bindSockets(transport, loopback(), 3);
            QVERIFY(set.ok());
            QCOMPARE(set->sockets.size(), std::size_t{3});
            QVERIFY(set->address.port != 0);
            for (const FileDescriptor& fd : set->sockets)
                QCOMPARE(boundAddressOf(fd.value()), set->address);
        }
    }

    void bindsUdpAndTcpToTheSamePort() {
        const auto pair = bindUdpAndTcp(loopback(), 2);
        QVERIFY(pair.ok());
        QCOMPARE(pair->udp.address, pair->tcp.address);
        const auto v6 = bindUdpAndTcp({*base::IpAddress::parse("::1"), 0}, 1);
        if (!v6)
            QSKIP("this machine has no IPv6 loopback");
        QCOMPARE(v6->udp.address, v6->tcp.address);
    }

    void findsAForeignHolderThatSharesThePort_data() {
        QTest::addColumn<int>("transport");
        QTest::newRow("TCP") << int(Transport::Tcp);
        QTest::newRow("UDP") << int(Transport::Udp);
    }

    void findsAForeignHolderThatSharesThePort() {
        QFETCH(int, transport);
        const auto kind = static_cast<Transport>(transport);
        const auto holder = bindSockets(kind, loopback(), 1);
        QVERIFY(holder.ok());
        const auto second = bindSockets(kind, holder->address, 1);
        QVERIFY(!second.ok());
        QCOMPARE(second.error().code, std::string("listen.in_use"));
        QCOMPARE(paramOf(second.error(), "errno"), std::to_string(EADDRINUSE));
        QCOMPARE(paramOf(second.error(), "pid"), std::to_string(::getpid()));
        QVERIFY(second.error().message.find(holder->address.toString()) != std::string::npos);
        QVERIFY(!paramOf(second.error(), "holder").empty());
    }

    void aPortThatNobodyHoldsHasNoHolder() {
        base::SocketAddress freed;
        {
            const auto set = bindSockets(Transport::Tcp, loopback(), 1);
            QVERIFY(set.ok());
            freed = set->address;
        }
        QVERIFY(!findPortHolder(Transport::Tcp, freed).has_value());
        QVERIFY(bindSockets(Transport::Tcp, freed, 2).ok());
    }

    void connectionsInTimeWaitDoNotHoldThePort() {
        base::SocketAddress address;
        {
            auto set = bindSockets(Transport::Tcp, loopback(), 1);
            QVERIFY(set.ok());
            address = set->address;
            FileDescriptor client = connectTo(address);
            FileDescriptor server(::accept4(set->sockets[0].value(), nullptr, nullptr, 0));
            QVERIFY(server.isValid());
            server.reset();
            client.reset();
        }
        QVERIFY(bindSockets(Transport::Tcp, address, 2).ok());
    }

    void saysWhenAnAddressIsNotOurs() {
        const auto set = bindSockets(Transport::Tcp, {*base::IpAddress::parse("192.0.2.1"), 0}, 1);
        QVERIFY(!set.ok());
        QCOMPARE(set.error().code, std::string("listen.no_such_address"));
    }

    void acceptsFromEverySocketOfTheSet() {
        Engine engine;
        Keeper keeper;
        auto set = bindSockets(Transport::Tcp, loopback(), 2);
        QVERIFY(set.ok());
        std::vector<FileDescriptor> sockets = std::move(set).value().sockets;
        const base::SocketAddress address = boundAddressOf(sockets[0].value());
        TcpAcceptor first(engine, std::move(sockets[0]), keeper);
        TcpAcceptor second(engine, std::move(sockets[1]), keeper);
        QVERIFY(first.isListening() && second.isListening());
        std::vector<FileDescriptor> clients;
        for (int i = 0; i < 100; ++i)
            clients.push_back(connectTo(address));
        QVERIFY(turnUntil(engine, [&] { return keeper.taken.size() == 100; }));
        std::set<std::uint16_t> ports;
        for (const base::SocketAddress& peer : keeper.peers)
            ports.insert(peer.port);
        QCOMPARE(ports.size(), std::size_t{100});
        int noDelay = 0;
        socklen_t length = sizeof noDelay;
        getsockopt(keeper.taken[0].value(), IPPROTO_TCP, 1 /* TCP_NODELAY */, &noDelay, &length);
        QCOMPARE(noDelay, 1);
        first.close();
        second.close();
        QVERIFY(!connectTo(address).isValid());
        QCOMPARE(keeper.taken.size(), std::size_t{100});
    }

    void dropsAndGoesOnAtTheDescriptorLimit() {
        Engine engine;
        Keeper keeper;
        auto set = bindSockets(Transport::Tcp, loopback(), 1);
        QVERIFY(set.ok());
        const base::SocketAddress address = set->address;
        std::vector<FileDescriptor> sockets = std::move(set).value().sockets;
        TcpAcceptor acceptor(engine, std::move(sockets[0]), keeper);
        FileDescriptor dropped = connectTo(address);
        FileDescriptor waiting = connectTo(address);
        rlimit before{};
        getrlimit(RLIMIT_NOFILE, &before);
        // Descriptors in use stay usable under a lower limit, but no new one can be made.
        const rlimit none{.rlim_cur = 3, .rlim_max = before.rlim_max};
        setrlimit(RLIMIT_NOFILE, &none);
        engine.turn(base::Milliseconds(1000));
        setrlimit(RLIMIT_NOFILE, &before);
        QCOMPARE(keeper.taken.size(), std::size_t{0});
        QVERIFY(acceptor.isListening());
        QVERIFY(turnUntil(engine, [&] { return !keeper.taken.empty(); }));
        QCOMPARE(keeper.taken.size() + acceptor.droppedCount(), std::size_t{2});
    }

    void tellsThoseItHasNoDescriptorFor() {
        struct Full final : AcceptHandler {
            int taken = 0;
            void onAccepted(FileDescriptor, const base::SocketAddress&) override { ++taken; }
            std::string_view onDropped() override { return "no room"; }
        };
        Engine engine;
        Full full;
        auto set = bindSockets(Transport::Tcp, loopback(), 1);
        QVERIFY(set.ok());
        const base::SocketAddress address = set->address;
        std::vector<FileDescriptor> sockets = std::move(set).value().sockets;
        TcpAcceptor acceptor(engine, std::move(sockets[0]), full);
        constexpr std::size_t count = 20;
        std::vector<FileDescriptor> clients;
        for (std::size_t i = 0; i < count; ++i) {
            clients.push_back(connectTo(address));
            writeAll(clients.back(), "GET / HTTP/1.1\r\n\r\n");
        }
        rlimit before{};
        getrlimit(RLIMIT_NOFILE, &before);
        // Every number below the first free one is in use.
        const FileDescriptor firstFree(::dup(0));
        const rlimit inUse{.rlim_cur = static_cast<rlim_t>(firstFree.value()), .rlim_max = before.rlim_max};
        setrlimit(RLIMIT_NOFILE, &inUse);
        const bool told = turnUntil(engine, [&] { return acceptor.droppedCount() == count; });
        setrlimit(RLIMIT_NOFILE, &before);
        QVERIFY(told);
        for (const FileDescriptor& client : clients) {
            QCOMPARE(readNow(client), std::string("no room"));
            QVERIFY(atEnd(client));
        }
        QCOMPARE(full.taken, 0);
        clients.push_back(connectTo(address));
        QVERIFY(turnUntil(engine, [&] { return full.taken == 1; }));
    }

    void adoptsUdpSockets() {
        auto set = bindSockets(Transport::Udp, loopback(), 1);
        QVERIFY(set.ok());
        const base::SocketAddress address = set->address;
        std::vector<FileDescriptor> sockets = std::move(set).value().sockets;
        const UdpSocket socket(std::move(sockets[0]));
        QVERIFY(socket.isValid());
        QCOMPARE(boundAddressOf(socket.fd()), address);
    }
};

QTEST_GUILESS_MAIN(TestListening)
#include "tst_listening.moc"
