// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A service without the proxy, through the real program: DNS names its targets, of both families, leaves out
// one that goes away, and names it again when it is back.
#include "tests/support/dnsclient.h"
#include "tests/support/printing.h"
#include "tests/support/program.h"
#include "tests/support/testupstream.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <array>
#include <set>

using namespace portolan;
using namespace portolan::support;

namespace {

const std::string host = "db.internal.example";

base::SocketAddress at(std::string_view address, std::uint16_t port) {
    return {base::IpAddress::parse(address).value(), port};
}

/// Targets at one port of several addresses of this host, each of which can go away and come back.
class Targets {
  public:
    /// False without IPv6, or while each port is taken somewhere.
    [[nodiscard]] bool start() {
        for (int attempt = 0; attempt < 20; ++attempt) {
            m_running[0] = std::make_unique<TestUpstream>("one", at(addresses[0], 0));
            m_port = m_running[0]->port();
            if (bring(1) && bring(2))
                return true;
        }
        return false;
    }
    [[nodiscard]] bool bring(std::size_t index) {
        m_running[index] = std::make_unique<TestUpstream>("one", at(addresses[index], m_port));
        return m_running[index]->listening();
    }
    void take(std::size_t index) { m_running[index]->stop(); }
    [[nodiscard]] std::string json() const {
        std::string list;
        for (const char* address : addresses)
            list += std::string(list.empty() ? "" : ",") + "{'address':'" + address +
                    "','port':" + std::to_string(m_port) + "}";
        return "[" + list + "]";
    }

  private:
    static constexpr std::array<const char*, 3> addresses{"127.0.0.1", "127.0.0.2", "::1"};
    std::array<std::unique_ptr<TestUpstream>, 3> m_running;
    std::uint16_t m_port = 0;
};

}  // namespace

class DirectTest : public QObject {
    Q_OBJECT

    Targets m_targets;
    ProgramUnderTest m_program;

    [[nodiscard]] std::string named(DnsType type) const {
        std::set<std::string> addresses;
        for (const DnsRecord& record : askUdp(m_program.dns(), host, type).answers)
            addresses.insert(record.data);
        std::string text;
        for (const std::string& address : addresses)
            text += (text.empty() ? "" : " ") + address;
        return text;
    }
    [[nodiscard]] bool becomes(const std::string& addresses) const {
        return waitUntil([&] { return named(DnsType::A) == addresses; }, 20s);
    }
    [[nodiscard]] Json service() const {
        return Json::parse(m_program.callWithToken({.target = "/api/v1/services"}).body)["items"][0];
    }
    [[nodiscard]] bool healthIs(const std::string& state) const {
        return waitUntil([&] { return service()["health"]["state"].text() == state; }, 20s);
    }
    [[nodiscard]] std::uint32_t serial() const {
        return askUdp(m_program.dns(), "internal.example", DnsType::Soa).answers.front().serial;
    }

  private Q_SLOTS:
    void initTestCase() {
        QVERIFY2(m_targets.start(), "no port is free on 127.0.0.1, 127.0.0.2 and ::1");
        QVERIFY2(m_program.start(), m_program.explain().c_str());
        const HttpReply added = m_program.callWithToken(
            jsonCall("POST", "/api/v1/services",
                     jsonText("{'host':'db','delivery':'direct','targets':" + m_targets.json() + "}")));
        QVERIFY2(added.status == 201, added.body.c_str());
    }
    void cleanup() {
        if (QTest::currentTestFailed())
            qWarning("%s", m_program.explain().c_str());
    }

    void namesEveryTarget() {
        QCOMPARE(named(DnsType::A), std::string("127.0.0.1 127.0.0.2"));
        QCOMPARE(named(DnsType::Aaaa), std::string("::1"));
        QVERIFY(askUdp(m_program.dns(), host).answers.front().ttl <= 30);
        QVERIFY(healthIs("up"));
        QCOMPARE(service()["delivery"].text(), std::string("direct"));
    }

    void theProxyDoesNotKnowTheName() { QCOMPARE(m_program.through(host).status, 404); }

    void leavesOutWhatGoesAwayUntilItIsBack() {
        const std::uint32_t before = serial();
        m_targets.take(1);
        QVERIFY(becomes("127.0.0.1"));
        QVERIFY(healthIs("degraded"));
        QCOMPARE(service()["dns"].size(), std::size_t(2));
        QCOMPARE(askTcp(m_program.dns(), host).answers.size(), std::size_t(1));
        QCOMPARE(named(DnsType::Aaaa), std::string("::1"));
        m_targets.take(0);
        QVERIFY(becomes("127.0.0.1 127.0.0.2"));  // all are down: all are named
        QVERIFY(m_targets.bring(1));
        QVERIFY(becomes("127.0.0.2"));
        m_targets.take(2);
        QVERIFY(waitUntil([&] { return service()["targets"][2]["health"]["state"].text() == "down"; }, 20s));
        QCOMPARE(named(DnsType::Aaaa), std::string("::1"));  // the only one of its family
        QVERIFY(m_targets.bring(0) && m_targets.bring(2));
        QVERIFY(becomes("127.0.0.1 127.0.0.2"));
        QVERIFY(healthIs("up"));
        QCOMPARE(serial(), before);  // health is no content of the zone
    }

    void switchedOffItIsNowhere() {
        const std::string id = service()["id"].text();
        const auto replace = [&](const std::string& more) {
            return m_program
                .callWithToken(jsonCall("PUT", "/api/v1/services/" + id,
                                        jsonText("{'host':'db','targets':" + m_targets.json() + more + "}")))
                .status;
        };
        const std::uint32_t before = serial();
        QCOMPARE(replace(",'delivery':'direct','enabled':false"), 200);
        QCOMPARE(askUdp(m_program.dns(), host).rcode, dnsNameError);
        QVERIFY(serial() > before);
        QCOMPARE(replace(""), 200);  // the proxy is the default
        QCOMPARE(named(DnsType::A), std::string("127.0.0.1"));
        QCOMPARE(m_program.through(host).body, std::string("one"));
    }
};

QTEST_GUILESS_MAIN(DirectTest)
#include "tst_direct.moc"
