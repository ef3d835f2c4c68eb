// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A real https server (Node's) behind the real program: its certificate is seen, kept, and missed when
// another one is shown; the same by authority.
#include "tests/support/printing.h"
#include "tests/support/program.h"
#include "tests/support/testcertificate.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <fstream>

using namespace portolan::support;

namespace {

const std::string host = "app.internal.example";

constexpr const char* serverScript = R"(
const fs = require('fs');
const [cert, key, port] = process.argv.slice(1);
const server = require('https').createServer({ cert: fs.readFileSync(cert), key: fs.readFileSync(key) },
  (request, response) => {
    let size = 0;
    request.on('data', (bytes) => { size += bytes.length; });
    request.on('end', () => response.end('secure ' + request.headers.host + ' ' + request.url + ' ' + size));
  });
server.listen(Number(port), '127.0.0.1', () => console.log('port ' + server.address().port));
)";

/// An https server of Node on a port of its own, which it keeps when it is started again.
class HttpsServer {
  public:
    void start(const TestCertificate& certificate) {
        m_process.reset();
        const auto file = [this](const char* name, const std::string& text) {
            const std::filesystem::path path = m_folder.path() / name;
            std::ofstream(path) << text;
            return path.string();
        };
        m_process = std::make_unique<Process>(
            Command{{"node", "-e", serverScript, file("cert.pem", certificate.certificatePem()),
                     file("key.pem", certificate.keyPem()), std::to_string(m_port)},
                    {}});
        QVERIFY2(waitUntil([this] { return m_process->standardOutput().starts_with("port "); }, 20s),
                 m_process->standardError().c_str());
        m_port = static_cast<std::uint16_t>(std::stoi(m_process->standardOutput().substr(5)));
    }
    [[nodiscard]] std::uint16_t port() const { return m_port; }

  private:
    TemporaryFolder m_folder;
    std::uint16_t m_port = 0;
    std::unique_ptr<Process> m_process;
};

}  // namespace

class HttpsTargetsTest : public QObject {
    Q_OBJECT

    TestCertificate m_certificate{{.name = host}};
    std::unique_ptr<HttpsServer> m_server;
    std::unique_ptr<ProgramUnderTest> m_program;

    void startProgram(std::vector<std::string> environment = {}) {
        ProgramOptions options;
        options.arguments = {"--workers", "4"};
        options.environment = std::move(environment);
        m_program = std::make_unique<ProgramUnderTest>(options);
        QVERIFY2(m_program->start(), m_program->explain().c_str());
    }
    [[nodiscard]] HttpReply announce() const {
        return m_program->call(
            jsonCall("POST", "/add-record",
                     jsonText("{'name':'" + host + "','forward_to_ip':'127.0.0.1','port':" +
                              std::to_string(m_server->port()) + ",'protocol':'https'}")));
    }
    [[nodiscard]] Json service() const {
        return Json::parse(m_program->callWithToken({.target = "/api/v1/services"}).body)["items"][0];
    }
    [[nodiscard]] Json target() const { return service()["targets"][0]; }
    /// The service as it is, with other values of a target and a policy.
    [[nodiscard]] HttpReply replace(const std::string& targetFields, const std::string& more = {}) const {
        return m_program->callWithToken(jsonCall(
            "PUT", "/api/v1/services/" + service()["id"].text(),
            jsonText("{'host':'" + host + "','protocol':'https','targets':[{'address':'127.0.0.1','port':" +
                     std::to_string(m_server->port()) + targetFields + "}]" + more + "}")));
    }
    [[nodiscard]] bool isUp() const {
        return waitUntil([this] { return service()["health"]["state"].text() == "up"; }, 20s);
    }
    [[nodiscard]] bool isDownBecause(const std::string& code) const {
        return waitUntil(
            [&] {
                const Json health = target()["health"];
                return health["state"].text() == "down" && health["code"].text() == code;
            },
            20s);
    }

  private Q_SLOTS:
    void init() {
        m_server = std::make_unique<HttpsServer>();
        m_server->start(m_certificate);
    }
    void cleanup() {
        if (QTest::currentTestFailed() && m_program)
            qWarning("%s", m_program->explain().c_str());
        m_program.reset();
        m_server.reset();
    }

    void pinsTheCertificateThatIsSeenFirst() {
        startProgram();
        const HttpReply added = announce();
        QVERIFY2(added.status == 201, added.body.c_str());
        QCOMPARE(m_program->through(host, "/hello").body, "secure " + host + " /hello 0");
        QVERIFY(waitUntil([this] { return target()["pin"].text() == m_certificate.fingerprintText(); }, 10s));
        QVERIFY(isUp());
        // It outlives the program.
        m_program->kill9();
        QVERIFY2(m_program->start(), m_program->explain().c_str());
        QCOMPARE(target()["pin"].text(), m_certificate.fingerprintText());
        QCOMPARE(m_program->through(host, "/again").body, "secure " + host + " /again 0");
    }

    void refusesAnotherCertificateUntilItIsPinnedAnew() {
        startProgram();
        QCOMPARE(announce().status, 201);
        QVERIFY(waitUntil([this] { return target()["pin"].text() == m_certificate.fingerprintText(); }, 10s));
        const TestCertificate other({.name = host});
        m_server->start(other);
        QVERIFY(isDownBecause("health.certificate_changed"));
        QCOMPARE(target()["pin"].text(), m_certificate.fingerprintText());
        QCOMPARE(target()["offered_pin"].text(), other.fingerprintText());
        const HttpReply refused = m_program->through(host);
        QCOMPARE(refused.status, 502);
        QVERIFY2(refused.body.find("certificate") != std::string::npos, refused.body.c_str());
        QVERIFY(refused.body.find("127.0.0.1") == std::string::npos);
        const HttpReply forgotten = replace(",'pin':null");
        QVERIFY2(forgotten.status == 200, forgotten.body.c_str());
        QVERIFY(waitUntil([&] { return target()["pin"].text() == other.fingerprintText(); }, 10s));
        QVERIFY(isUp());
        QCOMPARE(m_program->through(host, "/new").body, "secure " + host + " /new 0");
    }

    void verifiesByAuthorityWhereItIsAsked() {
        const TestCertificate authority({.name = "Test authority", .isAuthority = true});
        const TestCertificate leaf({.name = host, .issuer = &authority});
        const TemporaryFolder folder;
        const std::filesystem::path file = folder.path() / "authority.pem";
        std::ofstream(file) << authority.certificatePem();
        startProgram({"SSL_CERT_FILE=" + file.string()});
        QCOMPARE(announce().status, 201);
        const std::string byAuthority = ",'proxy':{'tls':{'verification':'authority'}}";
        const HttpReply changed = replace("", byAuthority);
        QVERIFY2(changed.status == 200, changed.body.c_str());
        QVERIFY(isDownBecause("health.certificate_untrusted"));
        QCOMPARE(m_program->through(host).status, 502);
        m_server->start(leaf);
        QVERIFY(isUp());
        QCOMPARE(m_program->through(host, "/ca").body, "secure " + host + " /ca 0");
        const HttpReply renamed =
            replace("", ",'proxy':{'tls':{'verification':'authority','server_name':'else.test'}}");
        QVERIFY2(renamed.status == 200, renamed.body.c_str());
        QVERIFY(isDownBecause("health.certificate_untrusted"));
    }
};

QTEST_GUILESS_MAIN(HttpsTargetsTest)
#include "tst_httpstargets.moc"
