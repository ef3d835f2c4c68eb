// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/healthbook.h"
#include "tests/support/printing.h"
#include "tests/unit/control/controlfixture.h"

#include <QJsonArray>
#include <QTest>

using namespace portolan;
using namespace portolan::control;
using model::HealthCause;
using model::HealthState;

namespace {

constexpr model::TargetId target(std::uint64_t id) {
    return model::TargetId{id};
}

model::Service serviceWithTargets(std::size_t count) {
    model::Service service{model::ServiceId{1}, "web", host("web.portolan.internal")};
    for (std::size_t i = 1; i <= count; ++i)
        service.targets.push_back({target(i), {ip("10.0.0.1"), static_cast<std::uint16_t>(i)}, 1});
    return service;
}

base::SystemTime at(int seconds) {
    return base::SystemTime(base::Seconds(seconds));
}

/// A target's state by a letter: u(p), d(own), g (degraded), ? (unknown).
live::HealthReport reportOf(std::uint64_t id, char letter) {
    switch (letter) {
        case 'u':
            return {target(id), HealthState::Up, HealthCause::None, std::chrono::microseconds(100), at(1)};
        case 'd':
            return {target(id), HealthState::Down, HealthCause::Refused, {}, at(1)};
        default:
            return {target(id), HealthState::Degraded, HealthCause::ServerError,
                    std::chrono::microseconds(300), at(1)};
    }
}

}  // namespace

