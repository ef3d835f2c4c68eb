// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/printing.h"
#include "tests/unit/control/controlfixture.h"

#include <QJsonArray>
#include <QTest>

using namespace portolan;
using namespace portolan::control;
using namespace std::chrono_literals;

namespace {

using model::HealthCause;
using model::HealthState;

struct Fixture : ControlFixture {
    api::ServiceView named(std::string name) {
        return add(withToken(), draftOf(std::move(name))).value().service;
    }
    void report(const api::ServiceView& service, HealthState state, HealthCause cause = HealthCause::None) {
        control->takeHealthReports({{service.targets[0].id, state, cause, 1ms, clock.systemNow()}});
        executor.run();
    }
    api::NoticeList notices(api::NoticesRequest wanted = {}) {
        return std::get<api::NoticeList>(
            call<api::Report>(&Control::report, from("100.64.0.7"), api::ReportRequest(wanted)).value());
    }
    /// The texts of all, the newest first.
    std::vector<std::string> texts() {
        std::vector<std::string> texts;
        for (const model::Notice& notice : notices().items)
            texts.push_back(model::textOf(notice));
        return texts;
    }
};

}  // namespace

class TestNotices : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void tellsOnceOfServicesThatWentDownTogether() {
        Fixture fixture;
        const auto llm = fixture.named("llm");
        const auto wiki = fixture.named("wiki");
        fixture.report(llm, HealthState::Up);
        fixture.report(wiki, HealthState::Up);
        fixture.report(llm, HealthState::Down, HealthCause::Refused);
        fixture.executor.advance(4s);
        fixture.report(wiki, HealthState::Down, HealthCause::Timeout);
        fixture.executor.advance(5999ms);
        QVERIFY(fixture.notices().items.empty());
        fixture.executor.advance(1ms);
        QVERIFY((fixture.texts() == std::vector<std::string>{"2 services went down: llm, wiki."}));
        const QJsonObject event = fixture.lastEvent("notice");
        QCOMPARE(event[QStringLiteral("code")].toString(), QStringLiteral("notice.services_down"));
        QCOMPARE(event[QStringLiteral("services")].toArray().size(), 2);
    }

    void listsTheNewestFirst() {
        Fixture fixture;
        const auto llm = fixture.named("llm");
        fixture.report(llm, HealthState::Up);
        fixture.report(llm, HealthState::Down, HealthCause::Reset);
        fixture.executor.advance(10s);
        fixture.report(llm, HealthState::Up);
        fixture.executor.advance(10s);
        QVERIFY((fixture.texts() ==
                 std::vector<std::string>{
                     "llm is up again.",
                     "llm went down. The connection was accepted and cut off without an answer."}));
        const api::NoticeList all = fixture.notices();
        QCOMPARE(all.total, std::size_t(2));
        QVERIFY((fixture.notices({0, 1}).items == std::vector<model::Notice>{all.items[0]}));
        QCOMPARE(fixture.notices({0, 1}).total, std::size_t(2));
        QVERIFY((fixture.notices({all.items[1].id, 10}).items == std::vector<model::Notice>{all.items[0]}));
        QVERIFY(fixture.notices({all.items[0].id, 10}).items.empty());
    }

    void saysNothingOfAServiceThatIsSwitchedOffOrRemovedMeanwhile() {
        Fixture fixture;
        const auto llm = fixture.named("llm");
        const auto wiki = fixture.named("wiki");
        fixture.report(llm, HealthState::Up);
        fixture.report(wiki, HealthState::Up);
        fixture.report(llm, HealthState::Down, HealthCause::Refused);
        fixture.report(wiki, HealthState::Down, HealthCause::Refused);
        auto off = draftOf("llm");
        off.enabled = false;
        QVERIFY(fixture.replace(fixture.withToken(), llm.id, off).ok());
        QVERIFY(fixture.remove(fixture.withToken(), wiki.id).ok());
        fixture.executor.advance(60s);
        QVERIFY(fixture.texts().empty());
    }

    void knowsWhatEarlierRunsHaveTold() {
        Fixture fixture;
        const auto llm = fixture.named("llm");
        fixture.report(llm, HealthState::Up);
        fixture.report(llm, HealthState::Down, HealthCause::Reset);
        fixture.executor.advance(10s);
        const api::NoticeList before = fixture.notices();
        QCOMPARE(before.items.size(), std::size_t(1));
        fixture.measurements.notices.insert(fixture.measurements.notices.begin(),
                                            {"no JSON", "{\"kind\":\"moon_down\"}"});
        fixture.restart({});
        QVERIFY(fixture.notices() == before);
    }

    void givesUpItsTimerWithTheControl() {
        Fixture fixture;
        const auto llm = fixture.named("llm");
        fixture.report(llm, HealthState::Up);
        fixture.report(llm, HealthState::Down, HealthCause::Refused);
        fixture.control.reset();
        fixture.executor.advance(60s);
    }
};

QTEST_GUILESS_MAIN(TestNotices)
#include "tst_notices.moc"
