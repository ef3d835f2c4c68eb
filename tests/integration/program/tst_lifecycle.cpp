// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How the real program starts, reloads, and ends: what it tells whoever started it, and what it does to those
// who are connected.
#include "tests/support/dnsclient.h"
#include "tests/support/printing.h"
#include "tests/support/program.h"
#include "tests/support/testupstream.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <algorithm>
#include <fstream>
#include <map>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace portolan::support;
using portolan::base::SocketAddress;

namespace {

/// The datagram socket a service manager gives its services (sd_notify(3)).
class NotifySocket {
  public:
    explicit NotifySocket(const std::filesystem::path& path)
        : m_socket(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        sockaddr_un name{};
        name.sun_family = AF_UNIX;
        path.string().copy(name.sun_path, sizeof name.sun_path - 1);
        m_bound = bind(m_socket, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0;
    }
    ~NotifySocket() { close(m_socket); }
    [[nodiscard]] bool bound() const { return m_bound; }

    /// Reads messages until one has that line.
    [[nodiscard]] bool hears(const std::string& line, int limitMilliseconds) {
        pollfd poller{m_socket, POLLIN, 0};
        while (("\n" + m_heard).find("\n" + line + "\n") == std::string::npos) {
            char bytes[4096];
            if (poll(&poller, 1, limitMilliseconds) <= 0)
                return false;
            m_heard.append(bytes, static_cast<std::size_t>(
                                      std::max<ssize_t>(recv(m_socket, bytes, sizeof bytes, 0), 0)));
            m_heard += '\n';
        }
        return true;
    }

  private:
    int m_socket;
    bool m_bound = false;
    std::string m_heard;
};

/// Holds a port, as another program would.
class PortHolder {
  public:
    explicit PortHolder(int type) : m_socket(socket(AF_INET, type | SOCK_CLOEXEC, 0)) {
        sockaddr_in name{};
        name.sin_family = AF_INET;
        name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof name;
        bind(m_socket, reinterpret_cast<const sockaddr*>(&name), length);
        if (type == SOCK_STREAM)
            listen(m_socket, 1);
        getsockname(m_socket, reinterpret_cast<sockaddr*>(&name), &length);
        m_address = "127.0.0.1:" + std::to_string(ntohs(name.sin_port));
    }
    ~PortHolder() { close(m_socket); }
    [[nodiscard]] const std::string& address() const { return m_address; }

  private:
    int m_socket;
    std::string m_address;
};

std::vector<std::string> listenersOn(const std::string& dns, const std::string& http,
                                     const std::string& api) {
    return {"--dns", dns, "--http",      http,        "--https", "none",
            "--api", api, "--advertise", "127.0.0.1", "--zone",  "internal.example"};
}

}  // namespace

class LifecycleTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void theReadyLineNamesWhatListens() {
        ProgramUnderTest program;
        QVERIFY2(program.start(), program.explain().c_str());
        const std::string output = program.process().standardOutput();
        QVERIFY2(output.find('\n') == output.size() - 1, output.c_str());
        const Json& ready = program.ready();
        QCOMPARE(ready["event"].text(), std::string("ready"));
        QCOMPARE(ready["READY"].number(), 1);
        QCOMPARE(ready["pid"].number(), program.process().pid());
        QCOMPARE(ready["zones"][0].text(), std::string("internal.example"));
        QCOMPARE(ready["advertise"][0].text(), std::string("127.0.0.1"));
        QCOMPARE(std::filesystem::path(ready["data_dir"].text()), program.dataFolder());
        QVERIFY(program.dns().port != 0 && program.http().port != 0 && program.api().port != 0);
        QCOMPARE(program.address("dns", "tcp"), program.dns());
        QVERIFY(program.address("private-api").port != 0);
        QCOMPARE(askUdp(program.dns(), "internal.example", DnsType::Soa).rcode, dnsNoError);
        QCOMPARE(askTcp(program.dns(), "internal.example", DnsType::Soa).rcode, dnsNoError);
        QCOMPARE(fetch(program.http(), {"GET", "/", "nothing.internal.example"}).status, 404);
        QCOMPARE(program.call({"GET", "/health"}).status, 200);
        QCOMPARE(fetch(program.address("private-api"), {"GET", "/health"}).status, 200);
    }

    void httpsListens() {
        ProgramUnderTest program;
        QVERIFY2(program.start(), program.explain().c_str());
        const Json https = program.ready()["listeners"].find("name", "https");
        QCOMPARE(https["status"].text(), std::string("listening"));
        const HttpReply plain = fetch(program.address("https"), {"GET", "/", "app.internal.example"});
        QCOMPARE(plain.status, 400);
        QVERIFY2(plain.body.find("https://") != std::string::npos, plain.body.c_str());
    }

    void httpsCanBeLeftOut() {
        ProgramOptions options;
        options.listeners = ProgramOptions::Listeners::AsArgued;
        options.arguments = listenersOn("127.0.0.1:0", "127.0.0.1:0", "127.0.0.1:0");
        ProgramUnderTest program(options);
        QVERIFY2(program.start(), program.explain().c_str());
        QVERIFY(!program.ready()["listeners"].find("name", "https").exists());
        QCOMPARE(program.call({"GET", "/health"}).status, 200);
    }

