// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/fakebackend.h"
#include "ui/tray/tray.h"
#include "ui/tray/traysummary.h"

#include <QMenu>
#include <QTest>

using namespace portolan;
using namespace portolan::ui;
using model::HealthCause;
using model::HealthState;

class TraySummaryTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void showsTheWorstState_data();
    void showsTheWorstState();
    void countsAndNamesWhatIsDown();
    void namesOnlySomeOfMany();
    void warnsOfCertificates();
    void listsTroubleFirst();
    void makesNoIconWithoutATray();
    void offersTheWindowFirst();
    void gathersChanges();
    void knowsNothingWithoutABackend();
};

void TraySummaryTest::showsTheWorstState_data() {
    QTest::addColumn<QList<HealthState>>("states");
    QTest::addColumn<int>("worst");
    const auto row = [](const char* name, const QList<HealthState>& states, int worst) {
        QTest::newRow(name) << states << worst;
    };
    row("none", {}, -1);
    row("up", {HealthState::Up}, int(HealthState::Up));
    row("one unknown", {HealthState::Up, HealthState::Unknown}, int(HealthState::Unknown));
    row("one degraded", {HealthState::Unknown, HealthState::Degraded}, int(HealthState::Degraded));
    row("one down", {HealthState::Degraded, HealthState::Down, HealthState::Up}, int(HealthState::Down));
    row("disabled does not count", {HealthState::Disabled, HealthState::Up}, int(HealthState::Up));
    row("only disabled", {HealthState::Disabled}, -1);
}

void TraySummaryTest::showsTheWorstState() {
    QFETCH(QList<HealthState>, states);
    QFETCH(int, worst);
    std::vector<api::ServiceView> services;
    for (const HealthState state : states) {
        services.push_back(testing::sampleService(services.size() + 1, "a"));
        services.back().health = testing::health(state);
    }
    const auto found = tray::worstState(services);
    QCOMPARE(found ? int(*found) : -1, worst);
}

void TraySummaryTest::countsAndNamesWhatIsDown() {
    QCOMPARE(tray::summaryText(testing::sampleServices()),
             QStringLiteral("4 up, 1 degraded, 1 unknown, 1 disabled, 1 down: git"));
    QCOMPARE(tray::summaryText({}), QStringLiteral("No services"));
    QCOMPARE(tray::certificateWarning(testing::sampleServices(), {}), QString());
}

void TraySummaryTest::namesOnlySomeOfMany() {
    std::vector<api::ServiceView> services;
    for (std::uint64_t i = 1; i <= 9; ++i) {
        services.push_back(testing::sampleService(i, "s" + std::to_string(i)));
        services.back().health = testing::health(HealthState::Down, HealthCause::Timeout);
    }
    QCOMPARE(tray::summaryText(services), QStringLiteral("9 down: s1, s2, s3, s4, …"));
}

void TraySummaryTest::warnsOfCertificates() {
    const base::SystemTime now{std::chrono::hours(24 * 20000)};
    std::vector<api::ServiceView> services{testing::sampleService(1, "llm"),
                                           testing::sampleService(2, "wiki"),
                                           testing::sampleService(3, "git")};
    services[0].certificate = {.state = api::CertificateState::Good, .notAfter = now + std::chrono::days(90)};
    QCOMPARE(tray::certificateWarning(services, now), QString());
    services[1].certificate = {.state = api::CertificateState::Good, .notAfter = now + std::chrono::days(13)};
    services[2].certificate = {.state = api::CertificateState::Failed,
                               .error = base::Error{"authority.key_missing", "Gone.", "", {}}};
    QCOMPARE(tray::certificateWarning(services, now),
             QStringLiteral("2 certificate(s) need attention: git, wiki"));
}

void TraySummaryTest::listsTroubleFirst() {
    const auto ordered = tray::byState(testing::sampleServices());
    QStringList names;
    for (const api::ServiceView& service : ordered)
        names.append(QString::fromStdString(service.name));
    QCOMPARE(names.join(QLatin1Char(' ')),
             QStringLiteral("git photos jellyfin grafana llm notebook wiki printer"));
}

void TraySummaryTest::makesNoIconWithoutATray() {
    base::RealClock clock;
    services::ServiceModel model(clock);
    tray::TrayHost host;
    tray::Tray tray(model, host);
    QVERIFY(!host.present());
    QVERIFY(!tray.visible());
}

void TraySummaryTest::offersTheWindowFirst() {
    base::RealClock clock;
    services::ServiceModel model(clock);
    model.replaceAll(testing::sampleServices());
    tray::TrayHost host;
    tray::Tray tray(model, host);
    const QList<QAction*> entries = tray.menu().actions();
    QCOMPARE(entries.first()->text(), QStringLiteral("Open Portolan"));
    QCOMPARE(entries.at(2)->text(), QStringLiteral("git"));
    QCOMPARE(entries.last()->text(), QStringLiteral("Quit"));
    bool opened = false;
    connect(&tray, &tray::Tray::openWanted, this, [&opened] { opened = true; });
    entries.first()->trigger();
    QVERIFY(opened);
}

void TraySummaryTest::gathersChanges() {
    base::RealClock clock;
    services::ServiceModel model(clock);
    tray::TrayHost host;
    tray::Tray tray(model, host);
    model.put(testing::sampleService(1, "llm"));
    QVERIFY(!tray.shownState());  // a moment later
    QTRY_COMPARE(tray.shownState(), std::optional(HealthState::Up));
    QCOMPARE(tray.toolTip(), QStringLiteral("1 up"));
}

void TraySummaryTest::knowsNothingWithoutABackend() {
    base::RealClock clock;
    services::ServiceModel model(clock);
    model.replaceAll(testing::sampleServices());
    tray::TrayHost host;
    tray::Tray tray(model, host);
    QCOMPARE(tray.shownState(), std::optional(HealthState::Down));
    tray.setKnowledge(tray::Tray::Knowledge::Lost);
    QCOMPARE(tray.shownState(), std::optional(HealthState::Unknown));
    QCOMPARE(tray.toolTip(), QStringLiteral("Not connected"));
}

QTEST_MAIN(TraySummaryTest)
#include "tst_traysummary.moc"
