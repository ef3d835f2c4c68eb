// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Real traffic through the real program to a real upstream: what arrives on the other side, in both
// directions, and what a change of the catalog does to it.
#include "tests/support/dnsclient.h"
#include "tests/support/printing.h"
#include "tests/support/program.h"
#include "tests/support/testupstream.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <thread>

using namespace portolan::support;

namespace {

const std::string host = "app.internal.example";

/// A masked client frame (RFC 6455 section 5.2) of at most 125 bytes.
std::string frame(char opcode, std::string_view payload) {
    std::string bytes{static_cast<char>(0x80 | opcode), static_cast<char>(0x80 | payload.size()), 1, 2, 3, 4};
    for (std::size_t i = 0; i < payload.size(); ++i)
        bytes += static_cast<char>(payload[i] ^ static_cast<char>(i % 4 + 1));
    return bytes;
}

const std::string handshake =
    "GET /websocket HTTP/1.1\r\nHost: app.internal.example\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

std::string pattern(std::size_t size) {
    std::string bytes(size, ' ');
    for (std::size_t i = 0; i < size; ++i)
        bytes[i] = TestUpstream::patternByte(i);
    return bytes;
}

}  // namespace

class TrafficTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TestUpstream> m_upstream;
    std::unique_ptr<ProgramUnderTest> m_program;

    [[nodiscard]] HttpReply get(const std::string& target) const { return m_program->through(host, target); }
    [[nodiscard]] HttpReply remove(const std::string& name) const {
        return m_program->call(jsonCall("DELETE", "/remove-record", jsonText("{'name':'" + name + "'}")));
    }

  private Q_SLOTS:
    void init() {
        m_upstream = std::make_unique<TestUpstream>("this is the app");
        ProgramOptions options;
        options.arguments = {"--workers", "4"};
        m_program = std::make_unique<ProgramUnderTest>(options);
        QVERIFY2(m_program->start(), m_program->explain().c_str());
        const HttpReply added = m_program->addService(host, m_upstream->port());
        QVERIFY2(added.status == 201, (added.failure + added.body).c_str());
    }
    void cleanup() {
        if (QTest::currentTestFailed())
            qWarning("%s", m_program->explain().c_str());
        m_program.reset();
        m_upstream.reset();
    }

    void everySpellingOfTheNameIsTheSameName_data() {
        QTest::addColumn<QByteArray>("name");
        for (const char* name : {"app.internal.example", "APP.Internal.Example", "app.internal.example.",
                                 "App.INTERNAL.example."})
            QTest::newRow(name) << QByteArray(name);
    }
    void everySpellingOfTheNameIsTheSameName() {
        QFETCH(QByteArray, name);
        const std::string spelling = name.toStdString();
        QCOMPARE(m_program->through(spelling).body, std::string("this is the app"));
        QCOMPARE(m_program->through(spelling + ":80").body, std::string("this is the app"));
        QCOMPARE(askUdp(m_program->dns(), spelling).answer(), std::string("127.0.0.1"));
        QCOMPARE(m_program->addService(spelling, m_upstream->port()).status, 200);
        QCOMPARE(Json::parse(m_program->call({"GET", "/list-records"}).body).size(), std::size_t{1});
        QVERIFY(Json::parse(remove(spelling).body)["removed"].boolean());
        QCOMPARE(m_program->through("app.internal.example").status, 404);
    }

    void dnsAnswersAsTheAuthority() {
        for (const auto ask : {askUdp, askTcp}) {
            const DnsReply hit = ask(m_program->dns(), host, DnsType::A, 3s);
            QCOMPARE(hit.rcode, dnsNoError);
            QVERIFY(hit.authoritative);
            QVERIFY(hit.answers.at(0).ttl >= 30 && hit.answers.at(0).ttl <= 60);
            const DnsReply missing = ask(m_program->dns(), "nobody.internal.example", DnsType::A, 3s);
            QCOMPARE(missing.rcode, dnsNameError);
            QCOMPARE(missing.authority.at(0).type, static_cast<std::uint16_t>(DnsType::Soa));
            const DnsReply noData = ask(m_program->dns(), host, DnsType::Https, 3s);
            QCOMPARE(noData.rcode, dnsNoError);
            QVERIFY(noData.answers.empty());
            QCOMPARE(noData.authority.at(0).type, static_cast<std::uint16_t>(DnsType::Soa));
            QCOMPARE(ask(m_program->dns(), "example.org", DnsType::A, 3s).rcode, dnsRefused);
        }
    }

    void aRecordWithoutAPortIsDnsOnly() {
        const HttpReply added =
            m_program->call(jsonCall("POST", "/add-record", R"({"name":"printer","ip":"192.168.7.7"})"));
        QCOMPARE(added.status, 201);
        QVERIFY(!Json::parse(added.body)["proxy_rule"].exists());
        QCOMPARE(askUdp(m_program->dns(), "printer.internal.example").answer(), std::string("192.168.7.7"));
        QCOMPARE(m_program->through("printer.internal.example").status, 404);
    }

    void forwardsWhatItMustAndReplacesWhatCouldBeForged() {
        const HttpReply reply = fetch(m_program->http(), {"GET",
                                                          "/echo?q=1&r=%20",
                                                          host,
                                                          {{"X-Forwarded-For", "8.8.8.8"},
                                                           {"X-Forwarded-Proto", "https"},
                                                           {"Connection", "close, X-Private"},
                                                           {"X-Private", "1"},
                                                           {"Portolan-Peer", "8.8.8.8"},
                                                           {"Cookie", "a=b"}}});
        QCOMPARE(reply.status, 200);
        QVERIFY2(reply.body.starts_with("GET /echo?q=1&r=%20 HTTP/1.1\r\n"), reply.body.c_str());
        const auto has = [&](const char* text) { return reply.body.find(text) != std::string::npos; };
        QVERIFY2(has("Host: app.internal.example\r\n") && has("Cookie: a=b\r\n"), reply.body.c_str());
        QVERIFY2(has("X-Forwarded-For: 127.0.0.1\r\n") && has("X-Forwarded-Proto: http\r\n"),
                 reply.body.c_str());
        QVERIFY2(has("X-Forwarded-Host: app.internal.example\r\n"), reply.body.c_str());
        QVERIFY2(!has("8.8.8.8") && !has("X-Private") && !has("Portolan-Peer"), reply.body.c_str());
    }

    void keepsOneConnectionForManyRequests() {
        HttpConnection connection(m_program->http());
        for (int i = 0; i < 100; ++i) {
            QVERIFY(connection.send({"GET", "/", host}));
            QCOMPARE(connection.receive().body, std::string("this is the app"));
        }
        QVERIFY(connection.send({"HEAD", "/", host}));
        const HttpReply head = connection.receive(ReplyBody::None);
        QCOMPARE(head.field("Content-Length"), std::string("15"));
        QVERIFY(connection.send({"GET", "/status/204", host}));
        QCOMPARE(connection.receive().status, 204);
        QVERIFY(connection.send({"GET", "/chunked", host}));
        QCOMPARE(connection.receive().body, std::string("onetwothree"));
        QVERIFY(connection.send({"GET", "/", host}));
        QCOMPARE(connection.receive().body, std::string("this is the app"));
    }

    void answersPipelinedRequestsInOrder() {
        HttpConnection connection(m_program->http());
        std::string requests;
        for (const char* target : {"/slow/100", "/echo?second", "/chunked", "/echo?fourth"})
            requests += std::string("GET ") + target + " HTTP/1.1\r\nHost: app.internal.example\r\n\r\n";
        QVERIFY(connection.sendRaw(requests));
        QCOMPARE(connection.receive().body, std::string("this is the app"));
        QVERIFY(connection.receive().body.starts_with("GET /echo?second"));
        QCOMPARE(connection.receive().body, std::string("onetwothree"));
        QVERIFY(connection.receive().body.starts_with("GET /echo?fourth"));
    }

    void carriesLongBodiesBothWays() {
        const std::string sent = pattern(32 * 1024 * 1024);
        HttpConnection connection(m_program->http(), 60s);
        std::thread sender([&] {
            connection.sendRaw("POST /echo-body HTTP/1.1\r\nHost: app.internal.example\r\nContent-Length: " +
                               std::to_string(sent.size()) + "\r\n\r\n" + sent);
        });
        const HttpReply reply = connection.receive();
        sender.join();
        QVERIFY2(reply.failure.empty(), reply.failure.c_str());
        QVERIFY(reply.body == sent);
        const HttpReply downloaded = get("/bytes/50000001");
        QVERIFY(downloaded.body == pattern(50000001));
    }

    void carriesChunkedUploads() {
        HttpConnection connection(m_program->http());
        QVERIFY(
            connection.sendRaw("POST /echo-body HTTP/1.1\r\nHost: app.internal.example\r\n"
                               "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"));
        const HttpReply head = connection.receiveHead();
        QCOMPARE(head.status, 200);
        QVERIFY2(!connection.receiveUntil("hello").empty(), "the first chunk waited for the second");
        QVERIFY(connection.sendRaw("6;x=y\r\n world\r\n0\r\n\r\n"));
        QVERIFY(!connection.receiveUntil(" world").empty());
        QVERIFY(!connection.receiveUntil("0\r\n\r\n").empty());
    }

    void aSlowReaderDoesNotFillTheMemory() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        QSKIP("resident memory says nothing under a sanitizer");
