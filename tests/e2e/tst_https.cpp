// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// https for the devices of a network: omnitron runs Portolan, a device fetches the root by address as the
// trust page offers it, and opens services by name. A thousand services get their certificates while another
// device goes on asking.
#include "tests/support/printing.h"
#include "tests/support/program.h"
#include "tests/support/requirenamespaces.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <fstream>
#include <memory>

using namespace portolan::support;

namespace {

const std::string zone = "internal.jerkytreats.dev";

constexpr const char* briefsCall =
    R"(curl -sS -X POST http://dns.internal.jerkytreats.dev:8080/add-record -H "Content-Type: application/json" -d '{
      "service_name": "llm-service", "name": "llm.internal.jerkytreats.dev", "ip": "100.1.1.1",
      "port": 8080, "forward_to_ip": "100.2.2.2", "proxy_enabled": true }')";

/// Asks by https until a file appears, on one kept connection and, every tenth time, on a new one. Prints
/// what failed, then how many requests there were.
constexpr const char* askingScript = R"(
import http.client, os, ssl, sys
root, name, stop = sys.argv[1:]
context = ssl.create_default_context(cafile=root)
connection, requests = None, 0
print('asking', flush=True)
while not os.path.exists(stop):
    try:
        if connection is None or requests % 10 == 0:
            if connection is not None:
                connection.close()
            connection = http.client.HTTPSConnection(name, context=context, timeout=10)
        connection.request('GET', '/')
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200 or body != b'this is antarus':
            print('failed:', answer.status, body, flush=True)
    except Exception as error:
        print('failed:', repr(error), flush=True)
        connection = None
    requests += 1
print('requests', requests)
)";

/// Adds services b0 to b999 one after the other and opens each by https right after its reply.
constexpr const char* addingScript = R"(
import http.client, json, ssl, sys
root, zone = sys.argv[1:]
context = ssl.create_default_context(cafile=root)
api = http.client.HTTPConnection('dns.' + zone, 8080, timeout=10)
for number in range(1000):
    name = 'b%d.%s' % (number, zone)
    api.request('POST', '/add-record', json.dumps({'name': name, 'forward_to_ip': '100.2.2.2', 'port': 8080}),
                {'Content-Type': 'application/json'})
    answer = api.getresponse()
    body = answer.read()
    if answer.status != 201:
        print('failed to add', name, answer.status, body)
        continue
    try:
        service = http.client.HTTPSConnection(name, context=context, timeout=10)
        service.request('GET', '/')
        opened = service.getresponse().read()
        service.close()
        if opened != b'this is antarus':
            print('failed to open', name, opened)
    except Exception as error:
        print('failed to open', name, repr(error))
print('done')
)";

}  // namespace

class HttpsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<NetworkNamespaces> m_network;
    std::unique_ptr<ProgramUnderTest> m_program;
    std::unique_ptr<Process> m_upstream;
    TemporaryFolder m_folder;

    CommandResult on(const char* host, const std::string& line, std::chrono::milliseconds limit = 20s) {
        return m_network->shell(host, line, limit);
    }
    [[nodiscard]] std::string path(const char* name) const { return (m_folder.path() / name).string(); }
    std::string script(const char* name, const char* text) {
        std::ofstream(path(name)) << text;
        return path(name);
    }
    /// As the trust page says, by address, from a device that trusts nothing yet.
    std::string fetchRoot(const char* host) {
        const std::string root = path(host) + ".pem";
        const CommandResult got =
            on(host, "curl -fsS -o " + root + " http://100.1.1.1/trust/portolan-" + zone + ".pem");
        return got.code == 0 ? root : "";
    }

  private Q_SLOTS:
    void initTestCase() {
        PORTOLAN_REQUIRE_NAMESPACES();
        m_network =
            std::make_unique<NetworkNamespaces>(std::vector<Host>{{"omnitron", {"100.1.1.1/8"}, "100.1.1.1"},
                                                                  {"antarus", {"100.2.2.2/8"}, "100.1.1.1"},
                                                                  {"third", {"100.3.3.3/8"}, "100.1.1.1"}});
        QVERIFY2(m_network->failure().empty(), m_network->failure().c_str());
        m_upstream = std::make_unique<Process>(
            m_network->on("antarus", {{PORTOLAN_TEST_UPSTREAM, "100.2.2.2:8080", "this is antarus"}, {}}));
        QVERIFY2(waitUntil([&] { return !m_upstream->standardOutput().empty() || !m_upstream->running(); }) &&
                     m_upstream->running(),
                 m_upstream->standardError().c_str());
    }
    void cleanupTestCase() {
        m_program.reset();
        m_upstream.reset();
        m_network.reset();
    }

    void init() {
        ProgramOptions options;
        options.listeners = ProgramOptions::Listeners::AsArgued;
        options.arguments = {"--zone",
                             zone,
                             "--dns",
                             "100.1.1.1:53",
                             "--http",
                             "100.1.1.1:80",
                             "--https",
                             "100.1.1.1:443",
                             "--api",
                             "100.1.1.1:8080",
                             "--advertise",
                             "100.1.1.1",
                             "--workers",
                             "2",
                             "--internal-networks",
                             "127.0.0.0/8,100.0.0.0/8",
                             "--target-networks",
                             "127.0.0.0/8,100.0.0.0/8"};
        options.wrap = [this](Command command) { return m_network->on("omnitron", std::move(command)); };
        m_program = std::make_unique<ProgramUnderTest>(options);
        QVERIFY2(m_program->start(), m_program->explain().c_str());
        const CommandResult added = on("antarus", briefsCall);
        QVERIFY2(Json::parse(added.output)["name"].text() == "llm." + zone, added.output.c_str());
    }
    void cleanup() {
        if (QTest::currentTestFailed() && m_program)
            qWarning("%s", m_program->explain().c_str());
        m_program.reset();
    }

    void aDeviceThatTrustsTheRootOpensTheService() {
        const std::string root = fetchRoot("third");
        QVERIFY(!root.empty());
        const CommandResult opened = on("third", "curl -sS --cacert " + root + " https://llm." + zone);
        QVERIFY2(opened.output == "this is antarus", opened.error.c_str());
        QCOMPARE(on("third", "curl -sS https://llm." + zone).code, 60);
        // The browsers' suffix: where https is on, DNS says so (type 65).
        const CommandResult asked = on("third", "dig +noall +answer llm." + zone + " TYPE65");
        QVERIFY2(asked.output.find("HTTPS") != std::string::npos, asked.output.c_str());
        QCOMPARE(on("third", "curl -s http://llm." + zone).output, std::string("this is antarus"));
    }

    void theRootIsTheSameAfterAKillAndTheCertificateToo() {
        const std::string root = fetchRoot("third");
        const std::string certificate = "echo | openssl s_client -connect llm." + zone +
                                        ":443 -servername llm." + zone +
                                        " 2>/dev/null | openssl x509 -noout -fingerprint -sha256";
        const std::string before = on("third", certificate).output;
        QVERIFY(!before.empty());
        m_program->kill9();
        QVERIFY2(m_program->start(), m_program->explain().c_str());
        QCOMPARE(on("third", "curl -sS --cacert " + root + " https://llm." + zone).output,
                 std::string("this is antarus"));
        QCOMPARE(on("third", certificate).output, before);
    }

    void aThousandServicesGetCertificatesWhileTrafficRuns() {
        const std::string root = fetchRoot("third");
        const std::string stop = path("stop");
        Process asking(m_network->on(
            "third", {{"python3", script("asking.py", askingScript), root, "llm." + zone, stop}, {}}));
        QVERIFY2(waitUntil([&] { return !asking.standardOutput().empty() || !asking.running(); }),
                 asking.standardError().c_str());
        const CommandResult added =
            on("antarus", "python3 " + script("adding.py", addingScript) + " " + root + " " + zone, 120s);
        std::ofstream(stop) << "";
        QVERIFY(asking.wait(20s).has_value());
        QCOMPARE(added.output + added.error, std::string("done\n"));
        const std::string said = asking.standardOutput() + asking.standardError();
        QVERIFY2(said.find("failed") == std::string::npos, said.c_str());
        const int requests = std::stoi(said.substr(said.find("requests ") + 9));
        QVERIFY2(requests > 500, said.c_str());
        qInfo("%d requests meanwhile", requests);
    }
};

QTEST_GUILESS_MAIN(HttpsTest)
#include "tst_https.moc"
