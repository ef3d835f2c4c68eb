// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Real upstreams behind the real program: what counts as alive is what the service says, somebody may have
// them looked at, and what was measured is still there after a restart.
#include "tests/support/json.h"
#include "tests/support/printing.h"
#include "tests/support/program.h"
#include "tests/support/testupstream.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <memory>
#include <string>

using namespace portolan;
using namespace portolan::support;
using namespace std::chrono_literals;

class HealthChecksTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TestUpstream> m_upstream;
    std::unique_ptr<ProgramUnderTest> m_program;

    /// The fields of the service, with these for its checks; a PUT when it is there already.
    [[nodiscard]] HttpReply save(const std::string& checks, const std::string& more = {}) const {
        const std::string id = service()["id"].text();
        const bool isNew = !service()["id"].exists();
        return m_program->callWithToken(
            jsonCall(isNew ? "POST" : "PUT", isNew ? "/api/v1/services" : "/api/v1/services/" + id,
                     jsonText("{'host':'app','targets':[{'address':'127.0.0.1','port':" +
                              std::to_string(m_upstream->port()) + "}],'checks':{'interval':1" + checks +
                              "}" + more + "}")));
    }
    [[nodiscard]] Json service() const {
        return Json::parse(m_program->callWithToken({.target = "/api/v1/services"}).body)["items"][0];
    }
    [[nodiscard]] std::string path(const char* rest) const {
        return "/api/v1/services/" + service()["id"].text() + rest;
    }
    /// Waits until the service and its target are in this state for this cause ("" for none).
    [[nodiscard]] bool becomes(const std::string& state, const std::string& code) const {
        return waitUntil(
            [&] {
                const Json now = service();
                const auto is = [&](const Json& health) {
                    return health["state"].text() == state &&
                           (code.empty() ? !health["code"].exists() : health["code"].text() == code);
                };
                return is(now["health"]) && is(now["targets"][0]["health"]);
            },
            20s);
    }
    [[nodiscard]] Json check() const {
        return Json::parse(m_program->callWithToken({.method = "POST", .target = path("/check")})
                               .body)["targets"][0]["health"];
    }

  private Q_SLOTS:
    void init() {
        m_upstream = std::make_unique<TestUpstream>("all is ready");
        m_program = std::make_unique<ProgramUnderTest>();
        QVERIFY2(m_program->start(), m_program->explain().c_str());
    }
    void cleanup() {
        if (QTest::currentTestFailed() && m_program)
            qWarning("%s", m_program->explain().c_str());
        m_program.reset();
        m_upstream.reset();
    }

    void whatCountsAsAliveIsForTheServiceToSay() {
        QCOMPARE(save(",'path':'/status/503'").status, 201);
        QVERIFY2(becomes("up", ""), "any answer will do");
        QCOMPARE(save(",'path':'/status/503','status':'200-299'").status, 200);
        QVERIFY(becomes("down", "health.wrong_status"));
        QCOMPARE(service()["health"]["params"]["status"].text(), std::string("503"));
        QCOMPARE(save(",'path':'/status/204','status':'200-299'").status, 200);
        QVERIFY(becomes("up", ""));
        QCOMPARE(save(",'text':'ready'").status, 200);
        QVERIFY(becomes("up", ""));
        const auto address = m_upstream->address();
        m_upstream.reset();
        m_upstream = std::make_unique<TestUpstream>("not yet", address);
        QVERIFY(m_upstream->listening());
        QVERIFY(becomes("down", "health.text_missing"));
        QCOMPARE(save(",'kind':'tcp'").status, 200);
        QVERIFY(becomes("up", ""));
        m_upstream->stop();
        QVERIFY(becomes("down", "health.refused"));
    }

    void whoAsksIsToldAtOnce() {
        QCOMPARE(save(",'kind':'never'").status, 201);
        QVERIFY(becomes("unknown", "health.never_probed"));
        QCOMPARE(m_upstream->requests(), 0);
        Json found = check();
        QCOMPARE(found["state"].text(), std::string("up"));
        QVERIFY(found["latency_ms"].exists());
        QVERIFY(m_upstream->requests() == 1);
        m_upstream->stop();
        found = check();
        QCOMPARE(found["state"].text(), std::string("down"));
        QCOMPARE(found["code"].text(), std::string("health.refused"));
        QVERIFY(becomes("unknown", "health.never_probed"));
    }

    void maintenanceIsSaidAndNotMeasured() {
        QCOMPARE(save("", ",'maintenance':true").status, 201);
        QVERIFY(becomes("disabled", "health.maintenance"));
        const HttpReply page = m_program->through("app.internal.example");
        QCOMPARE(page.status, 503);
        QCOMPARE(page.field("Retry-After"), std::string("60"));
        QVERIFY2(page.body.find("will be back") != std::string::npos, page.body.c_str());
        QCOMPARE(m_upstream->requests(), 0);
        const HttpReply refused = m_program->callWithToken({.method = "POST", .target = path("/check")});
        QCOMPARE(refused.status, 422);
        QCOMPARE(Json::parse(refused.body)["code"].text(), std::string("check.switched_off"));
        QCOMPARE(save("").status, 200);
        QVERIFY(becomes("up", ""));
        QCOMPARE(m_program->through("app.internal.example").status, 200);
    }

    void rulesThatCannotBeAreRefused() {
        const HttpReply refused = save(",'fall':11");
        QCOMPARE(refused.status, 422);
        QCOMPARE(Json::parse(refused.body)["errors"][0]["field"].text(), std::string("checks.fall"));
    }

    void whatWasMeasuredOutlivesTheProgram() {
        QCOMPARE(save("").status, 201);
        QVERIFY(becomes("up", ""));
        const auto history = [this](const char* range) {
            return Json::parse(m_program->callWithToken({.target = path("/health/history") + range}).body);
        };
        // The minute that has begun is shown too.
        QVERIFY(waitUntil([&] { return history("")["targets"][0]["uptime"]["24h"].text() == "100"; }, 10s));
        QCOMPARE(history("")["targets"][0]["availability"].size(), std::size_t(1440));
        QVERIFY2(m_program->terminate().has_value(), m_program->explain().c_str());
        QVERIFY2(m_program->start(), m_program->explain().c_str());
        const Json back = history("?range=90d");
        QCOMPARE(back["targets"][0]["uptime"]["90d"].text(), std::string("100"));
        QCOMPARE(back["targets"][0]["availability"].size(), std::size_t(2160));
        QCOMPARE(m_program->callWithToken({.target = path("/health/history?range=1y")}).status, 400);
    }
};

QTEST_GUILESS_MAIN(HealthChecksTest)
#include "tst_healthchecks.moc"
