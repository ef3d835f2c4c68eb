// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The brief's acceptance, on a network of its own: omnitron runs Portolan, the other hosts are devices that
// know nothing but omnitron as their name server. Every step is what a user would type (curl, dig) on that
// device.
#include "tests/support/printing.h"
#include "tests/support/program.h"
#include "tests/support/requirenamespaces.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <memory>

using namespace portolan::support;

namespace {

/// The call of the brief, word for word.
constexpr const char* briefsCall =
    R"(curl -X POST http://dns.internal.jerkytreats.dev:8080/add-record -H "Content-Type: application/json" -d '{
      "service_name": "llm-service", "name": "llm.internal.jerkytreats.dev", "ip": "100.1.1.1",
      "port": 8080, "forward_to_ip": "100.2.2.2", "proxy_enabled": true }')";

const std::string apiByName = "http://dns.internal.jerkytreats.dev:8080";

std::string post(const std::string& path, const std::string& body, const std::string& method = "POST") {
    return "curl -sS -w ' %{http_code}' -X " + method + " " + apiByName + path +
           " -H 'Content-Type: application/json' -d '" + body + "'";
}

/// The status that post() appends.
std::string status(const CommandResult& result) {
    return result.output.substr(result.output.rfind(' ') + 1);
}

std::string firstLine(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

}  // namespace

class DevicesTest : public QObject {
    Q_OBJECT

  private:
    void startProgram(std::vector<std::string> dnsListeners = {"100.1.1.1:53", "[fd00:100::1]:53"}) {
        ProgramOptions options;
        options.listeners = ProgramOptions::Listeners::AsArgued;
        options.arguments = {"--zone",
                             "internal.jerkytreats.dev",
                             "--zone",
                             "second.example",
                             "--http",
                             "100.1.1.1:80",
                             "--http",
                             "[fd00:100::1]:80",
                             "--api",
                             "100.1.1.1:8080",
                             "--api",
                             "[fd00:100::1]:8080",
                             "--advertise",
                             "100.1.1.1",
                             "--advertise",
                             "fd00:100::1",
                             "--internal-networks",
                             "127.0.0.0/8,100.0.0.0/8,fd00:100::/64",
                             "--target-networks",
                             "127.0.0.0/8,100.0.0.0/8,fd00:100::/64"};
        for (const std::string& listener : dnsListeners)
            options.arguments.insert(options.arguments.end(), {"--dns", listener});
        options.wrap = [this](Command command) { return m_network->on("omnitron", std::move(command)); };
        m_program = std::make_unique<ProgramUnderTest>(options);
        QVERIFY2(m_program->start(), m_program->explain().c_str());
    }

    CommandResult on(const char* host, const std::string& line) { return m_network->shell(host, line); }

    void startUpstream(const char* host, const std::string& address, const std::string& body) {
        m_upstreams.push_back(
            std::make_unique<Process>(m_network->on(host, {{PORTOLAN_TEST_UPSTREAM, address, body}, {}})));
        auto& process = *m_upstreams.back();
        QVERIFY2(waitUntil([&] { return !process.standardOutput().empty() || !process.running(); }) &&
                     process.running(),
                 process.standardError().c_str());
    }

    std::unique_ptr<NetworkNamespaces> m_network;
    std::unique_ptr<ProgramUnderTest> m_program;
    std::vector<std::unique_ptr<Process>> m_upstreams;

  private Q_SLOTS:
    void initTestCase() {
        PORTOLAN_REQUIRE_NAMESPACES();
        m_network = std::make_unique<NetworkNamespaces>(
            std::vector<Host>{{"omnitron", {"100.1.1.1/8", "100.1.1.2/8", "fd00:100::1/64"}, "100.1.1.1"},
                              {"antarus", {"100.2.2.2/8"}, "100.1.1.1"},
                              {"third", {"100.3.3.3/8"}, "100.1.1.1"},
                              {"six", {"fd00:100::4/64"}, "fd00:100::1"},
                              {"stranger", {"100.9.9.9/8", "198.51.100.7/24"}, "100.1.1.1"}});
        QVERIFY2(m_network->failure().empty(), m_network->failure().c_str());
        startUpstream("antarus", "100.2.2.2:8080", "this is antarus");
        startUpstream("third", "100.3.3.3:9000", "this is the third");
        startUpstream("six", "[fd00:100::4]:9000", "this is six");
        QCOMPARE(on("third", "curl -s http://100.2.2.2:8080").output, std::string("this is antarus"));
        QCOMPARE(on("omnitron", "curl -s 'http://[fd00:100::4]:9000'").output, std::string("this is six"));
    }

