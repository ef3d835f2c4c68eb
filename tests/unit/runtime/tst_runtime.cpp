// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/runtime/runtime.h"
#include "tests/support/dnsclient.h"
#include "tests/support/httpclient.h"
#include "tests/support/json.h"
#include "tests/support/testupstream.h"
#include "tests/support/waituntil.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

using namespace portolan;
using namespace portolan::runtime;
using namespace portolan::support;
using namespace std::chrono_literals;

namespace {

constexpr const char* zone = "internal.example";

/// One running backend on free loopback ports.
class Bench {
  public:
    explicit Bench(const QTemporaryDir& directory, unsigned workers = 2) {
        settings.start.dataDirectory = directory.path().toStdString();
        const base::SocketAddress any{*base::IpAddress::parse("127.0.0.1"), 0};
        settings.start.dns = settings.start.http = settings.start.api = {{any}, model::Choice::Named};
        settings.start.workers = workers;
        settings.run.zones = {model::HostName::parse(zone).value()};
        settings.run.advertised = {any.address};
        settings.run.internalNetworks = model::defaultInternalNetworks();
        settings.run.targetNetworks = model::defaultTargetNetworks();
    }
    [[nodiscard]] base::Result<void> start() {
        PORTOLAN_TRY(runtime, Runtime::start(settings, "0.1.0"));
        return {};
    }
    [[nodiscard]] base::SocketAddress at(const char* name) const {
        for (const api::ListenerView& view : runtime->listeners())
            if (view.name == name)
                return view.address;
        return {};
    }
    [[nodiscard]] HttpReply add(const std::string& name, std::uint16_t port) const {
        return fetch(at("api"), {"POST",
                                 "/add-record",
                                 "",
                                 {{"Content-Type", "application/json"}},
                                 "{\"name\":\"" + name + "\",\"forward_to_ip\":\"127.0.0.1\",\"port\":" +
                                     std::to_string(port) + "}"});
    }
    [[nodiscard]] std::string health(const std::string& name) const {
        return Json::parse(fetch(at("api"), {"GET", "/api/v1/services"}).body)["items"]
            .find("host", name + "." + zone)["health"]["state"]
            .text();
    }

    model::Settings settings;
    std::unique_ptr<Runtime> runtime;
};

}  // namespace

class RuntimeTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void whatIsAddedIsServedWhenTheReplyIsThere() {
        const QTemporaryDir directory;
        const TestUpstream upstream("hello");
        Bench bench(directory);
        const auto started = bench.start();
        QVERIFY2(started.ok(), started.ok() ? "" : started.error().message.c_str());
        for (int i = 0; i < 20; ++i) {
            const std::string name = "s" + std::to_string(i);
            QCOMPARE(bench.add(name, upstream.port()).status, 201);
            QCOMPARE(askUdp(bench.at("dns"), name + "." + zone).answer(), std::string("127.0.0.1"));
            QCOMPARE(askTcp(bench.at("dns"), name + "." + zone).answer(), std::string("127.0.0.1"));
            QCOMPARE(fetch(bench.at("http"), {"GET", "/", name + "." + zone}).body, std::string("hello"));
        }
        QVERIFY(waitUntil([&] { return bench.health("s0") == "up"; }));
    }
    void theNextRunServesWhatWasAdded() {
        const QTemporaryDir directory;
        const TestUpstream upstream("kept");
        std::string firstToken;
        {
            Bench bench(directory);
            QVERIFY(bench.start().ok());
            firstToken = bench.runtime->token();
            QCOMPARE(bench.add("kept", upstream.port()).status, 201);
        }
        Bench bench(directory);
        QVERIFY(bench.start().ok());
        QVERIFY(bench.runtime->token() != firstToken);
        QCOMPARE(askUdp(bench.at("dns"), std::string("kept.") + zone).answer(), std::string("127.0.0.1"));
        QCOMPARE(fetch(bench.at("http"), {"GET", "/", std::string("kept.") + zone}).body,
                 std::string("kept"));
    }
    void thePrivateApiAnswersOnLoopback() {
        const QTemporaryDir directory;
        Bench bench(directory);
        QVERIFY(bench.start().ok());
        QCOMPARE(bench.runtime->privateUrl(), "http://" + bench.at("private-api").toString());
        const Fields token{{"Authorization", "Bearer " + bench.runtime->token()}};
        QCOMPARE(fetch(bench.at("private-api"), {"GET", "/api/v1/services", "", token}).status, 200);
        const Fields wrong{{"Authorization", "Bearer wrong"}};
        QCOMPARE(fetch(bench.at("private-api"), {"GET", "/api/v1/services", "", wrong}).status, 401);
    }
    void aReloadTakesEffectWhileRunning() {
        const QTemporaryDir directory;
        Bench bench(directory);
        QVERIFY(bench.start().ok());
        QCOMPARE(askUdp(bench.at("dns"), "second.example", DnsType::Soa).rcode, dnsRefused);
        model::RunSettings next = bench.settings.run;
        next.zones.push_back(model::HostName::parse("second.example").value());
        bench.runtime->reload(next);
        QVERIFY(waitUntil(
            [&] { return askUdp(bench.at("dns"), "second.example", DnsType::Soa).rcode == dnsNoError; }));
        QVERIFY(waitUntil([&] {
            return fetch(bench.at("http"), {"GET", "/health", "dns.second.example"}).status == 200;
        }));
    }
    void aDrainLetsRunningRequestsFinishAndEndsEventStreams() {
        const QTemporaryDir directory;
        const TestUpstream upstream("late");
        Bench bench(directory);
        QVERIFY(bench.start().ok());
        QCOMPARE(bench.add("slow", upstream.port()).status, 201);
        HttpConnection events(bench.at("api"));
        QVERIFY(events.send({"GET", "/api/v1/events"}));
        QCOMPARE(events.receiveHead().status, 200);
        HttpConnection running(bench.at("http"));
        QVERIFY(running.send({"GET", "/slow/300", std::string("slow.") + zone}));
        QVERIFY(waitUntil([&] { return upstream.slowRequests() == 1; }));
        std::atomic<bool> isDone{false};
        const base::SocketAddress http = bench.at("http");
        bench.runtime->drain(5s, [&] { isDone = true; });
        QCOMPARE(running.receive().body, std::string("late"));
        QVERIFY(events.closedByPeer(2s));
        QVERIFY(waitUntil([&] { return isDone.load(); }));
        QCOMPARE(HttpConnection(http, 200ms).connected(), false);
    }
    void theGraceOfADrainIsKept() {
        const QTemporaryDir directory;
        const TestUpstream upstream("never");
        Bench bench(directory);
        QVERIFY(bench.start().ok());
        QCOMPARE(bench.add("slow", upstream.port()).status, 201);
        HttpConnection running(bench.at("http"));
        QVERIFY(running.send({"GET", "/slow/60000", std::string("slow.") + zone}));
        QVERIFY(waitUntil([&] { return upstream.slowRequests() == 1; }));
        std::atomic<bool> isDone{false};
        bench.runtime->drain(100ms, [&] { isDone = true; });
        QVERIFY(waitUntil([&] { return isDone.load(); }, 2s));
    }
    void itMayBeDestroyedInTheMiddleOfEverything() {
        const QTemporaryDir directory;
        const TestUpstream upstream("busy");
        for (int round = 0; round < 3; ++round) {
            Bench bench(directory);
            QVERIFY(bench.start().ok());
            const base::SocketAddress api = bench.at("api");
            const base::SocketAddress http = bench.at("http");
            std::atomic<bool> isOver{false};
            std::atomic<int> answered{0};
            std::vector<std::thread> callers;
            for (int t = 0; t < 4; ++t)
                callers.emplace_back([&, t] {
                    for (int i = 0; !isOver; ++i) {
                        const std::string name = "r" + std::to_string(round) + "t" + std::to_string(t) + "n" +
                                                 std::to_string(i) + "." + zone;
                        HttpConnection adding(api, 500ms);
                        (void)adding.send({"POST",
                                           "/add-record",
                                           "",
                                           {{"Content-Type", "application/json"}},
                                           "{\"name\":\"" + name +
                                               "\",\"forward_to_ip\":\"127.0.0.1\",\"port\":" +
                                               std::to_string(upstream.port()) + "}"});
                        if (adding.receive().status == 201)
                            ++answered;
                        (void)fetch(http, {"GET", "/", name});
                    }
                });
            const bool isBusy = waitUntil([&] { return answered > 20; });
            bench.runtime.reset();
            isOver = true;
            for (std::thread& caller : callers)
                caller.join();
            QVERIFY(isBusy);
        }
    }
    void aCatalogOfANewerProgramIsRefusedAndLeftAlone() {
        const QTemporaryDir directory;
        {
            Bench bench(directory);
            QVERIFY(bench.start().ok());
        }
        QFile file(directory.filePath(QStringLiteral("catalog.sqlite")));
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.seek(60));  // user_version, big-endian. Source: SQLite file format, section 1.3
        QCOMPARE(file.write(QByteArray("\x00\x00\x27\x0f", 4)), qint64(4));
        file.close();
        Bench bench(directory);
        QCOMPARE(bench.start().error().code, std::string("store.newer"));
    }
};

QTEST_GUILESS_MAIN(RuntimeTest)
#include "tst_runtime.moc"
