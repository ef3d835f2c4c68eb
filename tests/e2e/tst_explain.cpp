// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// "Why does it not open here?", on a network that is broken in one way after the other: each time the
// explanation must name the real cause. omnitron runs Portolan, antarus the applications, which get one thing
// wrong each, and a DNS server that knows nothing of Portolan; third is a device that asks from elsewhere.
#include "tests/support/printing.h"
#include "tests/support/program.h"
#include "tests/support/requirenamespaces.h"
#include "tests/support/testcertificate.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <fstream>
#include <memory>

using namespace portolan::support;

namespace {

const std::string zone = "internal.example";

const std::vector<std::string> usualListeners{"--dns",   "100.1.1.1:53",  "--http", "100.1.1.1:80",
                                              "--https", "100.1.1.1:443", "--api",  "100.1.1.1:8080"};

/// {"host":...,"targets":[...]} for a service on antarus.
std::string service(const std::string& name, int port, const std::string& more = "") {
    return R"({"host":")" + name + R"(","targets":[{"address":"100.2.2.2","port":)" + std::to_string(port) +
           "}]" + more + "}";
}

}  // namespace

class ExplainTest : public QObject {
    Q_OBJECT

    std::unique_ptr<NetworkNamespaces> m_network;
    std::unique_ptr<ProgramUnderTest> m_program;
    std::vector<std::string> m_arguments;  ///< of the program that runs
    std::unique_ptr<Process> m_apps;
    TemporaryFolder m_folder;

    CommandResult on(const char* host, const std::string& line) { return m_network->shell(host, line); }

    /// Starts the program anew if it does not run with these arguments already.
    void start(std::vector<std::string> arguments, const std::string& ofZone = zone,
               const std::string& advertised = "100.1.1.1") {
        for (const char* option : {"--zone", "--advertise"})
            arguments.insert(arguments.end(),
                             {option, option == std::string("--zone") ? ofZone : advertised});
        if (m_program && m_arguments == arguments)
            return;
        m_program.reset();
        m_arguments = arguments;
        ProgramOptions options;
        options.listeners = ProgramOptions::Listeners::AsArgued;
        options.arguments = arguments;
        options.arguments.insert(options.arguments.end(),
                                 {"--workers", "1", "--internal-networks", "127.0.0.0/8,100.0.0.0/8",
                                  "--target-networks", "127.0.0.0/8,100.0.0.0/8,203.0.113.0/24"});
        options.wrap = [this](Command command) { return m_network->on("omnitron", std::move(command)); };
        m_program = std::make_unique<ProgramUnderTest>(options);
        QVERIFY2(m_program->start(), m_program->explain().c_str());
    }

    /// The API by loopback on omnitron, which is always there.
    std::string api(const std::string& path, const std::string& options = "") {
        const std::string url = "http://" + m_program->address("private-api").toString();
        return on("omnitron", "curl -sS -H 'Authorization: Bearer " + m_program->token() + "' " + options +
                                  " '" + url + path + "'")
            .output;
    }
    void add(const std::string& draft) {
        const std::string added =
            api("/api/v1/services", "-H 'Content-Type: application/json' -d '" + draft + "'");
        QVERIFY2(Json::parse(added)["id"].exists(), added.c_str());
    }
    void remove(const std::string& name) {
        const Json items = Json::parse(api("/api/v1/services?filter=" + name))["items"];
        for (std::size_t i = 0; i < items.size(); ++i)
            (void)api("/api/v1/services/" + items[i]["id"].text(), "-X DELETE");
    }
    Json explain(const std::string& name, const std::string& from = "100.1.1.1") {
        return Json::parse(api("/api/v1/explain?name=" + name + "&from=" + from));
    }
    static Json hopOf(const Json& explanation, const std::string& code) {
        return explanation["hops"].find("code", "explain." + code);
    }
    /// That `name` does not open for this reason, and that there is something to do about it.
    void verifyCause(const Json& explanation, const std::string& code) {
        QVERIFY2(explanation["cause"].text() == "explain." + code, explanation.text().c_str());
        QVERIFY(!explanation["opens"].boolean());
        const Json hop = hopOf(explanation, code);
        QCOMPARE(hop["verdict"].text(), std::string("bad"));
        QVERIFY2(hop["advice"].exists(), hop.text().c_str());
    }
    void setResolver(const char* host, const std::string& server) {
        const auto set = on(host, "echo 'nameserver " + server + "' > /etc/resolv.conf");
        QVERIFY2(set.code == 0, set.error.c_str());
    }
    void waitFor(Process& process) {
        QVERIFY2(waitUntil([&] { return !process.standardOutput().empty() || !process.running(); }) &&
                     process.running(),
                 process.standardError().c_str());
    }
    /// Something that listens on omnitron; prints a line when it does.
    std::unique_ptr<Process> hold(const std::string& address, const char* type) {
        const std::string host = address.substr(0, address.find(':'));
        const std::string port = address.substr(address.find(':') + 1);
        const std::string script =
            "import signal, socket\ns = socket.socket(type=socket." + std::string(type) +
            ")\ns.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)\ns.bind(('" + host + "', " + port +
            "))\n" + (type == std::string("SOCK_STREAM") ? "s.listen()\n" : "") +
            "print('holding', flush=True)\nsignal.pause()\n";
        auto holder = std::make_unique<Process>(m_network->on("omnitron", {{"python3", "-c", script}, {}}));
        waitFor(*holder);
        return holder;
    }

