// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/control/controlfixture.h"

#include <QTest>

using namespace portolan;
using namespace portolan::control;
using namespace std::chrono_literals;
using model::HealthCause;
using model::HealthState;

namespace {

struct Fixture : ControlFixture {
    Fixture() {
        api::ServiceDraft draft = draftOf("web");
        draft.targets.push_back({"10.0.0.8", 8081});
        service = add(withToken(), draft).value().service;
    }
    [[nodiscard]] model::TargetId target(std::size_t index) const { return service.targets.at(index).id; }
    Kept<api::Report> ask(api::ReportRequest request) {
        return call<api::Report>(&Control::report, from("100.64.0.7"), std::move(request));
    }
    api::ServiceView service;
};

}  // namespace

class TestTargetChecks : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void answersWhenAllTargetsWereLookedAt() {
        Fixture fixture;
        const auto first = fixture.ask(api::CheckRequest{fixture.service.id});
        const auto second = fixture.ask(api::CheckRequest{fixture.service.id});
        QCOMPARE(fixture.dataPlane.checked.size(), std::size_t(2));
        QVERIFY((fixture.dataPlane.checked.front() ==
                 std::vector<model::TargetId>{fixture.target(0), fixture.target(1)}));
        fixture.control->takeFindings(
            {{fixture.target(1), HealthState::Down, HealthCause::WrongStatus, 503, 1ms},
             {model::TargetId{99}, HealthState::Up, HealthCause::None, 0, 1ms}});
        QCOMPARE(first.count(), std::size_t(0));
        fixture.control->takeFindings({{fixture.target(0), HealthState::Up, HealthCause::None, 0, 1500us}});
        for (const auto* reply : {&first, &second}) {
            QCOMPARE(reply->verdict(), std::string("ok"));
            const auto& view = std::get<api::CheckView>(reply->value());
            QVERIFY(view.service == fixture.service.id);
            QVERIFY(view.targets[0].state == HealthState::Up);
            QVERIFY(view.targets[0].latency == 1500us);
            QVERIFY(view.targets[1].cause == HealthCause::WrongStatus);
            QCOMPARE(view.targets[1].detail, 503u);
            QVERIFY(!view.targets[1].latency);
        }
        fixture.executor.advance(TargetChecks::longestWait);
        QCOMPARE(first.count(), std::size_t(1));
    }
    /// Nobody will look at them.
    void doesNotWaitForWhatIsNotLookedAtAnyMore_data() {
        QTest::addColumn<QByteArray>("change");
        QTest::addColumn<QByteArray>("verdict");
        QTest::newRow("a target goes") << QByteArray("target") << QByteArray("ok");
        QTest::newRow("switched off") << QByteArray("off") << QByteArray("check.switched_off");
        QTest::newRow("removed") << QByteArray("remove") << QByteArray("service.not_found");
    }
    void doesNotWaitForWhatIsNotLookedAtAnyMore() {
        QFETCH(const QByteArray, change);
        QFETCH(const QByteArray, verdict);
        Fixture fixture;
        const auto reply = fixture.ask(api::CheckRequest{fixture.service.id});
        fixture.control->takeFindings({{fixture.target(0), HealthState::Up, HealthCause::None, 0, 1ms}});
        QCOMPARE(reply.count(), std::size_t(0));
        api::ServiceDraft draft = draftOf("web");
        if (change == "off") {
            draft.targets.push_back({"10.0.0.8", 8081});
            draft.enabled = false;
        }
        if (change == "remove")
            QVERIFY(fixture.remove(fixture.withToken(), fixture.service.id).ok());
        else
            QVERIFY(fixture.replace(fixture.withToken(), fixture.service.id, draft).ok());
        QCOMPARE(reply.count(), std::size_t(1));
        QVERIFY2(reply.verdict().starts_with(verdict.toStdString()), reply.verdict().c_str());
        if (change == "target") {
            const auto& view = std::get<api::CheckView>(reply.value());
            QCOMPARE(view.targets.size(), std::size_t(1));
            QVERIFY(view.targets.front().state == HealthState::Up);
        }
    }
    void answersInTheEndWithWhatThereIs() {
        Fixture fixture;
        const auto reply = fixture.ask(api::CheckRequest{fixture.service.id});
        fixture.control->takeFindings({{fixture.target(0), HealthState::Up, HealthCause::None, 0, 1ms}});
        fixture.executor.advance(TargetChecks::longestWait - 1ms);
        QCOMPARE(reply.count(), std::size_t(0));
        fixture.executor.advance(1ms);
        QCOMPARE(reply.verdict(), std::string("ok"));
        const auto& view = std::get<api::CheckView>(reply.value());
        QVERIFY(view.targets[0].state == HealthState::Up);
        QVERIFY(view.targets[1].state == HealthState::Down);
        QVERIFY(view.targets[1].cause == HealthCause::Timeout);
    }
    void looksAtNothingThatIsOffOrGone() {
        Fixture fixture;
        api::ServiceDraft draft = draftOf("web");
        draft.maintenance = true;
        QVERIFY(fixture.replace(fixture.withToken(), fixture.service.id, draft).ok());
        QCOMPARE(fixture.ask(api::CheckRequest{fixture.service.id}).verdict(),
                 std::string("check.switched_off"));
        QCOMPARE(fixture.ask(api::CheckRequest{model::ServiceId{999}}).verdict(),
                 std::string("service.not_found"));
        QCOMPARE(fixture.ask(api::HealthHistoryRequest{model::ServiceId{999}}).verdict(),
                 std::string("service.not_found"));
        QVERIFY(fixture.dataPlane.checked.empty());
    }
    void cancelsAtTheEnd() {
        Fixture fixture;
        const auto reply = fixture.ask(api::CheckRequest{fixture.service.id});
        fixture.control.reset();
        QCOMPARE(reply.verdict(), std::string("call.cancelled"));
        fixture.executor.advance(TargetChecks::longestWait);
        QCOMPARE(reply.count(), std::size_t(1));
    }
    void showsThePast() {
        Fixture fixture;
        store::HealthHistory history{fixture.target(0), std::vector<model::HealthSlot>(model::keptMinutes),
                                     std::vector<model::HealthSlot>(model::keptHours)};
        history.minutes.back() = model::makeHealthSlot(30s, 60s, 2ms);
        history.hours.back() = model::makeHealthSlot(1s, 1s, 2ms);
        history.hours[model::keptHours - 169] = model::makeHealthSlot(0s, 1s, std::nullopt);
        fixture.measurements.histories[fixture.target(0)] = history;
        const auto view = [&](api::HistoryRange range) {
            return std::get<api::HealthHistoryView>(
                fixture.ask(api::HealthHistoryRequest{fixture.service.id, range}).value());
        };
        const auto day = view(api::HistoryRange::Day);
        QCOMPARE(day.step.count(), 60);
        QVERIFY(day.begin == std::chrono::floor<std::chrono::minutes>(fixture.clock.systemNow()) - 1439min);
        QCOMPARE(day.targets.size(), std::size_t(2));
        QCOMPARE(day.targets[0].points.size(), std::size_t(1440));
        QCOMPARE(day.targets[0].points.back().up.value(), 0.5);
        QVERIFY(!day.targets[0].points.front().up);
        QCOMPARE(day.targets[0].uptime.day.value(), 50.0);
        QCOMPARE(day.targets[0].uptime.week.value(), 100.0);
        QCOMPARE(day.targets[0].uptime.quarter.value(), 50.0);
        QVERIFY(day.targets[1].uptime == api::UptimeView());
        const auto week = view(api::HistoryRange::Week);
        QCOMPARE(week.step.count(), 3600);
        QCOMPARE(week.targets[0].points.size(), std::size_t(168));
        const auto hour = std::chrono::floor<std::chrono::hours>(fixture.clock.systemNow());
        QVERIFY(week.begin == hour - 167h);
        const auto quarter = view(api::HistoryRange::Quarter);
        QCOMPARE(quarter.targets[0].points.size(), std::size_t(2160));
        QVERIFY(quarter.begin == hour - 2159h);
    }
    void recordsWhatTheProbesReport() {
        Fixture fixture;
        fixture.control->takeHealthReports(
            {{fixture.target(0), HealthState::Up, {}, 1ms, fixture.clock.systemNow(), 0, true},
             {model::TargetId{99}, HealthState::Up, {}, 1ms, fixture.clock.systemNow(), 0, true}});
        fixture.executor.advance(1min);
        QCOMPARE(fixture.measurements.samples.size(), std::size_t(1));
        QVERIFY(fixture.measurements.samples.front().target == fixture.target(0));
        QVERIFY(fixture.remove(fixture.withToken(), fixture.service.id).ok());
        QCOMPARE(fixture.measurements.forgotten.size(), std::size_t(2));
    }
};

QTEST_GUILESS_MAIN(TestTargetChecks)
#include "tst_targetchecks.moc"