    void theEndpointFileIsForItsOwnerAlone() {
        ProgramUnderTest program;
        QVERIFY2(program.start(), program.explain().c_str());
        const std::filesystem::path file = program.ready()["endpoint_file"].text();
        QCOMPARE(file, program.dataFolder() / "endpoint");
        const auto forOthers = std::filesystem::perms::others_all;
        QVERIFY((std::filesystem::status(file).permissions() & forOthers) == std::filesystem::perms::none);
        QVERIFY(program.token().size() >= 20);
        QCOMPARE(program.callWithToken({"GET", "/api/v1/services"}).status, 200);
        QVERIFY(program.terminate().has_value());
        QVERIFY(!std::filesystem::exists(file));
    }

    void aSecondOneOnTheSameDataIsRefusedWithTheHoldersPid() {
        ProgramUnderTest program;
        QVERIFY2(program.start(), program.explain().c_str());
        const auto second = runCommand(program.command());
        QVERIFY2(second.code > 0, second.output.c_str());
        QVERIFY2(second.error.find(std::to_string(program.process().pid())) != std::string::npos,
                 second.error.c_str());
        QCOMPARE(program.call({"GET", "/health"}).status, 200);
        program.kill9();
        QVERIFY2(program.start(), program.explain().c_str());
    }

    void tellsItsServiceManager() {
        const TemporaryFolder folder;
        NotifySocket manager(folder.path() / "notify");
        QVERIFY(manager.bound());
        ProgramOptions options;
        options.environment = {"NOTIFY_SOCKET=" + (folder.path() / "notify").string()};
        ProgramUnderTest program(options);
        program.launch();
        QVERIFY(manager.hears("READY=1", 20000));
        QVERIFY(program.waitReady(5s));
        program.process().signal(SIGTERM);
        QVERIFY(manager.hears("STOPPING=1", 5000));
        QVERIFY(program.process().wait(15s).has_value());
    }

    void aTermSignalLetsRunningRequestsFinish() {
        const TestUpstream upstream("late");
        ProgramUnderTest program;
        QVERIFY2(program.start(), program.explain().c_str());
        QCOMPARE(program.addService("slow", upstream.port()).status, 201);
        HttpConnection idle(program.http());
        QVERIFY(idle.send({"GET", "/", "slow.internal.example"}));
        QCOMPARE(idle.receive().body, std::string("late"));
        HttpConnection running(program.http());
        QVERIFY(running.send({"GET", "/slow/3000", "slow.internal.example"}));
        QVERIFY(waitUntil([&] { return upstream.slowRequests() == 1; }));
        program.process().signal(SIGTERM);
        QVERIFY(idle.closedByPeer(2500ms));
        QVERIFY(program.process().running());
        const HttpReply reply = running.receive();
        QVERIFY2(reply.body == "late", reply.failure.c_str());
        const auto status = program.process().wait(10s);
        QVERIFY(status.has_value());
        QVERIFY2(*status == (ExitStatus{0, 0}), program.explain().c_str());
    }

    void aTermSignalEndsStreamsThatDoNotEndAfterTenSeconds() {
        const TestUpstream upstream("");
        ProgramUnderTest program;
        QVERIFY2(program.start(), program.explain().c_str());
        QCOMPARE(program.addService("stream", upstream.port()).status, 201);
        HttpConnection running(program.http());
        QVERIFY(running.send({"GET", "/stream", "stream.internal.example"}));
        QVERIFY(!running.receiveUntil("data: x").empty());
        const auto start = std::chrono::steady_clock::now();
        program.process().signal(SIGTERM);
        const auto status = program.process().wait(20s);
        QVERIFY(status.has_value());
        QVERIFY2(*status == (ExitStatus{0, 0}), program.explain().c_str());
        QVERIFY(std::chrono::steady_clock::now() - start > 8s);
    }

    void aHangUpSignalReloadsItsFile() {
        const TestUpstream upstream("still here");
        ProgramOptions options;
        options.listeners = ProgramOptions::Listeners::AsArgued;
        options.arguments = {"--dns",       "127.0.0.1:0", "--http",      "127.0.0.1:0", "--https",
                             "127.0.0.1:0", "--api",       "127.0.0.1:0", "--advertise", "127.0.0.1"};
        ProgramUnderTest program(options);
        std::ofstream(program.configFile()) << "zone = [\"first.example\"]\n";
        QVERIFY2(program.start(), program.explain().c_str());
        QCOMPARE(program.addService("app", upstream.port()).status, 201);
        HttpConnection stream(program.http());
        QVERIFY(stream.send({"GET", "/stream", "app.first.example"}));
        QVERIFY(!stream.receiveUntil("data: x").empty());
        QCOMPARE(askUdp(program.dns(), "second.example", DnsType::Soa).rcode, dnsRefused);
        std::ofstream(program.configFile()) << "zone = [\"first.example\", \"second.example\"]\n";
        program.process().signal(SIGHUP);
        QVERIFY2(waitUntil([&] {
                     return askUdp(program.dns(), "second.example", DnsType::Soa).rcode == dnsNoError;
                 }),
                 program.explain().c_str());
        QCOMPARE(program.addService("app.second.example", upstream.port()).status, 201);
        QCOMPARE(program.through("app.second.example").body, std::string("still here"));
        QVERIFY(!stream.receiveUntil("data: x").empty());
        std::ofstream(program.configFile()) << "zone = [\"first.example\"\n";
        program.process().signal(SIGHUP);
        QVERIFY(waitUntil(
            [&] { return program.process().standardError().find("portolan.toml") != std::string::npos; }));
        QCOMPARE(askUdp(program.dns(), "second.example", DnsType::Soa).rcode, dnsNoError);
    }