  private Q_SLOTS:
    void initTestCase() {
        PORTOLAN_REQUIRE_NAMESPACES();
        m_network =
            std::make_unique<NetworkNamespaces>(std::vector<Host>{{"omnitron", {"100.1.1.1/8"}, "100.1.1.1"},
                                                                  {"antarus", {"100.2.2.2/8"}, "100.1.1.1"},
                                                                  {"third", {"100.3.3.3/8"}, "100.1.1.1"}});
        QVERIFY2(m_network->failure().empty(), m_network->failure().c_str());
        const TestCertificate certificate;
        const std::string file = (m_folder.path() / "app.pem").string();
        const std::string key = (m_folder.path() / "app.key").string();
        std::ofstream(file) << certificate.certificatePem();
        std::ofstream(key) << certificate.keyPem();
        m_apps = std::make_unique<Process>(
            m_network->on("antarus", {{"python3", PORTOLAN_APPS_SCRIPT, "100.2.2.2", file, key}, {}}));
        waitFor(*m_apps);
        // A host that is there for omnitron, and swallows what comes.
        QCOMPARE(on("omnitron", "ip neigh add 100.4.4.4 lladdr 02:00:00:00:00:99 dev eth0").code, 0);
    }
    void cleanupTestCase() {
        m_program.reset();
        m_apps.reset();
        m_network.reset();
    }
    void init() { setResolver("omnitron", "100.1.1.1"); }
    void cleanup() {
        if (QTest::currentTestFailed() && m_program)
            qWarning("%s", m_program->explain().c_str());
    }

    void aWholeSetUpOpens() {
        start(usualListeners);
        add(service("whole", 8080));
        const Json explanation = explain("https://whole.internal.example/chat");
        QVERIFY2(explanation["opens"].boolean(), explanation.text().c_str());
        QCOMPARE(explanation["url"].text(), std::string("https://whole.internal.example/"));
        QCOMPARE(explanation["hops"].size(), std::size_t(12));
        for (const char* code : {"zone", "record", "dns", "resolver", "access", "listener", "certificate",
                                 "route", "target", "connect", "http"})
            QVERIFY2(hopOf(explanation, code)["verdict"].text() == "ok", explanation.text().c_str());
        remove("whole");
    }

