// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What people open https with, against the proxy on a worker of its own and certificates of a test's
// authority: curl, openssl, Node and Python, each believing that authority and nobody else.
#include "backend/live/counters.h"
#include "backend/net/boundsockets.h"
#include "backend/net/worker.h"
#include "backend/proxy/server.h"
#include "tests/support/process.h"
#include "tests/support/program.h"
#include "tests/support/testcertificate.h"
#include "tests/support/testupstream.h"

#include <QTest>

#include <fstream>
#include <future>

using namespace portolan;
using support::CommandResult;
using support::TestCertificate;

namespace {

/// Serves app.zone.test over TLS.
class HttpsProxy {
  public:
    HttpsProxy() {
        std::ofstream(file("root.pem")) << m_authority.certificatePem();
        auto route = std::make_shared<snapshot::Route>();
        route->host = "app.zone.test";
        route->targets = {{.id = model::TargetId{1}, .address = m_upstream.address()}};
        snapshot::Snapshot made;
        made.internalNetworks = {*base::Network::parse("127.0.0.0/8")};
        made.routes.set("app.zone.test", route);
        for (const char* name : {"zone.test", "*.zone.test"})
            made.certificates.set(base::ShortText(name), m_leaf.bundle());
        made.defaultServerName = "zone.test";
        m_snapshots.publish(std::make_shared<const snapshot::Snapshot>(made));
        auto sockets = net::bindSockets(net::Transport::Tcp, {base::IpAddress::fromV4(0x7f000001), 0}, 1);
        if (!sockets)
            return;
        m_address = sockets->address;
        std::vector<net::FileDescriptor> bound = std::move(sockets.value().sockets);
        m_worker.start();
        m_worker.call([&] {
            m_targets = std::make_unique<tls::ClientContexts>(m_worker.engine(), nullptr);
            m_server = std::make_unique<proxy::Server>(proxy::ServerParts{.engine = m_worker.engine(),
                                                                          .tls = *m_targets,
                                                                          .snapshots = m_snapshots,
                                                                          .targets = m_states,
                                                                          .counters = m_counters,
                                                                          .clock = m_clock});
            m_server->listen(proxy::Arrival::Listener::Https, std::move(bound[0]), m_address);
        });
    }
    ~HttpsProxy() {
        m_worker.call([this] {
            m_server.reset();
            m_worker.engine().abortStreams();
            m_targets.reset();
        });
        m_worker.stop();
    }
    HttpsProxy(const HttpsProxy&) = delete;
    HttpsProxy& operator=(const HttpsProxy&) = delete;

    [[nodiscard]] std::string port() const { return std::to_string(m_address.port); }
    [[nodiscard]] std::string file(const std::string& name) const {
        return (m_folder.path() / name).string();
    }
    [[nodiscard]] const live::HandshakeCounters& handshakes() const { return m_counters.handshakes; }
    /// Runs `arguments` with PORT, ROOT and FOLDER in them and in the environment.
    [[nodiscard]] CommandResult run(std::vector<std::string> arguments) const {
        const std::pair<std::string, std::string> words[] = {
            {"@PORT@", port()}, {"@ROOT@", file("root.pem")}, {"@FOLDER@", m_folder.path().string()}};
        for (std::string& argument : arguments)
            for (const auto& [word, value] : words)
                for (std::size_t at = 0; (at = argument.find(word, at)) != std::string::npos;)
                    argument.replace(at, word.size(), value);
        return support::runCommand({.arguments = arguments, .environment = {}});
    }

  private:
    support::TemporaryFolder m_folder;
    TestCertificate m_authority{{.name = "test authority", .isAuthority = true}};
    TestCertificate m_leaf{{.name = "zone.test", .more = {"*.zone.test"}, .issuer = &m_authority}};
    support::TestUpstream m_upstream{"hello over TLS"};
    base::Publisher<snapshot::Snapshot> m_snapshots;
    live::TargetStates m_states;
    live::WorkerCounters m_counters;
    base::RealClock m_clock;
    net::Worker m_worker{0};
    std::unique_ptr<tls::ClientContexts> m_targets;
    std::unique_ptr<proxy::Server> m_server;
    base::SocketAddress m_address;
};

const std::string curlsOwn =
    "curl -sS --max-time 10 --cacert @ROOT@ --resolve app.zone.test:@PORT@:127.0.0.1 "
    "--resolve no.example:@PORT@:127.0.0.1 ";

constexpr const char* nodeScript = R"(
const https = require('https');
const agent = new https.Agent({ keepAlive: true, maxSockets: 1, ca: require('fs').readFileSync('@ROOT@') });
const once = () => new Promise((resolve, reject) => https.get({ agent, host: '127.0.0.1', port: @PORT@, path: '/',
    servername: 'app.zone.test', headers: { host: 'app.zone.test:@PORT@' } }, response => {
        let body = '';
        const socket = response.socket;
        response.on('data', chunk => body += chunk);
        response.on('end', () => resolve(body + ' ' + socket.getProtocol() + ' ' +
                                         socket.authorized + ' ' + socket.isSessionReused()));
    }).on('error', reject));
(async () => {
    console.log(await once());
    console.log(await once());
    agent.destroy();
    console.log(await once());
    agent.destroy();
})();
)";

