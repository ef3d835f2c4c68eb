// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// One service, three real targets that say who they are: how requests spread over them, who stays where, and
// what an edit does to it.
#include "tests/support/printing.h"
#include "tests/support/process.h"
#include "tests/support/program.h"
#include "tests/support/testupstream.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <map>
#include <memory>
#include <string>
#include <vector>

using namespace portolan::support;

namespace {

using Counts = std::map<std::string, int>;
const std::string host = "app.internal.example";

}  // namespace

class BalancingTest : public QObject {
    Q_OBJECT

    std::vector<std::unique_ptr<TestUpstream>> m_targets;  ///< "a", "b", "c"
    std::unique_ptr<ProgramUnderTest> m_program;
    std::unique_ptr<TemporaryFolder> m_folder;
    std::string m_service;

    /// `more` of each target and of the service, in the JSON of the API.
    [[nodiscard]] std::string body(const std::vector<std::string>& ofTargets, const std::string& more) const {
        std::string targets;
        for (std::size_t i = 0; i < m_targets.size(); ++i)
            targets += std::string(i > 0 ? "," : "") +
                       "{'address':'127.0.0.1','port':" + std::to_string(m_targets[i]->port()) +
                       (ofTargets[i].empty() ? "" : ",") + ofTargets[i] + "}";
        return jsonText("{'host':'app','targets':[" + targets + "]" + (more.empty() ? "" : ",") + more + "}");
    }
    void add(const std::vector<std::string>& ofTargets, const std::string& more) {
        const HttpReply reply =
            m_program->callWithToken(jsonCall("POST", "/api/v1/services", body(ofTargets, more)));
        QVERIFY2(reply.status == 201, reply.body.c_str());
        m_service = Json::parse(reply.body)["id"].text();
    }
    void edit(const std::vector<std::string>& ofTargets, const std::string& more) {
        const HttpReply reply =
            m_program->callWithToken(jsonCall("PUT", "/api/v1/services/" + m_service, body(ofTargets, more)));
        QVERIFY2(reply.status == 200, reply.body.c_str());
    }
    [[nodiscard]] Counts counts(int requests) {
        Counts counts;
        for (int i = 0; i < requests; ++i) {
            const HttpReply reply = m_program->through(host);
            ++counts[reply.status == 200 ? reply.body : std::to_string(reply.status) + reply.failure];
        }
        return counts;
    }
    /// Who answers a browser with this cookie jar.
    [[nodiscard]] std::string curl(const std::string& more) {
        const std::string jar = (m_folder->path() / "jar").string();
        const CommandResult result =
            runCommand({{"sh", "-c",
                         "curl -s -b " + jar + " -c " + jar + " -H 'Host: " + host + "' " + more +
                             " http://" + m_program->http().toString() + "/"},
                        {}});
        return result.output;
    }

  private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<TemporaryFolder>();
        m_targets.clear();
        for (const char* name : {"a", "b", "c"})
            m_targets.push_back(std::make_unique<TestUpstream>(name));
        m_program = std::make_unique<ProgramUnderTest>(ProgramOptions{{"--workers", "1"}});
        QVERIFY2(m_program->start(), m_program->explain().c_str());
    }
    void cleanup() {
        if (QTest::currentTestFailed())
            qWarning("%s", m_program->explain().c_str());
        m_program.reset();
        m_targets.clear();
    }

    void weightsShowInTheCounts() {
        add({"'weight':5", "'weight':3", "'weight':2"}, "");
        QCOMPARE(counts(100), (Counts{{"a", 50}, {"b", 30}, {"c", 20}}));
        edit({"", "'backup':true", "'weight':0"}, "'balancing':{'method':'least_outstanding'}");
        QCOMPARE(counts(10), (Counts{{"a", 10}}));
        m_targets[0]->stop();
        QCOMPARE(counts(10), (Counts{{"b", 10}}));
    }

    void aBrowserStaysWithItsTarget() {
        add({"", "", ""}, "'balancing':{'sticky':true}");
        const std::string mine = curl("");
        QVERIFY2(mine == "a" || mine == "b" || mine == "c", mine.c_str());
        for (int i = 0; i < 6; ++i)
            QCOMPARE(curl(""), mine);
        // Without the jar, and with a cookie that somebody made up, it is anybody's turn.
        const std::string forged = "-b portolan_target=" + std::string(32, 'f');
        Counts others;
        for (int i = 0; i < 6; ++i) {
            const CommandResult result = runCommand({{"sh", "-c",
                                                      "curl -si " + forged + " -H 'Host: " + host +
                                                          "' http://" + m_program->http().toString() + "/"},
                                                     {}});
            QVERIFY2(result.output.find("Set-Cookie: portolan_target=") != std::string::npos,
                     result.output.c_str());
            QVERIFY(result.output.find(std::string(32, 'f')) == std::string::npos);
            QVERIFY(result.output.find("127.0.0.1") == std::string::npos);
            ++others[result.output.substr(result.output.size() - 1)];
        }
        QCOMPARE(others, (Counts{{"a", 2}, {"b", 2}, {"c", 2}}));

        // The key outlives the program.
        QVERIFY(m_program->terminate());
        QVERIFY2(m_program->start(), m_program->explain().c_str());
        for (int i = 0; i < 4; ++i)
            QCOMPARE(curl(""), mine);

        // Drained, the target keeps its clients and gets no others.
        std::vector<std::string> drained{"", "", ""};
        drained[static_cast<std::size_t>(mine[0] - 'a')] = "'drain':true";
        edit(drained, "'balancing':{'sticky':true}");
        QCOMPARE(curl(""), mine);
        QCOMPARE(counts(12).count(mine), std::size_t(0));
        m_targets[static_cast<std::size_t>(mine[0] - 'a')]->stop();
        const std::string next = curl("");
        QVERIFY(next != mine && next.size() == 1);
        QCOMPARE(curl(""), next);
    }

    void requestsOverTheLimitWaitOrAreTurnedAway() {
        add({"'max_requests':1", "'max_requests':1", "'drain':true"}, "'balancing':{'queue_length':1}");
        std::vector<std::unique_ptr<HttpConnection>> clients;
        for (int i = 0; i < 3; ++i) {
            clients.push_back(std::make_unique<HttpConnection>(m_program->http()));
            QVERIFY(clients.back()->send({.target = "/slow/1000", .host = host}));
        }
        const bool underWay =
            waitUntil([&] { return m_targets[0]->slowRequests() == 1 && m_targets[1]->slowRequests() == 1; });
        QVERIFY(underWay);
        // Two are under way and one waits: there is no room for a fourth.
        HttpReply fourth;
        QVERIFY(waitUntil([&] {
            fourth = m_program->through(host);
            return fourth.status == 503;
        }));
        QVERIFY(!fourth.field("Retry-After").empty());
        for (const auto& client : clients)
            QCOMPARE(client->receive().status, 200);
    }

    void aTargetThatFailsIsPassedOverAndSaysSo() {
        add({"", "", ""}, "");
        m_targets[1]->stop();
        const Counts seen = counts(60);
        QCOMPARE(seen.at("a") + seen.at("c"), 60);
        QVERIFY(waitUntil([&] {
            const HttpReply shown = m_program->callWithToken({.target = "/api/v1/services/" + m_service});
            const Json health = Json::parse(shown.body)["targets"][1]["health"];
            const std::string code = health["code"].text();
            return code == "health.requests_fail" || code == "health.refused";
        }));
    }
};

QTEST_GUILESS_MAIN(BalancingTest)
#include "tst_balancing.moc"