class TestHealthBook : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void judgesAServiceByItsTargets_data() {
        QTest::addColumn<QByteArray>("targets");
        QTest::addColumn<int>("state");
        QTest::addColumn<int>("cause");
        const auto row = [](const char* targets, HealthState state, HealthCause cause) {
            QTest::newRow(targets) << QByteArray(targets) << int(state) << int(cause);
        };
        row("?", HealthState::Unknown, HealthCause::NotYetProbed);
        row("u", HealthState::Up, HealthCause::None);
        row("d", HealthState::Down, HealthCause::Refused);
        row("g", HealthState::Degraded, HealthCause::ServerError);
        row("uu", HealthState::Up, HealthCause::None);
        row("u?", HealthState::Up, HealthCause::None);
        row("ud", HealthState::Degraded, HealthCause::SomeDown);
        row("gd", HealthState::Degraded, HealthCause::SomeDown);
        row("ug", HealthState::Degraded, HealthCause::ServerError);
        row("dd", HealthState::Down, HealthCause::Refused);
        row("d?", HealthState::Unknown, HealthCause::NotYetProbed);
    }
    void judgesAServiceByItsTargets() {
        QFETCH(QByteArray, targets);
        QFETCH(int, state);
        QFETCH(int, cause);
        HealthBook book;
        const auto service = serviceWithTargets(static_cast<std::size_t>(targets.size()));
        book.follow(nullptr, &service);
        for (qsizetype i = 0; i < targets.size(); ++i)
            if (targets.at(i) != '?')
                book.enter(reportOf(static_cast<std::uint64_t>(i) + 1, targets.at(i)));
        const api::HealthView health = book.ofService(service);
        QCOMPARE(int(health.state), state);
        QCOMPARE(int(health.cause), cause);
    }

    void showsADisabledServiceAsDisabled() {
        HealthBook book;
        auto service = serviceWithTargets(1);
        service.state = model::Switch::Disabled;
        book.follow(nullptr, &service);
        book.enter(reportOf(1, 'd'));
        QVERIFY(book.ofService(service).state == HealthState::Disabled);
        QVERIFY(book.ofService(service).cause == HealthCause::SwitchedOff);
        service.state = model::Switch::Maintenance;
        QVERIFY(book.ofService(service).state == HealthState::Disabled);
        QVERIFY(book.ofService(service).cause == HealthCause::Maintenance);
    }

    void whatNobodyLooksAtIsUnknown_data() {
        QTest::addColumn<int>("state");
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("cause");
        QTest::newRow("switched off")
            << int(model::Switch::Disabled) << int(model::ProbeKind::Auto) << int(HealthCause::NotYetProbed);
        QTest::newRow("maintenance") << int(model::Switch::Maintenance) << int(model::ProbeKind::Auto)
                                     << int(HealthCause::NotYetProbed);
        QTest::newRow("never probed")
            << int(model::Switch::Enabled) << int(model::ProbeKind::Never) << int(HealthCause::NeverProbed);
    }
    void whatNobodyLooksAtIsUnknown() {
        QFETCH(int, state);
        QFETCH(int, kind);
        QFETCH(int, cause);
        HealthBook book;
        const model::Service before = serviceWithTargets(1);
        book.follow(nullptr, &before);
        book.enter(reportOf(1, 'd'));
        model::Service after = before;
        after.state = static_cast<model::Switch>(state);
        after.checks.kind = static_cast<model::ProbeKind>(kind);
        book.follow(&before, &after);
        QVERIFY(book.ofTarget(target(1)).state == HealthState::Unknown);
        QCOMPARE(int(book.ofTarget(target(1)).cause), cause);
        QVERIFY2(!book.enter(reportOf(1, 'd')), "it was found before");
        QCOMPARE(book.states().at(HealthState::Unknown), std::uint64_t(1));
        book.follow(&after, &before);
        QVERIFY(book.ofService(before).state == HealthState::Unknown);
        QVERIFY(book.enter(reportOf(1, 'u')) == before.id);
        QVERIFY(book.ofService(before).state == HealthState::Up);
    }

    /// That a name leads nowhere is known without a probe.
    void showsLostNamesOfWhatIsNeverProbed() {
        HealthBook book;
        model::Service service = serviceWithTargets(2);
        service.checks.kind = model::ProbeKind::Never;
        book.follow(nullptr, &service);
        QVERIFY(book.ofService(service).state == HealthState::Unknown);
        QVERIFY(book.ofService(service).cause == HealthCause::NeverProbed);
        QVERIFY(book.enterLost(target(1), HealthCause::NameNotFound, at(3)) == service.id);
        QVERIFY(book.ofTarget(target(1)).cause == HealthCause::NameNotFound);
        QVERIFY(book.ofTarget(target(2)).cause == HealthCause::NeverProbed);
        QVERIFY(book.ofService(service).state == HealthState::Degraded);
        QVERIFY(book.ofService(service).cause == HealthCause::SomeDown);
        (void)book.enterLost(target(2), HealthCause::NameServerFails, at(4));
        QVERIFY(book.ofService(service).state == HealthState::Down);
        QVERIFY(book.ofService(service).cause == HealthCause::NameNotFound);
        QVERIFY(book.ofService(service).since == at(4));
        (void)book.enterLost(target(1), HealthCause::None, at(5));
        (void)book.enterLost(target(2), HealthCause::None, at(5));
        QVERIFY(book.ofService(service).cause == HealthCause::NeverProbed);
    }

    void keepsTheDetailOfACause() {
        HealthBook book;
        const auto service = serviceWithTargets(1);
        book.follow(nullptr, &service);
        live::HealthReport report = reportOf(1, 'd');
        report.cause = HealthCause::WrongStatus;
        report.detail = 503;
        book.enter(report);
        QCOMPARE(book.ofTarget(report.target).detail, 503u);
        QCOMPARE(book.ofService(service).detail, 503u);
        report.cause = HealthCause::Starting;
        report.state = HealthState::Unknown;
        report.detail = 0;
        book.enter(report);
        QVERIFY(book.ofService(service).cause == HealthCause::Starting);
    }

    void aServiceIsAsOldAsItsNewestAndAsQuickAsItsMean() {
        HealthBook book;
        const auto service = serviceWithTargets(3);
        book.follow(nullptr, &service);
        auto report = reportOf(1, 'u');
        book.enter(report);
        report = reportOf(2, 'g');
        report.at = at(5);
        book.enter(report);
        report = reportOf(3, 'd');
        report.latency = std::chrono::microseconds(9000);  // of its last answer
        report.at = at(3);
        book.enter(report);
        QVERIFY(book.ofService(service).since == at(5));
        QVERIFY(book.ofService(service).latency == std::chrono::microseconds(200));
    }

    void tellsNewsOnly() {
        HealthBook book;
        const auto service = serviceWithTargets(1);
        book.follow(nullptr, &service);
        QVERIFY(book.enter(reportOf(1, 'u')) == model::ServiceId{1});
        auto slower = reportOf(1, 'u');
        slower.latency = std::chrono::microseconds(900);
        QVERIFY(!book.enter(slower));
        QVERIFY(book.ofTarget(target(1)).latency == std::chrono::microseconds(900));
        QVERIFY(book.enter(reportOf(1, 'd')) == model::ServiceId{1});
        auto otherCause = reportOf(1, 'd');
        otherCause.cause = HealthCause::Timeout;
        otherCause.at = at(9);
        QVERIFY(book.enter(otherCause) == model::ServiceId{1});
        QVERIFY(book.ofTarget(target(1)).since == at(1));
        QVERIFY(!book.ofTarget(target(1)).latency);
        QVERIFY(!book.enter(reportOf(77, 'u')));
    }

    void keepsMeasurementsOfTargetsThatStay() {
        HealthBook book;
        const auto before = serviceWithTargets(2);
        book.follow(nullptr, &before);
        book.enter(reportOf(1, 'u'));
        book.enter(reportOf(2, 'u'));
        const auto after = serviceWithTargets(1);
        book.follow(&before, &after);
        QVERIFY(book.ofTarget(target(1)).state == HealthState::Up);
        QVERIFY(book.ofTarget(target(2)).state == HealthState::Unknown);
        QVERIFY(!book.enter(reportOf(2, 'd')));
        book.follow(&after, nullptr);
        QVERIFY(!book.enter(reportOf(1, 'd')));
    }

    void tellsTheEventOfTheService() {
        ControlFixture fixture;
        const auto service = fixture.add(fixture.withToken(), draftOf("web")).value().service;
        fixture.control->takeHealthReports(
            {{service.targets[0].id, HealthState::Down, HealthCause::Refused, {}, at(5)},
             {target(999), HealthState::Up, HealthCause::None, {}, at(5)}});
        QVERIFY((fixture.eventTypes() == std::vector<std::string>{"service.added", "health.changed"}));
        const QJsonObject event = fixture.lastEvent("health.changed");
        QCOMPARE(event[QStringLiteral("host")].toString(), QStringLiteral("web.portolan.internal"));
        QCOMPARE(event[QStringLiteral("health")][QStringLiteral("state")].toString(), QStringLiteral("down"));
        QCOMPARE(event[QStringLiteral("targets")].toArray().size(), 1);
        QVERIFY(fixture.services().front().health.cause == HealthCause::Refused);
        fixture.control->takeHealthReports(
            {{service.targets[0].id, HealthState::Down, HealthCause::Refused, {}, at(6)}});
        QCOMPARE(fixture.eventTypes().size(), std::size_t(2));
    }

    void requestsThatFailMakeATargetDegraded() {
        HealthBook book;
        const model::Service service = serviceWithTargets(2);
        book.follow(nullptr, &service);
        (void)book.enter(reportOf(1, 'u'));
        (void)book.enter(reportOf(2, 'u'));
        QVERIFY(book.enter(live::TrafficReport{target(1), HealthCause::RequestsFail, at(9)}) == service.id);
        QVERIFY(!book.enter(live::TrafficReport{target(1), HealthCause::RequestsFail, at(10)}));
        QVERIFY(!book.enter(live::TrafficReport{target(7), HealthCause::RequestsFail, at(9)}));
        QVERIFY(book.ofTarget(target(1)).state == HealthState::Degraded);
        QVERIFY(book.ofTarget(target(1)).cause == HealthCause::RequestsFail);
        QVERIFY(book.ofTarget(target(1)).since == at(9));
        QVERIFY(book.ofService(service).state == HealthState::Degraded);
        QVERIFY(book.ofService(service).cause == HealthCause::RequestsFail);
        QCOMPARE(book.states().at(HealthState::Degraded), std::uint64_t(1));
        // What probes say of a target that is down counts for more.
        (void)book.enter(reportOf(1, 'd'));
        QVERIFY(book.ofTarget(target(1)).cause == HealthCause::Refused);
        (void)book.enter(reportOf(1, 'u'));
        QVERIFY(book.enter(live::TrafficReport{target(1), HealthCause::None, at(11)}) == service.id);
        QVERIFY(book.ofTarget(target(1)).state == HealthState::Up);
    }

    void anOnlyTargetIsNotPassedOver() {
        HealthBook book;
        const model::Service two = serviceWithTargets(2);
        const model::Service one = serviceWithTargets(1);
        book.follow(nullptr, &two);
        (void)book.enter(reportOf(1, 'u'));
        (void)book.enter(live::TrafficReport{target(1), HealthCause::RequestsErr, at(9)});
        book.follow(&two, &one);
        QVERIFY(book.ofTarget(target(1)).state == HealthState::Up);
    }
};

QTEST_GUILESS_MAIN(TestHealthBook)
#include "tst_healthbook.moc"