    void aPortInUseIsSaidWithItsHolderAndTheRestGoesOn_data() {
        QTest::addColumn<QByteArray>("part");
        QTest::addColumn<QByteArray>("component");
        QTest::newRow("http") << QByteArray("http") << QByteArray("proxy");
        QTest::newRow("dns over UDP") << QByteArray("udp") << QByteArray("dns");
        QTest::newRow("dns over TCP") << QByteArray("tcp") << QByteArray("dns");
    }
    void aPortInUseIsSaidWithItsHolderAndTheRestGoesOn() {
        QFETCH(QByteArray, part);
        QFETCH(QByteArray, component);
        const PortHolder holder(part == "udp" ? SOCK_DGRAM : SOCK_STREAM);
        const std::string any = "127.0.0.1:0";
        ProgramOptions options;
        options.listeners = ProgramOptions::Listeners::AsArgued;
        options.arguments = listenersOn(part == "http" ? any : holder.address(),
                                        part == "http" ? holder.address() : any, any);
        ProgramUnderTest program(options);
        QVERIFY2(program.start(), program.explain().c_str());
        const std::string ready = program.process().standardOutput();
        const Json failed = program.ready()["listeners"].find("status", "failed");
        QCOMPARE(failed["address"].text(), holder.address());
        QVERIFY2(failed["message"].text().find(std::to_string(getpid())) != std::string::npos, ready.c_str());
        const HttpReply health = program.call({"GET", "/health"});
        QCOMPARE(health.status, 503);
        const Json parts = Json::parse(health.body)["components"];
        QVERIFY2(parts[component.constData()]["status"].text() != parts["store"]["status"].text(),
                 health.body.c_str());
        QVERIFY(!parts[component.constData()]["message"].text().empty());
        QCOMPARE(program.addService("app", 9).status, 201);
        if (part == "http")
            QCOMPARE(askUdp(program.dns(), "app.internal.example").answer(), std::string("127.0.0.1"));
        else
            QCOMPARE(program.through("nothing.internal.example").status, 404);
    }

    void aTakenApiPortDoesNotLockItsOwnerOut() {
        const PortHolder holder(SOCK_STREAM);
        ProgramOptions options;
        options.listeners = ProgramOptions::Listeners::AsArgued;
        options.arguments = listenersOn("127.0.0.1:0", "127.0.0.1:0", holder.address());
        ProgramUnderTest program(options);
        QVERIFY2(program.start(), program.explain().c_str());
        const HttpCall call{"GET", "/api/v1/services", {}, {{"Authorization", "Bearer " + program.token()}}};
        QCOMPARE(fetch(program.address("private-api"), call).status, 200);
        QCOMPARE(fetch(program.http(), {"GET", "/health", "dns.internal.example"}).status, 503);
    }

    void twoWorkersShareTheTraffic() {
        const TestUpstream upstream("shared");
        ProgramOptions options;
        options.arguments = {"--workers", "2"};
        ProgramUnderTest program(options);
        QVERIFY2(program.start(), program.explain().c_str());
        const auto cpuByThread = [&] {
            std::map<std::string, long long> nanoseconds;
            const auto tasks = "/proc/" + std::to_string(program.process().pid()) + "/task";
            for (const auto& task : std::filesystem::directory_iterator(tasks))
                std::ifstream(task.path() / "schedstat") >> nanoseconds[task.path().filename().string()];
            return nanoseconds;
        };
        QCOMPARE(program.addService("app", upstream.port()).status, 201);
        auto before = cpuByThread();
        std::vector<std::unique_ptr<HttpConnection>> connections;
        for (int i = 0; i < 64; ++i)
            connections.push_back(std::make_unique<HttpConnection>(program.http()));
        for (int round = 0; round < 60; ++round) {
            for (const auto& connection : connections)
                QVERIFY(connection->send({"GET", "/", "app.internal.example"}));
            for (const auto& connection : connections)
                QCOMPARE(connection->receive().body, std::string("shared"));
        }
        const auto after = cpuByThread();
        // 3,840 requests cost each of two workers some 30 ms; the other threads have nothing to do with them.
        const auto worked = std::count_if(after.begin(), after.end(), [&](const auto& thread) {
            return thread.second - before[thread.first] > 5'000'000;
        });
        QVERIFY2(worked >= 2, program.explain().c_str());
    }
};

QTEST_GUILESS_MAIN(LifecycleTest)
#include "tst_lifecycle.moc"
