// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the clients that people have trust the program's https once they are told to as its trust page
// says, and refuse it as long as they are not: curl, openssl, Python, Node, Java, Chromium. One program
// serves all.
#include "tests/support/printing.h"
#include "tests/support/program.h"
#include "tests/support/testupstream.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <fstream>

using namespace portolan::support;

namespace {

const std::string zone = "internal.example";
const std::string host = "app." + zone;

const std::string pythonScript = R"(
import socket, ssl, sys
host, port, root = sys.argv[1], int(sys.argv[2]), sys.argv[3]
context = ssl.create_default_context(cafile=root or None)
with socket.create_connection(('127.0.0.1', port)) as plain, context.wrap_socket(plain, server_hostname=host) as tls:
    tls.sendall(('GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' % host).encode())
    answer = b''
    while True:
        bytes = tls.recv(65536)
        if not bytes:
            break
        answer += bytes
print(tls.version(), answer.decode())
)";

const std::string nodeScript = R"(
const [host, port] = process.argv.slice(1);
require('https').get({ host: '127.0.0.1', port, servername: host, headers: { host } }, (answer) => {
  answer.setEncoding('utf8');
  answer.on('data', (text) => process.stdout.write(text));
}).on('error', (error) => { console.error(error.code); process.exit(1); });
)";

const std::string javaProgram = R"(
import java.io.*;
import javax.net.ssl.*;
class Client {
    public static void main(String[] arguments) throws Exception {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        try (SSLSocket socket = (SSLSocket) factory.createSocket(new java.net.Socket("127.0.0.1",
                Integer.parseInt(arguments[1])), arguments[0], 443, true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.getOutputStream().write(("GET / HTTP/1.1\r\nHost: " + arguments[0]
                + "\r\nConnection: close\r\n\r\n").getBytes());
            System.out.write(socket.getInputStream().readAllBytes());
            System.out.flush();
        }
    }
}
)";

}  // namespace

class TrustTest : public QObject {
    Q_OBJECT

    TestUpstream m_upstream{"ahoy over https"};
    TemporaryFolder m_folder;
    std::unique_ptr<ProgramUnderTest> m_program;
    std::string m_root;  ///< path of the root in PEM
    std::string m_port;

