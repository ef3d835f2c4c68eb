// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The program's own https: what one call adds is reached by curl that believes the zone's root and nothing
// else.
#include "tests/support/process.h"
#include "tests/support/program.h"
#include "tests/support/testcertificate.h"
#include "tests/support/testupstream.h"

#include <QTest>

#include <fstream>

using namespace portolan::support;

class HttpsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init() {
        m_program = std::make_unique<ProgramUnderTest>();
        QVERIFY2(m_program->start(), m_program->explain().c_str());
        QCOMPARE(m_program->addService("app", m_upstream.port()).status, 201);
    }
    void cleanup() { m_program.reset(); }

    void whatIsAddedIsServedAtOnce() {
        QCOMPARE(curl("app", "/"), std::string("hello"));
        QCOMPARE(curl("app", "/", {"--tls-max", "1.2"}), std::string("hello"));
        // The request as the target saw it.
        const std::string echo = curl("app", "/echo");
        QVERIFY2(echo.find("X-Forwarded-Proto: https\r\n") != std::string::npos, echo.c_str());
    }

    void theApiAndThePagesAreThereToo() {
        const std::string health = curl("dns", "/health");
        QVERIFY2(health.find(R"("https":{"message":"","status":"ok"})") != std::string::npos, health.c_str());
        const std::string added = curl("dns", "/add-record",
                                       {"-H", "Content-Type: application/json", "-d",
                                        R"({"name":"second","port":)" + std::to_string(m_upstream.port()) +
                                            R"(,"forward_to_ip":"127.0.0.1"})"});
        QVERIFY2(added.find("second.internal.example") != std::string::npos, added.c_str());
        QCOMPARE(curl("second", "/"), std::string("hello"));
        QVERIFY(curl("portolan", "/").find("https://app.internal.example:") != std::string::npos);
    }

    void whatIsRemovedIsServedNoMore() {
        QCOMPARE(curl("app", "/"), std::string("hello"));
        QCOMPARE(m_program->callWithToken({"DELETE", "/remove-record?name=app.internal.example"}).status,
                 200);
        const std::string page = curl("app", "/");
        QVERIFY2(page.find("Nothing is registered under this name") != std::string::npos, page.c_str());
    }

    void handshakesAreCounted() {
        QCOMPARE(curl("app", "/"), std::string("hello"));
        const TestCertificate stranger({.name = "stranger", .isAuthority = true});
        const std::string file = (m_program->dataFolder() / "stranger.pem").string();
        std::ofstream(file) << stranger.certificatePem();
        QCOMPARE(curl("app", "/", {"--cacert", file}), std::string());
        const std::string metrics = m_program->call({"GET", "/metrics"}).body;
        for (const char* line : {"portolan_tls_handshakes_total{version=\"TLSv1.3\",kind=\"full\"} 1\n",
                                 "portolan_tls_handshake_failures_total{reason=\"not_trusted\"} 1\n"})
            QVERIFY2(metrics.find(line) != std::string::npos, metrics.c_str());
        const HttpReply traffic = m_program->call({"GET", "/api/v1/traffic"});
        QVERIFY2(traffic.body.find("\"not_trusted\":1") != std::string::npos, traffic.body.c_str());
    }

  private:
    /// The body of what curl gets from that name of the zone.
    [[nodiscard]] std::string curl(const std::string& label, const std::string& path,
                                   const std::vector<std::string>& more = {}) const {
        const std::string host = label + ".internal.example";
        const std::string port = std::to_string(m_program->address("https").port);
        Command command{
            .arguments = {"curl", "-sS", "--max-time", "10", "--cacert",
                          (m_program->dataFolder() / "pki/internal.example/root.pem").string(), "--resolve",
                          host + ":" + port + ":127.0.0.1", "https://" + host + ":" + port + path},
            .environment = {}};
        command.arguments.insert(command.arguments.end(), more.begin(), more.end());
        return runCommand(command).output;
    }

    TestUpstream m_upstream{"hello"};
    std::unique_ptr<ProgramUnderTest> m_program;
};

QTEST_GUILESS_MAIN(HttpsTest)
#include "tst_https.moc"