#endif
        const auto residentKib = [&] {
            const auto status = runCommand(
                {{"grep", "VmRSS", "/proc/" + std::to_string(m_program->process().pid()) + "/status"}, {}});
            return std::atol(status.output.c_str() + status.output.find_first_of("0123456789"));
        };
        QCOMPARE(get("/bytes/1000000").body.size(), std::size_t{1000000});
        const long before = residentKib();
        HttpConnection connection(m_program->http(), 60s);
        QVERIFY(connection.send({"GET", "/bytes/300000000", host}));
        QVERIFY(!connection.receiveUntil("\r\n\r\n").empty());
        HttpConnection other(m_program->http());
        for (int i = 0; i < 50; ++i) {
            QVERIFY(other.send({"GET", "/slow/10", host}));
            QCOMPARE(other.receive().status, 200);
        }
        QVERIFY2(residentKib() - before < 32 * 1024, std::to_string(residentKib() - before).c_str());
    }

    void tunnelsWebSocketsFromTheFirstByte() {
        HttpConnection connection(m_program->http());
        QVERIFY(connection.sendRaw(handshake + frame(1, "with the handshake")));
        const std::string head = connection.receiveUntil("\r\n\r\n");
        QVERIFY2(head.starts_with("HTTP/1.1 101 ") &&
                     head.find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") != std::string::npos,
                 head.c_str());
        QVERIFY(!connection.receiveUntil("with the handshake").empty());
        for (int i = 0; i < 20; ++i) {
            const std::string text = "message " + std::to_string(i);
            QVERIFY(connection.sendRaw(frame(1, text)));
            QVERIFY(!connection.receiveUntil(text).empty());
        }
        QVERIFY(connection.sendRaw(frame(8, "\x03\xe8")));
        QCOMPARE(connection.receiveUntil("\x03\xe8"), std::string("\x88\x02\x03\xe8"));
        QVERIFY(connection.closedByPeer(5s));
    }

    void aClientThatGoesAwayEndsTheUpstreamsWork() {
        {
            HttpConnection connection(m_program->http());
            QVERIFY(connection.send({"GET", "/stream", host}));
            QVERIFY(!connection.receiveUntil("data: x").empty());
            QCOMPARE(m_upstream->runningStreams(), 1);
        }
        QVERIFY(waitUntil([&] { return m_upstream->runningStreams() == 0; }, 5s));
    }

    void saysWhatIsWrongWithATarget() {
        QCOMPARE(get("/garbage").status, 502);
        QCOMPARE(get("/close").status, 502);
        QCOMPARE(get("/").status, 200);
        m_upstream->stop();
        const HttpReply page = fetch(m_program->http(), {"GET", "/", host, {{"Accept", "text/html"}}});
        QCOMPARE(page.status, 502);
        QVERIFY(page.field("Content-Type").starts_with("text/html"));
        QVERIFY(page.field("Content-Security-Policy").find("default-src 'none'") != std::string::npos);
        QVERIFY(page.field("Cache-Control").find("no-store") != std::string::npos);
        QVERIFY2(page.body.find(std::to_string(m_upstream->port())) == std::string::npos,
                 "the page names the target");
        const HttpReply json = fetch(m_program->http(), {"GET", "/", host, {{"Accept", "application/json"}}});
        QVERIFY(json.field("Content-Type").starts_with("application/json"));
    }

    void sharesTheRequestsAmongSeveralTargets() {
        const TestUpstream second("this is the second");
        const std::string targets = R"([{"ip":"127.0.0.1","port":)" + std::to_string(m_upstream->port()) +
                                    R"(},{"ip":"127.0.0.1","port":)" + std::to_string(second.port()) + "}]";
        const HttpReply updated =
            m_program->call(jsonCall("POST", "/add-record", R"({"name":"app","targets":)" + targets + "}"));
        QVERIFY2(updated.status == 200, updated.body.c_str());
        int fromSecond = 0;
        HttpConnection connection(m_program->http());
        for (int i = 0; i < 20; ++i) {
            QVERIFY(connection.send({"GET", "/", host}));
            fromSecond += connection.receive().body == "this is the second" ? 1 : 0;
        }
        QCOMPARE(fromSecond, 10);
    }

    void aChangeIsLiveWhenItsReplyComes() {
        const TestUpstream other("moved");
        for (int i = 0; i < 20; ++i) {
            const std::string name = "live" + std::to_string(i) + ".internal.example";
            QCOMPARE(askUdp(m_program->dns(), name).rcode, dnsNameError);
            QCOMPARE(m_program->addService(name, m_upstream->port()).status, 201);
            QCOMPARE(askUdp(m_program->dns(), name).answer(), std::string("127.0.0.1"));
            QCOMPARE(m_program->through(name).body, std::string("this is the app"));
            QCOMPARE(m_program->addService(name, other.port()).status, 200);
            QCOMPARE(m_program->through(name).body, std::string("moved"));
            QCOMPARE(remove(name).status, 200);
            QCOMPARE(askUdp(m_program->dns(), name).rcode, dnsNameError);
            QCOMPARE(m_program->through(name).status, 404);
        }
        const Json again = Json::parse(remove("live0.internal.example").body);
        QVERIFY(again["removed"].exists() && !again["removed"].boolean());
    }

    void theSerialRisesWithEachChange() {
        const auto serial = [&] {
            const auto printed = runCommand({{"dig", "+short", "-p", std::to_string(m_program->dns().port),
                                              "@127.0.0.1", "internal.example", "SOA"},
                                             {}})
                                     .output;
            return std::stoll(printed.substr(printed.find(' ', printed.find(' ') + 1)));
        };
        const auto first = serial();
        QCOMPARE(m_program->addService("another", 80).status, 201);
        const auto second = serial();
        QVERIFY(second > first);
        QCOMPARE(remove("another").status, 200);
        QVERIFY(serial() > second);
    }

    void aChangeCutsNoRunningStream() {
        HttpConnection stream(m_program->http());
        QVERIFY(stream.send({"GET", "/stream", host}));
        QVERIFY(!stream.receiveUntil("data: x").empty());
        HttpConnection tunnel(m_program->http());
        QVERIFY(tunnel.sendRaw(handshake));
        QVERIFY(!tunnel.receiveUntil("\r\n\r\n").empty());
        QCOMPARE(remove(host).status, 200);
        QCOMPARE(get("/").status, 404);
        for (int i = 0; i < 5; ++i)
            QVERIFY(!stream.receiveUntil("data: x").empty());
        QVERIFY(tunnel.sendRaw(frame(1, "still open")));
        QVERIFY(!tunnel.receiveUntil("still open").empty());
    }
};

QTEST_GUILESS_MAIN(TrafficTest)
#include "tst_traffic.moc"
