// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the program says of its traffic, against traffic whose every request is known: counters, the last
// requests, the access log and the metrics tell the same story.
#include "tests/support/dnsclient.h"
#include "tests/support/printing.h"
#include "tests/support/program.h"
#include "tests/support/testupstream.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

using namespace portolan::support;

namespace {

const std::string host = "app.internal.example";

std::vector<Json> linesOf(const std::filesystem::path& file) {
    std::vector<Json> lines;
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(Json::parse(line));
    return lines;
}

const std::string handshake =
    "GET /websocket?token=secret HTTP/1.1\r\nHost: app.internal.example\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

}  // namespace

class ObservingTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TestUpstream> m_upstream;
    std::unique_ptr<ProgramUnderTest> m_program;
    std::unique_ptr<TemporaryFolder> m_logs;

    [[nodiscard]] std::filesystem::path log() const { return m_logs->path() / "access.log"; }
    [[nodiscard]] HttpReply get(const std::string& target) const { return m_program->through(host, target); }
    [[nodiscard]] Json asked(const std::string& target) const {
        return Json::parse(m_program->callWithToken({"GET", target}).body);
    }
    [[nodiscard]] Json requests(const std::string& query = "limit=2000") const {
        return asked("/api/v1/requests?" + query)["items"];
    }
    [[nodiscard]] Json traffic() const {
        const std::string id = asked("/api/v1/services")["items"].find("host", host)["id"].text();
        return asked("/api/v1/services/" + id)["traffic"];
    }

    void start(std::vector<std::string> more = {}) {
        m_logs = std::make_unique<TemporaryFolder>();
        ProgramOptions options;
        options.arguments = {"--workers", "4", "--access-log", log().string()};
        options.arguments.insert(options.arguments.end(), more.begin(), more.end());
        m_program = std::make_unique<ProgramUnderTest>(options);
        QVERIFY2(m_program->start(), m_program->explain().c_str());
        QCOMPARE(m_program->addService(host, m_upstream->port()).status, 201);
    }

    /// One of each kind; returns how many records they make.
    std::size_t makeTraffic() {
        (void)get("/?password=secret");
        (void)get("/bytes/300000");
        (void)fetch(m_program->http(), {"POST", "/echo-body", host, {}, "hello"});
        (void)m_program->through("nobody.internal.example", "/x");
        (void)get("/garbage");
        HttpConnection broken(m_program->http());
        (void)broken.sendRaw("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
        (void)broken.receive();
        HttpConnection tunnel(m_program->http());
        (void)tunnel.sendRaw(handshake);
        (void)tunnel.receiveUntil("\r\n\r\n");
        (void)tunnel.sendRaw(std::string("\x88\x82\x01\x02\x03\x04\x02\xea", 8));
        (void)tunnel.closedByPeer(5s);
        HttpConnection stream(m_program->http());
        (void)stream.send({"GET", "/stream", host});
        (void)stream.receiveUntil("data: x");
        return 8;
    }

  private Q_SLOTS:
    void init() { m_upstream = std::make_unique<TestUpstream>("this is the app"); }
    void cleanup() {
        if (QTest::currentTestFailed() && m_program)
            qWarning("%s", m_program->explain().c_str());
        m_program.reset();
        m_upstream.reset();
    }

    void countersRingAndLogTellTheSame() {
        start();
        const std::size_t made = makeTraffic();
        QVERIFY(waitUntil([&] { return requests().size() == made; }));
        QVERIFY(waitUntil([&] { return linesOf(log()).size() == made; }));
        const Json ring = requests();
        for (const Json& line : linesOf(log()))
            QCOMPARE(ring.find("id", line["id"].text()).text(), line.text());

        QCOMPARE(ring.find("path", "/")["status"].number(), std::int64_t{200});
        const Json download = ring.find("path", "/bytes/300000");
        QVERIFY(download["bytes_out"].number() > 300000 && download["bytes_out"].number() < 301000);
        QVERIFY(ring.find("method", "POST")["bytes_in"].number() > 5);
        QCOMPARE(ring.find("host", "nobody.internal.example")["failure"].text(),
                 std::string("proxy.unknown_host"));
        QCOMPARE(ring.find("path", "/garbage")["failure"].text(), std::string("proxy.upstream_bad_answer"));
        const Json tunnel = ring.find("path", "/websocket");
        QVERIFY(tunnel["tunnel"].boolean());
        QCOMPARE(tunnel["status"].number(), std::int64_t{101});
        QCOMPARE(ring.find("path", "/stream")["outcome"].text(), std::string("client_gone"));
        QCOMPARE(ring.find("failure", "proxy.bad_request")["status"].number(), std::int64_t{400});

        const Json counted = traffic();
        QCOMPARE(counted["requests"].number(), std::int64_t{6});
        QCOMPARE(counted["status"]["2xx"].number(), std::int64_t{4});
        QCOMPARE(counted["status"]["1xx"].number(), std::int64_t{1});
        QCOMPARE(counted["failures"]["proxy.upstream_bad_answer"].number(), std::int64_t{1});
        QCOMPARE(counted["tunnel_bytes_in"].number(), std::int64_t{8});
        QCOMPARE(counted["duration"]["count"].number(), std::int64_t{5});
        QVERIFY(counted["connect"]["count"].number() >= 1);
        std::int64_t in = 0;
        std::int64_t out = 0;
        for (std::size_t i = 0; i < ring.size(); ++i)
            if (ring[i]["service"].exists()) {
                in += ring[i]["bytes_in"].number();
                out += ring[i]["bytes_out"].number();
            }
        QCOMPARE(counted["bytes_in"].number(), in);
        QCOMPARE(counted["bytes_out"].number(), out);
    }

    void nothingThatBelongsToAUrlsQueryIsKept() {
        start();
        const std::size_t made = makeTraffic();
        QVERIFY(waitUntil([&] { return linesOf(log()).size() == made; }));
        std::ifstream stream(log());
        const std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
        QVERIFY(text.find("secret") == std::string::npos);
        QVERIFY(m_program->callWithToken({"GET", "/api/v1/requests"}).body.find("secret") ==
                std::string::npos);
    }

    void requestsNeedATokenAndCanBeNarrowedDown() {
        start();
        (void)makeTraffic();
        QCOMPARE(m_program->call({"GET", "/api/v1/requests"}).status, 401);
        QCOMPARE(m_program->call({"GET", "/api/v1/queries"}).status, 401);
        QCOMPARE(requests("status=5xx").size(), std::size_t{1});
        QCOMPARE(requests("host=NOBODY.internal.example").size(), std::size_t{1});
        const Json two = requests("limit=2");
        QCOMPARE(two.size(), std::size_t{2});
        QCOMPARE(requests("after=" + two[1]["id"].text()).size(), std::size_t{1});
    }

    void queriesAndMissingNamesAreShown() {
        start();
        for (int i = 0; i < 3; ++i)
            (void)askUdp(m_program->dns(), "grafana.internal.example");
        (void)askTcp(m_program->dns(), "GRAFANA.internal.example", DnsType::Aaaa);
        (void)askUdp(m_program->dns(), host);
        (void)askUdp(m_program->dns(), "example.org");
        const Json page = asked("/api/v1/queries");
        QCOMPARE(page["items"].size(), std::size_t{6});
        const Json tcp = page["items"].find("transport", "tcp");
        QCOMPARE(tcp["name"].text(), std::string("GRAFANA.internal.example"));
        QCOMPARE(tcp["type"].text(), std::string("AAAA"));
        QCOMPARE(tcp["rcode"].text(), std::string("NXDOMAIN"));
        QVERIFY(tcp["duration_ms"].exists());
        QCOMPARE(page["missing"].size(), std::size_t{1});
        QCOMPARE(page["missing"][0]["count"].number(), std::int64_t{4});
        QCOMPARE(asked("/api/v1/queries?rcode=REFUSED")["items"].size(), std::size_t{1});
        const Json dns = asked("/api/v1/traffic")["dns"];
        QCOMPARE(dns["rcode"]["NXDOMAIN"].number(), std::int64_t{4});
        QCOMPARE(dns["type"]["AAAA"].number(), std::int64_t{1});
        QCOMPARE(dns["transport"]["udp"].number(), std::int64_t{5});
        QCOMPARE(dns["latency"]["count"].number(), std::int64_t{6});
    }

    void theNetworkMayReadTheMetrics() {
        start();
        (void)get("/");
        const HttpReply reply = m_program->call({"GET", "/metrics"});
        QCOMPARE(reply.status, 200);
        QVERIFY(reply.field("Content-Type").starts_with("text/plain; version=0.0.4"));
        QVERIFY(reply.body.find("portolan_service_requests_total{service=\"" + host +
                                "\",class=\"2xx\"} 1\n") != std::string::npos);
        QVERIFY2(reply.body.find("127.0.0.1") == std::string::npos, "a client's address is in the metrics");
    }

    void aRemovedServiceLeavesTheMetrics() {
        start();
        (void)get("/");
        QVERIFY(m_program->call({"GET", "/metrics"}).body.find(host) != std::string::npos);
        const HttpReply removed =
            m_program->callWithToken(jsonCall("DELETE", "/remove-record", R"({"name":"app"})"));
        QCOMPARE(removed.status, 200);
        QVERIFY(m_program->call({"GET", "/metrics"}).body.find(host) == std::string::npos);
        QCOMPARE(m_program->addService(host, m_upstream->port()).status, 201);
        QVERIFY(!traffic().exists());
    }

    void theLogLosesNoLineWhileItIsRotatedUnderLoad() {
        start({"--access-log-size", "1"});
        constexpr int connections = 4;
        constexpr int perConnection = 2000;
        std::vector<std::thread> clients;
        for (int c = 0; c < connections; ++c)
            clients.emplace_back([&, c] {
                HttpConnection connection(m_program->http());
                for (int i = 0; i < perConnection; ++i) {
                    const std::string path = "/echo/" + std::to_string(c * perConnection + i);
                    (void)connection.send({"GET", path, host});
                    (void)connection.receive();
                }
            });
        for (std::thread& client : clients)
            client.join();
        QVERIFY(m_program->terminate().has_value());
        std::multiset<std::string> paths;
        std::size_t files = 0;
        for (const auto& entry : std::filesystem::directory_iterator(m_logs->path())) {
            ++files;
            for (const Json& line : linesOf(entry.path()))
                paths.insert(line["path"].text());
        }
        QVERIFY(files > 1);
        QCOMPARE(paths.size(), std::size_t{connections * perConnection});
        QVERIFY(std::adjacent_find(paths.begin(), paths.end()) == paths.end());
    }

    void afterAnotherProgramMovedTheLogSighupOpensItAgain() {
        start();
        (void)get("/echo/before");
        QVERIFY(waitUntil([&] { return linesOf(log()).size() == 1; }));
        const std::filesystem::path moved = log().string() + ".moved";
        std::filesystem::rename(log(), moved);
        ::kill(m_program->process().pid(), SIGHUP);
        QVERIFY(waitUntil([&] {
            (void)get("/echo/after");
            return !linesOf(log()).empty();
        }));
        QCOMPARE(linesOf(log()).back()["path"].text(), std::string("/echo/after"));
        QCOMPARE(linesOf(moved).front()["path"].text(), std::string("/echo/before"));
    }

    void requestsGoOnWhenTheLogCannotBeWritten() {
        start({"--access-log", "/nowhere/at/all.log"});
        for (int i = 0; i < 5; ++i)
            QCOMPARE(get("/").status, 200);
        QVERIFY(waitUntil([&] {
            return m_program->call({"GET", "/metrics"})
                       .body.find("portolan_access_log_lost_total{reason=\"write_failed\"} 5\n") !=
                   std::string::npos;
        }));
    }
};

QTEST_GUILESS_MAIN(ObservingTest)
#include "tst_observing.moc"
