// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A host whose addresses come, go and are partly taken: a tailnet that starts after Portolan and renumbers, a
// local resolver that holds 127.0.0.53, another server that holds the port and leaves.
#include "tests/support/program.h"
#include "tests/support/requirenamespaces.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <memory>

using namespace portolan::support;

class AddressesTest : public QObject {
    Q_OBJECT

  private:
    CommandResult on(const char* host, const std::string& line) { return m_network->shell(host, line); }

    void start(std::vector<std::string> more) {
        ProgramOptions options;
        options.listeners = ProgramOptions::Listeners::AsArgued;
        options.arguments = {"--zone", "internal.example"};
        options.arguments.insert(options.arguments.end(), more.begin(), more.end());
        options.wrap = [this](Command command) { return m_network->on("omnitron", std::move(command)); };
        m_program = std::make_unique<ProgramUnderTest>(options);
        QVERIFY2(m_program->start(), m_program->explain().c_str());
    }
    [[nodiscard]] bool answers(const char* host, const std::string& server, const std::string& expected) {
        return waitUntil(
            [&] {
                return on(host, "dig +short +tries=1 +time=1 @" + server + " dns.internal.example A")
                           .output == expected + "\n";
            },
            20s);
    }

    std::unique_ptr<NetworkNamespaces> m_network;
    std::unique_ptr<ProgramUnderTest> m_program;

  private Q_SLOTS:
    void initTestCase() { PORTOLAN_REQUIRE_NAMESPACES(); }
    void init() {
        m_network = std::make_unique<NetworkNamespaces>(
            std::vector<Host>{{"omnitron", {"10.20.0.1/24"}}, {"device", {"10.20.0.2/24", "100.64.0.2/10"}}});
        QVERIFY2(m_network->failure().empty(), m_network->failure().c_str());
        QCOMPARE(on("omnitron", "ip route add default via 10.20.0.2").code, 0);
    }
    void cleanup() {
        if (QTest::currentTestFailed() && m_program)
            qWarning("%s", m_program->explain().c_str());
        m_program.reset();
        m_network.reset();
    }

    void aTailnetThatComesLateIsServedAndAdvertised() {
        start({"--api", "127.0.0.1:8080"});
        QVERIFY(answers("device", "10.20.0.1", "10.20.0.1"));
        QCOMPARE(on("omnitron", "ip address add 100.64.0.1/10 dev eth0").code, 0);
        QVERIFY(answers("device", "100.64.0.1", "100.64.0.1"));
        const auto page = on("device",
                             "curl -s -o /dev/null -w '%{http_code}' --retry 3 --retry-connrefused "
                             "--connect-to ::100.64.0.1:80 http://portolan.internal.example/");
        QCOMPARE(page.output, std::string("200"));
        // It renumbers: the new address is served, and no longer the old one.
        QCOMPARE(
            on("omnitron", "ip address del 100.64.0.1/10 dev eth0 && ip address add 100.64.0.7/10 dev eth0")
                .code,
            0);
        QVERIFY(answers("device", "100.64.0.7", "100.64.0.7"));
    }

    void aNamedAddressIsListenedOnWhenItComesAndComesBack() {
        start({"--advertise", "10.20.0.1", "--dns", "127.0.0.1:53", "--dns", "10.20.0.9:53", "--http",
               "10.20.0.1:80", "--api", "127.0.0.1:8080"});
        const std::string ready = m_program->explain();
        QVERIFY2(ready.find("10.20.0.9:53") != std::string::npos && ready.find("failed") != std::string::npos,
                 ready.c_str());
        QCOMPARE(on("omnitron", "ip address add 10.20.0.9/24 dev eth0").code, 0);
        QVERIFY(answers("device", "10.20.0.9", "10.20.0.1"));
        QCOMPARE(on("omnitron", "ip address del 10.20.0.9/24 dev eth0").code, 0);
        QCOMPARE(on("omnitron", "ip address add 10.20.0.9/24 dev eth0").code, 0);
        QVERIFY(answers("device", "10.20.0.9", "10.20.0.1"));
    }

    void aLocalResolverOnItsOwnLoopbackAddressIsNoNeighbourToFear() {
        // As systemd-resolved does: 127.0.0.53 and 127.0.0.54, UDP and TCP.
        const char* resolver =
            "import socket,signal\n"
            "kept=[]\n"
            "for address in ('127.0.0.53','127.0.0.54'):\n"
            "    for kind in (socket.SOCK_DGRAM,socket.SOCK_STREAM):\n"
            "        s=socket.socket(socket.AF_INET,kind)\n"
            "        s.setsockopt(socket.SOL_SOCKET,socket.SO_REUSEADDR,1)\n"
            "        s.bind((address,53))\n"
            "        kind==socket.SOCK_STREAM and s.listen(5)\n"
            "        kept.append(s)\n"
            "print('bound',flush=True)\n"
            "signal.pause()\n";
        Process resolved(m_network->on("omnitron", {{"python3", "-c", resolver}, {}}));
        QVERIFY2(waitUntil([&] { return resolved.standardOutput() == "bound\n"; }),
                 resolved.standardError().c_str());
        start({"--api", "127.0.0.1:8080"});
        QVERIFY(answers("omnitron", "127.0.0.1", "10.20.0.1"));
        QVERIFY(answers("device", "10.20.0.1", "10.20.0.1"));
    }

    void aPortThatSomebodyElseHoldsIsNamedAndTheRestIsServed() {
        const char* other =
            "import socket,signal\n"
            "s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM)\n"
            "s.bind(('10.20.0.1',53))\n"
            "print('bound',flush=True)\n"
            "signal.pause()\n";
        Process holder(m_network->on("omnitron", {{"python3", "-c", other}, {}}));
        QVERIFY2(waitUntil([&] { return holder.standardOutput() == "bound\n"; }),
                 holder.standardError().c_str());
        start({"--api", "127.0.0.1:8080"});
        const std::string ready = m_program->explain();
        QVERIFY2(ready.find("python3") != std::string::npos, ready.c_str());
        QVERIFY(answers("omnitron", "127.0.0.1", "10.20.0.1"));
        // Any sign of change makes it try again.
        holder.kill();
        QCOMPARE(on("omnitron", "ip address add 10.20.0.77/24 dev eth0").code, 0);
        QVERIFY(answers("device", "10.20.0.1", "10.20.0.1"));
    }
};

QTEST_GUILESS_MAIN(AddressesTest)
#include "tst_addresses.moc"