    void cleanupTestCase() {
        m_program.reset();
        m_upstreams.clear();
        m_network.reset();
    }

    void init() { startProgram(); }
    void cleanup() {
        if (QTest::currentTestFailed() && m_program)
            qWarning("%s", m_program->explain().c_str());
        m_program.reset();
    }

    void theBriefsCallNamesAServiceForEveryDevice() {
        QCOMPARE(on("third", "dig +short llm.internal.jerkytreats.dev").output, std::string());
        const auto added = on("antarus", briefsCall);
        const Json reply = Json::parse(added.output);
        QVERIFY2(reply["name"].text() == "llm.internal.jerkytreats.dev",
                 (added.output + added.error).c_str());
        QCOMPARE(reply["proxy_rule"]["target_ip"].text(), std::string("100.2.2.2"));
        QCOMPARE(reply["proxy_rule"]["target_port"].number(), 8080);
        QCOMPARE(on("third", "dig +short llm.internal.jerkytreats.dev").output, std::string("100.1.1.1\n"));
        QCOMPARE(on("third", "dig +short +tcp llm.internal.jerkytreats.dev A").output,
                 std::string("100.1.1.1\n"));
        const auto reached = on("third", "curl http://llm.internal.jerkytreats.dev");
        QVERIFY2(reached.output == "this is antarus", (reached.output + reached.error).c_str());
        QCOMPARE(on("antarus", "curl -s http://LLM.internal.jerkytreats.dev.").output,
                 std::string("this is antarus"));
    }

    void aDeviceAddsItselfWithoutNamingItsAddress() {
        const auto added = on("third", post("/add-record", R"({"name":"wiki","port":9000})"));
        QVERIFY2(status(added) == "201", (added.output + added.error).c_str());
        QCOMPARE(on("antarus", "curl -s http://wiki.internal.jerkytreats.dev").output,
                 std::string("this is the third"));
        QCOMPARE(on("antarus", "curl -s http://wiki.internal.jerkytreats.dev -H 'X-Forwarded-For: 100.2.2.2'")
                     .output,
                 std::string("this is the third"));
    }

    void aForwardedForFieldDoesNotChooseTheTarget() {
        const auto refused = on("third", post("/add-record", R"({"name":"wiki","port":8080})") +
                                             " -H 'X-Forwarded-For: 100.2.2.2'");
        QVERIFY2(status(refused) == "401" || status(refused) == "403", refused.output.c_str());
        QCOMPARE(on("antarus", "dig +short wiki.internal.jerkytreats.dev").output, std::string());
    }

    void onlyTheDeviceThatAddedItMayRemoveIt() {
        QVERIFY(on("antarus", briefsCall).code == 0);
        const std::string remove =
            post("/remove-record", R"({"name":"llm.internal.jerkytreats.dev"})", "DELETE");
        const auto refused = on("third", remove);
        QVERIFY2(status(refused) == "403", (refused.output + refused.error).c_str());
        QCOMPARE(on("third", "curl -s http://llm.internal.jerkytreats.dev").output,
                 std::string("this is antarus"));
        const auto takenOver = on("third", post("/add-record", R"({"name":"llm","port":9000})"));
        QVERIFY2(status(takenOver) == "403", (takenOver.output + takenOver.error).c_str());
        QCOMPARE(on("third", "curl -s http://llm.internal.jerkytreats.dev").output,
                 std::string("this is antarus"));
        const auto removed = on("antarus", remove);
        QVERIFY2(status(removed) == "200", (removed.output + removed.error).c_str());
        const auto asked = on("third", "dig llm.internal.jerkytreats.dev");
        QVERIFY2(asked.output.find("status: NXDOMAIN") != std::string::npos, asked.output.c_str());
        const auto gone = on("third",
                             "curl -s -o /dev/null -w '%{http_code}' --connect-to ::100.1.1.1:80 "
                             "http://llm.internal.jerkytreats.dev");
        QCOMPARE(gone.output, std::string("404"));
    }

    void whatWasAcknowledgedIsThereAfterAKill() {
        QVERIFY(on("antarus", briefsCall).code == 0);
        m_program->kill9();
        QVERIFY2(m_program->start(), m_program->explain().c_str());
        QCOMPARE(on("third", "dig +short llm.internal.jerkytreats.dev").output, std::string("100.1.1.1\n"));
        QCOMPARE(on("third", "curl -s http://llm.internal.jerkytreats.dev").output,
                 std::string("this is antarus"));
        const std::string remove =
            post("/remove-record", R"({"name":"llm.internal.jerkytreats.dev"})", "DELETE");
        QCOMPARE(status(on("third", remove)), std::string("403"));
        QCOMPARE(status(on("antarus", remove)), std::string("200"));
        m_program->kill9();
        QVERIFY2(m_program->start(), m_program->explain().c_str());
        QCOMPARE(on("third", "dig +short llm.internal.jerkytreats.dev").output, std::string());
    }

