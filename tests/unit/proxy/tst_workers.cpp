// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/base/clock.h"
#include "backend/live/counters.h"
#include "backend/live/targetstates.h"
#include "backend/net/boundsockets.h"
#include "backend/net/tcpacceptor.h"
#include "backend/net/worker.h"
#include "backend/proxy/server.h"
#include "backend/snapshot/snapshot.h"

#include <QTest>

#include <atomic>
#include <deque>
#include <future>
#include <memory>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <vector>

using namespace portolan;
using namespace portolan::proxy;

namespace {

constexpr std::size_t workerCount = 2;
constexpr int clientCount = 4;
constexpr int requestsPerClient = 150;

/// A target that answers each request (they come one by one) with two bytes.
class Upstream final : private net::AcceptHandler {
  public:
    explicit Upstream(net::Engine& engine, net::FileDescriptor socket)
        : m_engine(engine), m_acceptor(engine, std::move(socket), *this) {}
    ~Upstream() {
        for (Connection& connection : m_connections)
            connection.stream.abort();
    }

  private:
    struct Connection final : net::StreamHandler {
        net::StreamHandle stream;
        void onBytes(std::string_view) override {
            stream.send("HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 2\r\n\r\nhi");
        }
        void onEnd() override { stream.close(); }
        void onClosed(net::CloseReason) override {}
    };

    void onAccepted(net::FileDescriptor fd, const base::SocketAddress& peer) override {
        Connection& connection = m_connections.emplace_back();
        connection.stream = m_engine.adopt(std::move(fd), connection, peer);
    }

    net::Engine& m_engine;
    std::deque<Connection> m_connections;
    net::TcpAcceptor m_acceptor;
};

net::BoundSockets bind(std::size_t count) {
    return std::move(net::bindSockets(net::Transport::Tcp, {base::IpAddress::fromV4(0x7f000001), 0}, count))
        .value();
}

/// Sends requests one after the other over a few connections; returns how many answers were right.
int talk(const base::SocketAddress& address) {
    const std::string_view request = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
    const std::string expected =
        "HTTP/1.1 200 OK\r\nDate: D\r\nVia: 1.1 portolan-test\r\nContent-Length: 2\r\n\r\nhi";
    int right = 0;
    net::FileDescriptor fd;
    for (int i = 0; i < requestsPerClient; ++i) {
        if (i % 10 == 0) {
            fd = net::FileDescriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
            const timeval limit{.tv_sec = 10, .tv_usec = 0};
            setsockopt(fd.value(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
            sockaddr_storage storage;
            const auto length = address.address.toSocketAddress(storage, address.port);
            if (::connect(fd.value(), reinterpret_cast<sockaddr*>(&storage), length) != 0)
                return right;
        }
        if (::send(fd.value(), request.data(), request.size(), MSG_NOSIGNAL) < 0)
            return right;
        std::string answer;
        char buffer[512];
        while (answer.size() < expected.size()) {
            const ssize_t got = ::recv(fd.value(), buffer, sizeof buffer, 0);
            if (got <= 0)
                return right;
            answer.append(buffer, static_cast<std::size_t>(got));
        }
        right += answer == expected;
    }
    return right;
}

/// Empties the server of a worker and ends both; false when that takes too long.
bool drainAndStop(net::Worker& worker, std::unique_ptr<Server>& server) {
    std::promise<void> drained;
    worker.engine().post(
        [&] { server->drain(base::Milliseconds(2000), [&drained] { drained.set_value(); }); });
    if (drained.get_future().wait_for(std::chrono::seconds(5)) != std::future_status::ready)
        return false;
    worker.call([&] { server.reset(); });
    worker.stop();
    return true;
}

}  // namespace

class TestWorkers : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// Everything that crosses threads at once: publishing, states of targets, counters, retired snapshots,
    /// draining.
    void serveTogetherWhileRoutesChange() {
        net::Worker upstreamWorker(9);
        upstreamWorker.start();
        net::BoundSockets target = bind(1);
        std::unique_ptr<Upstream> upstream;
        upstreamWorker.call([&] {
            upstream = std::make_unique<Upstream>(upstreamWorker.engine(), std::move(target.sockets[0]));
        });

        base::Publisher<snapshot::Snapshot> snapshots;
        snapshot::Snapshot current;
        current.internalNetworks = {*base::Network::parse("127.0.0.0/8")};
        auto route = std::make_shared<snapshot::Route>();
        route->host = "app.test";
        route->targets = {{.id = model::TargetId{1}, .address = target.address},
                          {.id = model::TargetId{2}, .address = target.address}};
        current.routes.set("app.test", route);
        snapshots.publish(std::make_shared<const snapshot::Snapshot>(current));

        const auto states = std::make_unique<live::TargetStates>();
        live::Counters counters(workerCount);
        const base::RealClock clock;
        std::atomic<int> retired{0};
        net::BoundSockets sockets = bind(workerCount);
        std::deque<net::Worker> workers;
        std::vector<std::unique_ptr<tls::ClientContexts>> contexts(workerCount);
        std::vector<std::unique_ptr<Server>> servers(workerCount);
        for (std::size_t i = 0; i < workerCount; ++i) {
            net::Worker& worker = workers.emplace_back(static_cast<int>(i));
            worker.start();
            worker.call([&] {
                contexts[i] = std::make_unique<tls::ClientContexts>(worker.engine(), nullptr);
                servers[i] = std::make_unique<Server>(ServerParts{
                    .engine = worker.engine(),
                    .tls = *contexts[i],
                    .snapshots = snapshots,
                    .targets = *states,
                    .counters = counters.ofWorker(i),
                    .clock = clock,
                    .retire = [&retired](std::shared_ptr<const snapshot::Snapshot>) { ++retired; },
                    .pseudonym = "portolan-test"});
                servers[i]->listen(Arrival::Listener::Http, std::move(sockets.sockets[i]), sockets.address);
            });
        }

        std::vector<std::future<int>> clients;
        for (int i = 0; i < clientCount; ++i)
            clients.push_back(std::async(std::launch::async, talk, sockets.address));
        for (int i = 0; clients.back().wait_for(std::chrono::milliseconds(1)) != std::future_status::ready;
             ++i) {
            states->enter(model::TargetId{1}, {i % 2 ? model::HealthState::Up : model::HealthState::Down});
            const std::string other = "other" + std::to_string(i % 50) + ".test";
            current.routes.set(other, route);
            ++current.generation;
            snapshots.publish(std::make_shared<const snapshot::Snapshot>(current));
            QVERIFY(counters.totals().requests <= std::uint64_t{clientCount * requestsPerClient});
        }
        for (auto& client : clients)
            QCOMPARE(client.get(), requestsPerClient);
        QCOMPARE(counters.totals().requests, std::uint64_t{clientCount * requestsPerClient});
        QVERIFY(retired > 0);

        for (std::size_t i = 0; i < workerCount; ++i)
            QVERIFY(drainAndStop(workers[i], servers[i]));
        QCOMPARE(counters.totals().openConnections, std::uint64_t{0});
        upstreamWorker.call([&] { upstream.reset(); });
    }
};

QTEST_GUILESS_MAIN(TestWorkers)
#include "tst_workers.moc"
