// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The clients that people have: dig, kdig, drill, delv, dns-packet of Node.js, and glibc's own resolver, each
// asking the real program in a network namespace where it is the one name server.
#include "tests/integration/dns/zonedata.h"
#include "tests/support/program.h"
#include "tests/support/requirenamespaces.h"

#include <QRegularExpression>
#include <QTest>

#include <memory>

using namespace portolan;
using namespace portolan::support;

class ClientsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() {
        PORTOLAN_REQUIRE_NAMESPACES();
        m_network = std::make_unique<NetworkNamespaces>(
            std::vector<Host>{{"omnitron", {"100.1.1.1/8"}, "100.1.1.1"}});
        QVERIFY2(m_network->failure().empty(), m_network->failure().c_str());
        ProgramOptions options;
        options.listeners = ProgramOptions::Listeners::AsArgued;
        options.arguments = tests::zoneArguments();
        options.arguments.insert(options.arguments.end(), {"--dns", "100.1.1.1:53", "--http", "100.1.1.1:80",
                                                           "--https", "none", "--api", "100.1.1.1:8080",
                                                           "--internal-networks", "127.0.0.0/8,100.0.0.0/8"});
        options.wrap = [this](Command command) { return m_network->on("omnitron", std::move(command)); };
        m_program = std::make_unique<ProgramUnderTest>(options);
        QVERIFY2(m_program->start(), m_program->explain().c_str());
        for (const std::string& body : tests::serviceBodies())
            post("services", body);
        for (const std::string& body : tests::recordBodies())
            post("records", body);
    }
    void cleanupTestCase() {
        m_program.reset();
        m_network.reset();
    }

    void understand_data() {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("said");  // a regular expression
        const auto row = [](const char* title, const char* line, const char* said) {
            QTest::newRow(title) << QString::fromLatin1(line) << QString::fromLatin1(said);
        };
        row("dig A", "dig +short v4.internal.example A", "^10\\.0\\.0\\.[12]\n10\\.0\\.0\\.[12]\n$");
        row("dig with its cookie", "dig v4.internal.example A", "status: NOERROR(.|\n)*flags: qr aa rd");
        row("dig, no cookie", "dig +nocookie v4.internal.example A", "udp: 1232\n;; QUESTION");
        row("dig, its own cookie twice",
            "cookie=$(dig +cookie v4.internal.example A | sed -n 's/^; COOKIE: \\([0-9a-f]*\\) "
            "(good)$/\\1/p'); "
            "echo ${#cookie}; dig +cookie=$cookie v4.internal.example A | grep -c \"^; COOKIE: $cookie "
            "(good)\"",
            "^48\n1\n$");
        row("dig, a cookie of somebody else",
            "dig +cookie=0123456789abcdef00112233445566778899aabbccddeeff v4.internal.example A",
            "status: NOERROR(.|\n)*COOKIE: 0123456789abcdef[0-9a-f]{32} \\(good\\)");
        row("kdig with a cookie", "kdig +cookie v4.internal.example A",
            "NOERROR(.|\n)*COOKIE: [0-9A-Fa-f]{48}");
        row("kdig, a cookie of somebody else",
            "kdig +cookie=0123456789abcdef00112233445566778899aabbccddeeff v4.internal.example A",
            "NOERROR(.|\n)*COOKIE: 0123456789ABCDEF[0-9A-Fa-f]{32}");
        row("dig over TCP", "dig +tcp +short many.internal.example AAAA | wc -l", "^60\n$");
        row("dig after TC", "dig +short many.internal.example AAAA | wc -l", "^60\n$");
        row("dig NXDOMAIN", "dig missing.internal.example A", "status: NXDOMAIN(.|\n)*SOA");
        row("dig -x", "dig +short -x 100.2.3.4", "^box\\.lab\\.internal\\.example\\.\n$");
        row("dig HTTPS", "dig +short https.internal.example HTTPS", "^1 \\. alpn=\"h2\"\n$");
        row("dig unknown type", "dig +short odd.internal.example TYPE65280", "^\\\\# 4 0A000001\n$");
        row("dig version 1 of EDNS", "dig +edns=1 +noednsnegotiation v4.internal.example A", "BADVERS");
        row("kdig MX", "kdig +short internal.example MX", "^10 mail\\.internal\\.example\\.\n$");
        row("kdig SRV", "kdig +short _http._tcp.llm.internal.example SRV",
            "^0 0 80 llm\\.internal\\.example\\.\n$");
        row("kdig SVCB", "kdig +short svc.internal.example SVCB",
            "^1 dual\\.internal\\.example\\. .*alpn=h2,h3.*port=8443.*ipv4hint=10\\.0\\.0\\.3");
        row("kdig CAA", "kdig +short internal.example CAA", "^0 issue \"ca\\.example\" ?\n$");
        row("drill CNAME", "drill www.internal.example A", "CNAME\tdual(.|\n)*10\\.0\\.0\\.3");
        row("drill TXT", "drill text.internal.example TXT", "\"one\" \"two \\\\\"words\\\\\"\"");
        row("drill with DO", "drill -D v4.internal.example A", "flags: do(.|\n)*udp: 1232");
        row("delv, unsigned", "delv +noroot -i @100.1.1.1 v4.internal.example A",
            "unsigned answer|10\\.0\\.0\\.1");
        row("glibc, both families", "getent ahosts dual.internal.example | awk '{print $1}' | sort -u",
            "^10\\.0\\.0\\.3\nfd00::3\n$");
        row("glibc, through an alias", "getent ahostsv4 second.internal.example", "10\\.0\\.0\\.3 .*STREAM");
        row("glibc, a wildcard", "getent hosts any.wild.internal.example", "10\\.0\\.1\\.1 ");
        row("glibc, an address", "getent hosts 100.2.3.4", "box\\.lab\\.internal\\.example");
        row("glibc, a missing name", "getent hosts missing.internal.example; echo $?", "^2\n$");
        row("Node.js dns-packet", "PORTOLAN_DNS=100.1.1.1:53 node \"$PORTOLAN_CLIENTS/dns.js\"",
            "^ok dns\n$");
    }
    void understand() {
        QFETCH(QString, line);
        QFETCH(QString, said);
        const CommandResult result = m_network->shell("omnitron", line.toStdString());
        const QString output = QString::fromStdString(result.output);
        QVERIFY2(QRegularExpression(said).match(output).hasMatch(), (result.output + result.error).c_str());
    }

  private:
    void post(const char* path, const std::string& body) {
        const CommandResult result = m_network->shell(
            "omnitron",
            std::string("curl -sS -o /dev/null -w '%{http_code}' -H 'Content-Type: application/json' "
                        "-H 'Authorization: Bearer ") +
                m_program->token() + "' -d @- http://100.1.1.1:8080/api/v1/" + path + " <<'BODY'\n" + body +
                "\nBODY");
        QVERIFY2(result.output == "201", (body + ": " + result.output + result.error).c_str());
    }

    std::unique_ptr<NetworkNamespaces> m_network;
    std::unique_ptr<ProgramUnderTest> m_program;
};

QTEST_GUILESS_MAIN(ClientsTest)
#include "tst_clients.moc"