    void aDeviceWithIpv6OnlyTakesPart() {
        QVERIFY(on("antarus", briefsCall).code == 0);
        QCOMPARE(on("six", "dig +short llm.internal.jerkytreats.dev AAAA").output,
                 std::string("fd00:100::1\n"));
        const auto reached = on("six", "curl -sS http://llm.internal.jerkytreats.dev");
        QVERIFY2(reached.output == "this is antarus", (reached.output + reached.error).c_str());
        const auto added = on("six", post("/add-record", R"({"name":"six","port":9000})"));
        QVERIFY2(status(added) == "201", (added.output + added.error).c_str());
        QCOMPARE(on("third", "curl -s http://six.internal.jerkytreats.dev").output,
                 std::string("this is six"));
    }

    void twoZonesAreServedAtOnce() {
        const auto added = on("third", post("/add-record", R"({"name":"app.second.example","port":9000})"));
        QVERIFY2(status(added) == "201", (added.output + added.error).c_str());
        QVERIFY(on("antarus", briefsCall).code == 0);
        QCOMPARE(on("antarus", "dig +short app.second.example").output, std::string("100.1.1.1\n"));
        QCOMPARE(on("antarus", "curl -s http://app.second.example").output, std::string("this is the third"));
        QCOMPARE(on("third", "curl -s http://llm.internal.jerkytreats.dev").output,
                 std::string("this is antarus"));
        QCOMPARE(firstLine(on("third", "dig +short second.example SOA").output).substr(0, 10),
                 std::string("ns.second."));
        const auto crossed = on("antarus", "dig llm.second.example");
        QVERIFY2(crossed.output.find("status: NXDOMAIN") != std::string::npos, crossed.output.c_str());
    }

    void theApiAnswersByNameOnTheProxysPort() {
        const auto listed = on("third", "curl -s http://dns.internal.jerkytreats.dev/list-records");
        QVERIFY2(Json::parse(listed.output).isArray(), (listed.output + listed.error).c_str());
    }

    void repliesLeaveFromTheAddressThatWasAsked_data() {
        QTest::addColumn<QString>("listener");
        QTest::newRow("one socket per address")
            << QStringLiteral("100.1.1.1:53 100.1.1.2:53 [fd00:100::1]:53");
        QTest::newRow("wildcard") << QStringLiteral("0.0.0.0:53 [fd00:100::1]:53");
    }
    void repliesLeaveFromTheAddressThatWasAsked() {
        QFETCH(QString, listener);
        std::vector<std::string> listeners;
        for (const QString& one : listener.split(QLatin1Char(' ')))
            listeners.push_back(one.toStdString());
        m_program.reset();
        startProgram(listeners);
        for (const std::string address : {"100.1.1.1", "100.1.1.2"}) {
            const auto asked =
                on("third", "dig +tries=1 +time=2 @" + address + " dns.internal.jerkytreats.dev A");
            QVERIFY2(asked.output.find("SERVER: " + address + "#53") != std::string::npos &&
                         asked.output.find("unexpected source") == std::string::npos &&
                         asked.output.find("100.1.1.1") != std::string::npos,
                     asked.output.c_str());
        }
    }

    void strangersAreRefused() {
        QVERIFY(on("antarus", briefsCall).code == 0);
        QVERIFY(on("omnitron", "ip route add 198.51.100.0/24 dev eth0").code == 0);
        const auto asked = on("stranger", "dig -b 198.51.100.7 @100.1.1.1 llm.internal.jerkytreats.dev");
        QVERIFY2(asked.output.find("status: REFUSED") != std::string::npos, asked.output.c_str());
        const auto fetched = on("stranger",
                                "curl -s -o /dev/null -w '%{http_code}' --interface 198.51.100.7 "
                                "--connect-to ::100.1.1.1:80 http://llm.internal.jerkytreats.dev");
        QVERIFY2(fetched.output == "403", (fetched.output + fetched.error).c_str());
        const auto listed = on("stranger",
                               "curl -s -o /dev/null -w '%{http_code}' --interface 198.51.100.7 "
                               "http://100.1.1.1:8080/list-records");
        QVERIFY2(listed.output == "403", (listed.output + listed.error).c_str());
    }
};

QTEST_GUILESS_MAIN(DevicesTest)
#include "tst_devices.moc"