    void namesTheCause_data() {
        QTest::addColumn<QString>("draft");
        QTest::addColumn<QString>("code");
        const auto row = [](const char* code, const std::string& draft) {
            QTest::newRow(code) << QString::fromStdString(draft) << QString::fromUtf8(code);
        };
        const std::string https = R"(,"protocol":"https")";
        row("disabled", service("app", 8080, R"(,"enabled":false)"));
        row("maintenance", service("app", 8080, R"(,"maintenance":true)"));
        row("record_elsewhere", service("app", 8080, R"(,"record_address":"100.9.9.9")"));
        row("target_refused", service("app", 1));
        row("target_timeout", R"({"host":"app","targets":[{"address":"100.4.4.4","port":80}]})");
        row("target_unreachable", R"({"host":"app","targets":[{"address":"203.0.113.7","port":80}]})");
        row("target_speaks_https", service("app", 8443));
        row("target_speaks_http", service("app", 8080, https));
        row("pin_changed",
            R"({"host":"app","protocol":"https","targets":[{"address":"100.2.2.2","port":8443,"pin":"sha256:)" +
                std::string(64, '0') + R"("}]})");
        row("target_certificate_untrusted",
            service("app", 8443, https + R"(,"proxy":{"tls":{"verification":"authority"}})"));
        row("host_refused", service("app", 5173));
        row("proxy_not_trusted", service("app", 8123));
        row("redirect_loop", service("app", 3000));
        row("redirect_to_https", service("app", 3000, R"(,"tls":{"access":"http_only"})"));
        row("redirect_to_itself", service("app", 3001));
        row("server_error", service("app", 8081));
        row("http_closed", service("app", 8082));
        row("not_http", service("app", 8083));
    }
    void namesTheCause() {
        QFETCH(QString, draft);
        QFETCH(QString, code);
        start(usualListeners);
        add(draft.toStdString());
        verifyCause(explain("app"), code.toStdString());
        remove("app");
    }

    void namesTheApplicationAndItsLine() {
        start(usualListeners);
        const auto linesFor = [&](int port, const char* code) {
            add(service("app", port));
            const Json hop = hopOf(explain("app"), code);
            remove("app");
            return hop["params"]["application"].text() + ": " + hop["lines"].text();
        };
        const std::string vite = linesFor(5173, "host_refused");
        QVERIFY2(vite.starts_with("Vite: ") &&
                     vite.find("allowedHosts: ['app.internal.example']") != std::string::npos,
                 vite.c_str());
        const std::string django = linesFor(8000, "host_refused");
        QVERIFY2(django.starts_with("Django: "), django.c_str());
        const std::string home = linesFor(8123, "proxy_not_trusted");
        QVERIFY2(home.starts_with("Home Assistant: ") &&
                     home.find("trusted_proxies: [100.1.1.1]") != std::string::npos,
                 home.c_str());
    }

    void theRemedyThatIsNamedHelps() {
        start(usualListeners);
        add(service("app", 5173, R"(,"proxy":{"host_header":"localhost"})"));
        QVERIFY(explain("app")["opens"].boolean());
        remove("app");
        add(service("app", 8123, R"(,"proxy":{"forwarding_fields":false})"));
        QVERIFY(explain("app")["opens"].boolean());
        remove("app");
    }

    void oneOfSeveralTargetsThatIsBroken() {
        start(usualListeners);
        add(R"({"host":"app","targets":[{"address":"100.2.2.2","port":8080},{"address":"100.2.2.2","port":8081},)"
            R"({"address":"100.2.2.2","port":5173,"weight":1}]})");
        const Json explanation = explain("app");
        QVERIFY2(explanation["opens"].boolean(), explanation.text().c_str());
        const Json broken = hopOf(explanation, "server_error");
        QVERIFY2(broken["verdict"].text() == "warning", explanation.text().c_str());
        QCOMPARE(broken["params"]["target"].text(), std::string("100.2.2.2:8081"));
        QCOMPARE(hopOf(explanation, "http_refused")["params"]["target"].text(),
                 std::string("100.2.2.2:5173"));
        remove("app");
    }

    void namesThatAreNotThere() {
        start(usualListeners);
        add(service("notes", 8080));
        verifyCause(explain("nots"), "name_unknown");
        QCOMPARE(explain("nots")["near"][0].text(), std::string("notes.internal.example"));
        QCOMPARE(explain("notes.example.org")["cause"].text(), std::string("explain.zone_unknown"));
        remove("notes");
        QCOMPARE(explain("notes")["cause"].text(), std::string("explain.name_removed"));
    }

    void anApplicationThatListensOnLoopbackOnly() {
        start(usualListeners);
        const auto app = hold("127.0.0.1:7000", "SOCK_STREAM");
        add(R"({"host":"app","targets":[{"address":"100.1.1.1","port":7000}]})");
        const Json explanation = explain("app");
        verifyCause(explanation, "target_loopback_only");
        QVERIFY(hopOf(explanation, "target_loopback_only")["message"].text().find("python3") !=
                std::string::npos);
        remove("app");
    }

    void aDeviceOutsideTheInternalNetworks() {
        start(usualListeners);
        verifyCause(explain("dns.internal.example", "192.168.7.7"), "caller_outside");
    }

    void splitDnsThatIsNotSet() {
        start(usualListeners);
        setResolver("omnitron", "100.2.2.2");
        const Json explanation = explain("dns.internal.example");
        verifyCause(explanation, "split_dns_missing");
        QCOMPARE(hopOf(explanation, "split_dns_missing")["lines"].text(),
                 std::string(R"(["Nameserver: 100.1.1.1","Domain: internal.example"])"));
        // For another device that is no more than a warning.
        QVERIFY(explain("dns.internal.example", "100.3.3.3")["opens"].boolean());
    }

    void anotherDnsServerThatAnswersForTheZone() {
        start(usualListeners);
        add(service("wildcard", 8080));
        setResolver("omnitron", "100.2.2.2");
        const Json explanation = explain("wildcard");
        verifyCause(explanation, "resolver_answers_else");
        QCOMPARE(hopOf(explanation, "resolver_answers_else")["params"]["found"].text(),
                 std::string("203.0.113.9"));
        remove("wildcard");
    }

    void aDeviceSeesItsOwnSide() {
        start(usualListeners);
        add(service("app", 8080));
        const std::string ctl =
            std::string(PORTOLANCTL_FILE) + " --connect http://100.1.1.1:8080 explain app";
        const auto well = on("third", ctl);
        QVERIFY2(well.code == 0 &&
                     well.output.find("It opens: https://app.internal.example/") != std::string::npos,
                 (well.output + well.error).c_str());
        QVERIFY2(well.output.find("100.2.2.2") == std::string::npos, well.output.c_str());
        setResolver("third", "100.2.2.2");
        const auto badly = on("third", ctl + " --json");
        QCOMPARE(badly.code, 1);
        const Json explanation = Json::parse(badly.output);
        QCOMPARE(explanation["cause"].text(), std::string("explain.split_dns_missing"));
        QCOMPARE(explanation["machine"][0]["lines"][0].text(), std::string("Nameserver: 100.1.1.1"));
        setResolver("third", "100.1.1.1");
        QCOMPARE(on("third", ctl + "le").code, 3);
        remove("app");
    }

    void aPortOfDnsThatSomebodyHolds() {
        m_program.reset();
        const auto holder = hold("100.1.1.1:53", "SOCK_DGRAM");
        setResolver("omnitron", "100.2.2.2");
        start(usualListeners);
        const Json explanation = explain("dns.internal.example");
        verifyCause(explanation, "dns_not_listening");
        QVERIFY(hopOf(explanation, "dns_not_listening")["message"].text().find("python3") !=
                std::string::npos);
        m_program.reset();
    }

    void aPortOfTheProxyThatSomebodyHolds() {
        m_program.reset();
        const auto holder = hold("100.1.1.1:80", "SOCK_STREAM");
        start({"--dns", "100.1.1.1:53", "--http", "100.1.1.1:80", "--https", "none"});
        verifyCause(explain("portolan.internal.example"), "http_not_listening");
        m_program.reset();
    }

    void dnsAtAPortForTrying() {
        start({"--dns", "100.1.1.1:5300", "--http", "100.1.1.1:80", "--https", "none"});
        setResolver("omnitron", "100.2.2.2");
        verifyCause(explain("portolan.internal.example"), "dns_trial_port");
    }

    void browsersThatRefusePlainHttp() {
        start({"--dns", "100.1.1.1:53", "--http", "100.1.1.1:80", "--https", "none"},
              "internal.jerkytreats.dev");
        verifyCause(explain("portolan.internal.jerkytreats.dev"), "hsts_preloaded");
    }

    void anAddressThatEveryDeviceTakesForItself() {
        start({"--dns", "100.1.1.1:53", "--http", "127.0.0.1:80", "--https", "none"}, zone, "127.0.0.1");
        verifyCause(explain("portolan.internal.example", "100.3.3.3"), "advertised_loopback");
        QCOMPARE(explain("portolan.internal.example", "127.0.0.1")["cause"].text(), std::string());
    }
};

QTEST_GUILESS_MAIN(ExplainTest)
#include "tst_explain.moc"