constexpr const char* pythonScript = R"(
import socket, ssl
context = ssl.create_default_context(cafile='@ROOT@')
context.set_alpn_protocols(['http/1.1'])
session = None
for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
    context.maximum_version = version
    raw = socket.create_connection(('127.0.0.1', @PORT@))
    stream = context.wrap_socket(raw, server_hostname='app.zone.test',
                                 session=session if version == ssl.TLSVersion.TLSv1_2 else None)
    stream.sendall(b'GET / HTTP/1.1\r\nHost: app.zone.test\r\nConnection: close\r\n\r\n')
    data = b''
    while chunk := stream.recv(4096):
        data += chunk
    print(stream.version(), stream.selected_alpn_protocol(), stream.session_reused, data[-14:].decode())
    session = stream.session
    stream.close()
)";

}  // namespace

class HttpsClientsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void shellCommands_data() {
        QTest::addColumn<QByteArray>("command");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char* name, const std::string& command, int code, const char* says) {
            QTest::newRow(name) << QByteArray::fromStdString(command) << code << QByteArray(says);
        };
        row("curl", curlsOwn + "https://app.zone.test:@PORT@/", 0, "hello over TLS");
        row("curl with TLS 1.2", curlsOwn + "--tls-max 1.2 https://app.zone.test:@PORT@/", 0,
            "hello over TLS");
        row("curl, three on one connection",
            curlsOwn + "-w '%{num_connects}' https://app.zone.test:@PORT@/[1-3]", 0, "TLS1hello over TLS0");
        row("curl, an upload",
            "head -c 3000000 /dev/zero | " + curlsOwn + "-T - https://app.zone.test:@PORT@/echo-body | wc -c",
            0, "3000000");
        row("curl, a download", curlsOwn + "https://app.zone.test:@PORT@/bytes/5000000 | wc -c", 0,
            "5000000");
        row("curl, HEAD", curlsOwn + "-I https://app.zone.test:@PORT@/", 0, "200 OK");
        row("curl to a name without certificate", curlsOwn + "https://no.example:@PORT@/", 35,
            "unrecognized name");
        row("curl with a foreign Host", curlsOwn + "-H 'Host: no.example' https://app.zone.test:@PORT@/", 0,
            "Not on this connection");
        row("curl with plain http", curlsOwn + "http://app.zone.test:@PORT@/", 0, "This port speaks https");
        row("openssl",
            "printf 'GET / HTTP/1.0\\r\\nHost: app.zone.test\\r\\n\\r\\n' | openssl s_client -quiet "
            "-connect 127.0.0.1:@PORT@ -servername app.zone.test -CAfile @ROOT@ "
            "-verify_return_error -verify_hostname app.zone.test 2>&1",
            0, "hello over TLS");
        row("openssl with TLS 1.1",
            "openssl s_client -connect 127.0.0.1:@PORT@ -tls1_1 -cipher DEFAULT@SECLEVEL=0 </dev/null 2>&1",
            1, "alert protocol version");
        row("openssl, h2 only", "openssl s_client -connect 127.0.0.1:@PORT@ -alpn h2 </dev/null 2>&1", 1,
            "no application protocol");
    }
    void shellCommands() {
        QFETCH(QByteArray, command);
        QFETCH(int, code);
        QFETCH(QByteArray, says);
        const HttpsProxy proxy;
        const CommandResult result = proxy.run({"sh", "-c", command.toStdString()});
        const std::string said = result.output + result.error;
        QVERIFY2(result.code == code, (std::to_string(result.code) + ": " + said).c_str());
        QVERIFY2(said.find(says.toStdString()) != std::string::npos, said.c_str());
    }

    void nodeKeepsItsConnectionAndThenItsSession() {
        const HttpsProxy proxy;
        const CommandResult result = proxy.run({"node", "-e", nodeScript});
        const std::string said = result.output + result.error;
        QVERIFY2(said ==
                     "hello over TLS TLSv1.3 true false\nhello over TLS TLSv1.3 true false\n"
                     "hello over TLS TLSv1.3 true true\n",
                 said.c_str());
        QCOMPARE(proxy.handshakes().done[1][0].value(), std::uint64_t{1});
        QCOMPARE(proxy.handshakes().done[1][1].value(), std::uint64_t{1});
    }

    void pythonResumesWithBothVersions() {
        const HttpsProxy proxy;
        const CommandResult result = proxy.run({"python3", "-c", pythonScript});
        QCOMPARE(result.output + result.error,
                 std::string("TLSv1.2 http/1.1 False hello over TLS\nTLSv1.2 http/1.1 True hello over TLS\n"
                             "TLSv1.3 http/1.1 False hello over TLS\n"));
    }
};

QTEST_GUILESS_MAIN(HttpsClientsTest)
#include "tst_https.moc"