    [[nodiscard]] std::string file(const char* name, const std::string& text) const {
        const std::filesystem::path path = m_folder.path() / name;
        std::ofstream(path, std::ios::binary) << text;
        return path.string();
    }
    [[nodiscard]] std::string url() const { return "https://" + host + ":" + m_port + "/"; }
    [[nodiscard]] CommandResult run(std::vector<std::string> arguments,
                                    std::vector<std::string> environment = {}) const {
        return runCommand({.arguments = std::move(arguments), .environment = std::move(environment)},
                          std::chrono::seconds(60));
    }
    [[nodiscard]] CommandResult curl(std::vector<std::string> more) const {
        std::vector<std::string> arguments{"curl", "-sS", "--resolve", host + ":" + m_port + ":127.0.0.1"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run(std::move(arguments));
    }
    /// What Chromium shows for `url`, with the certificates that the user's `home` holds.
    [[nodiscard]] CommandResult chromium(const std::string& home) const {
        return run({"chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
                    "--no-first-run", "--disable-background-networking", "--disable-component-update",
                    "--disable-sync", "--disable-dev-shm-usage", "--user-data-dir=" + home + "/profile",
                    "--host-resolver-rules=MAP *." + zone + " 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                    "--timeout=20000", "--dump-dom", url()},
                   {"HOME=" + home});
    }
    [[nodiscard]] std::string home(const char* name) const {
        const std::filesystem::path path = m_folder.path() / name;
        std::filesystem::create_directories(path / ".pki/nssdb");
        return path.string();
    }

  private Q_SLOTS:
    void initTestCase() {
        ProgramOptions options;
        options.zone = zone;
        options.arguments = {"--workers", "2", "--https", "127.0.0.1:0"};
        m_program = std::make_unique<ProgramUnderTest>(options);
        QVERIFY2(m_program->start(), m_program->explain().c_str());
        m_port = std::to_string(m_program->address("https").port);
        QVERIFY2(m_port != "0", m_program->explain().c_str());
        const HttpReply added = m_program->addService(host, m_upstream.port());
        QVERIFY2(added.status == 201, added.body.c_str());
        const HttpReply root = m_program->through("portolan." + zone, "/trust/portolan-" + zone + ".pem");
        QVERIFY2(root.status == 200, root.body.c_str());
        m_root = file("root.pem", root.body);
    }
    void cleanupTestCase() {
        if (m_program)
            qInfo("%s", m_program->explain().c_str());
    }

    void curlTrustsTheRoot() {
        const CommandResult trusted = curl({"--cacert", m_root, url()});
        QVERIFY2(trusted.code == 0, trusted.error.c_str());
        QCOMPARE(trusted.output, std::string("ahoy over https"));
        QCOMPARE(curl({url()}).code, 60);  // "peer certificate cannot be authenticated"
        const CommandResult old = curl({"--cacert", m_root, "--tls-max", "1.2", url()});
        QVERIFY2(old.code == 0 && old.output == "ahoy over https", old.error.c_str());
        QVERIFY(curl({"--cacert", m_root, "--tls-max", "1.1", url()}).code != 0);
    }

    void opensslVerifiesEachName_data() {
        QTest::addColumn<QString>("name");
        for (const char* label : {"app.", "dns.", "portolan.", "", "nobody."})
            QTest::newRow(*label ? label : "apex") << QString::fromLatin1(label);
    }
    void opensslVerifiesEachName() {
        QFETCH(QString, name);
        const std::string asked = name.toStdString() + zone;
        const CommandResult result =
            run({"sh", "-c",
                 "openssl s_client -brief -verify_return_error -verify_hostname " + asked + " -servername " +
                     asked + " -CAfile " + m_root + " -connect 127.0.0.1:" + m_port + " </dev/null"});
        QVERIFY2(result.code == 0, result.error.c_str());
        QVERIFY2(result.error.find("Verification: OK") != std::string::npos, result.error.c_str());
        QVERIFY2(result.error.find("Protocol version: TLSv1.3") != std::string::npos, result.error.c_str());
    }

    void opensslResumesASession() {
        const std::string session = (m_folder.path() / "session").string();
        const auto connect = [&](const std::string& flag) {
            return run({"sh", "-c",
                        "(printf 'GET / HTTP/1.1\\r\\nHost: " + host +
                            "\\r\\nConnection: close\\r\\n\\r\\n'; sleep 1) | "
                            "openssl s_client -ign_eof -servername " +
                            host + " -CAfile " + m_root + " -connect 127.0.0.1:" + m_port + " " + flag + " " +
                            session});
        };
        const CommandResult first = connect("-sess_out");
        QVERIFY2(first.output.find("\nNew, TLSv1.3") != std::string::npos, first.output.c_str());
        const CommandResult second = connect("-sess_in");
        QVERIFY2(second.output.find("\nReused, TLSv1.3") != std::string::npos, second.output.c_str());
    }

    void pythonTrustsTheRoot() {
        const CommandResult trusted = run({"python3", "-c", pythonScript, host, m_port, m_root});
        QVERIFY2(trusted.output.ends_with("ahoy over https\n"), trusted.error.c_str());
        const CommandResult refused = run({"python3", "-c", pythonScript, host, m_port, ""});
        QVERIFY2(refused.error.find("CERTIFICATE_VERIFY_FAILED") != std::string::npos, refused.error.c_str());
        const CommandResult other = run({"python3", "-c", pythonScript, "other.example", m_port, m_root});
        QVERIFY2(other.code != 0, other.output.c_str());
    }

    void nodeTrustsTheRoot() {
        const CommandResult trusted =
            run({"node", "-e", nodeScript, host, m_port}, {"NODE_EXTRA_CA_CERTS=" + m_root});
        QVERIFY2(trusted.output == "ahoy over https", trusted.error.c_str());
        const CommandResult refused = run({"node", "-e", nodeScript, host, m_port}, {"NODE_EXTRA_CA_CERTS="});
        QVERIFY2(refused.code == 1, refused.output.c_str());
    }

    void javaTrustsTheRoot() {
        const std::string store = (m_folder.path() / "store.p12").string();
        const CommandResult imported =
            run({"keytool", "-importcert", "-noprompt", "-keystore", store, "-storepass", "changeit",
                 "-alias", "portolan-" + zone, "-file", m_root});
        QVERIFY2(imported.code == 0, (imported.output + imported.error).c_str());
        const std::string program = file("Client.java", javaProgram);
        const CommandResult trusted =
            run({"java", "-Djavax.net.ssl.trustStore=" + store, "-Djavax.net.ssl.trustStorePassword=changeit",
                 program, host, m_port});
        QVERIFY2(trusted.output.ends_with("ahoy over https"), trusted.error.c_str());
        const CommandResult refused = run({"java", program, host, m_port});
        QVERIFY2(refused.error.find("SSLHandshakeException") != std::string::npos, refused.error.c_str());
    }

    void chromiumOpensThePageWithoutAWarning() {
        const std::string trusting = home("trusting");
        const std::string database = "sql:" + trusting + "/.pki/nssdb";
        QCOMPARE(run({"certutil", "-d", database, "-N", "--empty-password"}).code, 0);
        const CommandResult imported =
            run({"certutil", "-d", database, "-A", "-t", "C,,", "-n", "portolan-" + zone, "-i", m_root});
        QVERIFY2(imported.code == 0, imported.error.c_str());
        const CommandResult trusted = chromium(trusting);
        QVERIFY2(trusted.output.find("ahoy over https") != std::string::npos,
                 (trusted.output + trusted.error).c_str());
        const CommandResult refused = chromium(home("doubting"));
        QVERIFY2(refused.error.find("ERR_CERT_AUTHORITY_INVALID") != std::string::npos,
                 (refused.output + refused.error).c_str());
    }
};

QTEST_GUILESS_MAIN(TrustTest)
#include "tst_trust.moc"
