// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/fakebackend.h"
#include "ui/services/servicefeed.h"
#include "ui/services/servicefilter.h"
#include "ui/services/servicemodel.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace portolan;
using namespace portolan::ui::services;
using namespace std::chrono_literals;

class ServiceModelTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init();
    void cleanup();
    void listsServicesOnce();
    void updatesARowInPlace();
    void keepsANewerRow();
    void followsEvents();
    void appliesEventsBehindTheListTheyOvertook();
    void listsAgainWhenEventsWereMissed();
    void triesAgainWhenTheListFails();
    void ignoresEventsThatMakeNoSense();
    void mergesANewList();
    void mergesAVeryDifferentList();
    void saysAStateInWords();
    void speaksEachCell();
    void namesTheTargets();
    void showsTheCertificate();
    void tellsHowLongAgo();
    void filtersByEveryWord_data();
    void filtersByEveryWord();
    void sortsByMeaning_data();
    void sortsByMeaning();
    void sortsNamesAsPeopleDo();
    void keepsTheSelectionWhileStatesChange();
    void filtersTenThousandInAMoment();

  private:
    [[nodiscard]] QString text(int row, int column, int role = Qt::DisplayRole) const {
        return m_model->index(row, column).data(role).toString();
    }

    base::ManualClock m_clock{base::SystemTime(std::chrono::hours(24 * 365 * 56))};
    std::unique_ptr<testing::FakeBackend> m_backend;
    std::unique_ptr<ServiceModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    std::unique_ptr<ServiceFeed> m_feed;
};

void ServiceModelTest::init() {
    m_backend = std::make_unique<testing::FakeBackend>();
    m_backend->services = testing::sampleServices();
    m_model = std::make_unique<ServiceModel>(m_clock);
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_feed = std::make_unique<ServiceFeed>(*m_backend, *m_model);
}

void ServiceModelTest::cleanup() {
    m_feed.reset();
    m_tester.reset();
    m_model.reset();
    m_backend.reset();
}

void ServiceModelTest::listsServicesOnce() {
    QSignalSpy loaded(m_feed.get(), &ServiceFeed::loaded);
    QVERIFY(!m_feed->hasLoaded());
    m_feed->start();
    QCOMPARE(loaded.size(), 1);
    QCOMPARE(m_model->rowCount(), 8);
    QCOMPARE(m_backend->listCalls, 1);
}

void ServiceModelTest::updatesARowInPlace() {
    m_feed->start();
    QSignalSpy changes(m_model.get(), &QAbstractItemModel::dataChanged);
    QSignalSpy resets(m_model.get(), &QAbstractItemModel::modelReset);
    m_backend->setHealth(model::ServiceId{1},
                         testing::health(model::HealthState::Down, model::HealthCause::Refused));
    QCOMPARE(changes.size(), 1);
    QCOMPARE(changes.first().first().toModelIndex().row(), 0);
    QCOMPARE(resets.size(), 0);
    QCOMPARE(text(0, ServiceModel::StateColumn), QStringLiteral("Down"));
}

void ServiceModelTest::keepsANewerRow() {
    m_feed->start();
    api::ServiceView older = m_model->at(0);
    older.revision = 0;
    older.name = "older";
    m_model->put(older);
    QCOMPARE(m_model->at(0).name, std::string("llm"));
}

void ServiceModelTest::followsEvents() {
    m_feed->start();
    m_backend->addService({}, {.host = "new", .targets = {{"100.2.2.2", 99, {}}}}, [](auto) {});
    QCOMPARE(m_model->rowCount(), 9);
    QCOMPARE(m_model->at(8).host, std::string("new.internal.example"));
    const model::ServiceId id = m_model->at(8).id;
    m_backend->replaceService({}, id, {.host = "newer", .targets = {{"100.2.2.2", 99, {}}}}, {}, [](auto) {});
    QCOMPARE(m_model->at(8).host, std::string("newer.internal.example"));
    m_backend->removeService({}, id, {}, [](auto) {});
    QCOMPARE(m_model->rowCount(), 8);
    QVERIFY(!m_model->rowOf(id));
    QCOMPARE(m_backend->listCalls, 1);
}

void ServiceModelTest::appliesEventsBehindTheListTheyOvertook() {
    m_backend->held = true;
    m_feed->start();  // the list is made here, and arrives below
    m_backend->held = false;
    m_backend->removeService({}, model::ServiceId{1}, {}, [](auto) {});
    m_backend->release();
    QCOMPARE(m_model->rowCount(), 7);
    QVERIFY(!m_model->rowOf(model::ServiceId{1}));
}

void ServiceModelTest::listsAgainWhenEventsWereMissed() {
    m_feed->start();
    m_backend->services.pop_back();
    m_backend->sendMissed();
    QCOMPARE(m_backend->listCalls, 2);
    QCOMPARE(m_model->rowCount(), 7);
    // While one is under way, any number of losses makes one more.
    m_backend->held = true;
    m_feed->reload();
    m_backend->sendMissed();
    m_backend->sendMissed();
    m_backend->release();
    QCOMPARE(m_backend->listCalls, 4);
}

void ServiceModelTest::triesAgainWhenTheListFails() {
    QSignalSpy failed(m_feed.get(), &ServiceFeed::failed);
    m_backend->failNext({"call.timeout", "Too slow.", {}, {}});
    m_feed->start();
    QCOMPARE(failed.size(), 1);
    QVERIFY(!m_feed->hasLoaded());
    QTRY_VERIFY_WITH_TIMEOUT(m_feed->hasLoaded(), 10000);
}

void ServiceModelTest::ignoresEventsThatMakeNoSense() {
    m_feed->start();
    QTest::ignoreMessage(QtWarningMsg, "an event of type service.changed is no JSON");
    m_backend->sendEvent("service.changed", "[");
    m_backend->sendEvent("service.changed", "{}");
    m_backend->sendEvent("service.removed", "{\"id\":\"999\"}");
    m_backend->sendEvent("health.changed", "{\"service\":\"999\",\"health\":{}}");
    m_backend->sendEvent("something.new", "{}");
    QCOMPARE(m_model->rowCount(), 8);
    QCOMPARE(m_model->services(), m_backend->services);
}

void ServiceModelTest::mergesANewList() {
    m_feed->start();
    QSignalSpy resets(m_model.get(), &QAbstractItemModel::modelReset);
    m_backend->services.erase(m_backend->services.begin() + 2);
    m_backend->services[0].name = "renamed";
    m_backend->services.insert(m_backend->services.begin(), testing::sampleService(77, "first"));
    m_feed->reload();
    QCOMPARE(resets.size(), 0);
    QCOMPARE(m_model->rowCount(), 8);
    QCOMPARE(m_model->at(0).name, std::string("renamed"));
    QVERIFY(!m_model->rowOf(model::ServiceId{3}));
    QCOMPARE(m_model->at(*m_model->rowOf(model::ServiceId{77})).host, std::string("first.internal.example"));
    QCOMPARE(m_model->at(*m_model->rowOf(model::ServiceId{8})).host, std::string("wiki.internal.example"));
}

void ServiceModelTest::mergesAVeryDifferentList() {
    m_feed->start();
    m_backend->services.clear();
    for (std::uint64_t i = 0; i < 200; ++i)
        m_backend->services.push_back(testing::sampleService(500 + i, "s" + std::to_string(i)));
    m_feed->reload();
    QCOMPARE(m_model->rowCount(), 200);
    QCOMPARE(*m_model->rowOf(model::ServiceId{699}), 199);
    QVERIFY(!m_model->rowOf(model::ServiceId{1}));
}

void ServiceModelTest::saysAStateInWords() {
    m_feed->start();
    QCOMPARE(text(2, ServiceModel::StateColumn), QStringLiteral("Down"));
    QCOMPARE(text(2, ServiceModel::StateColumn, ServiceModel::SecondLineRole),
             QStringLiteral("nothing listens there"));
    QVERIFY(text(2, ServiceModel::StateColumn, Qt::ToolTipRole)
                .startsWith(QStringLiteral("The host is up, but nothing listens on that address.")));
    QCOMPARE(text(2, ServiceModel::LatencyColumn), QStringLiteral("–"));
    QCOMPARE(text(0, ServiceModel::LatencyColumn), QStringLiteral("12 ms"));
    QVERIFY(text(0, ServiceModel::StateColumn, ServiceModel::SecondLineRole)
                .startsWith(QStringLiteral("since ")));
}

void ServiceModelTest::speaksEachCell() {
    m_feed->start();
    for (int row = 0; row < m_model->rowCount(); ++row)
        for (int column = 0; column < ServiceModel::ColumnCount; ++column)
            QVERIFY(!text(row, column, Qt::AccessibleTextRole).isEmpty());
    QCOMPARE(text(0, ServiceModel::NameColumn, Qt::AccessibleTextRole),
             QStringLiteral("llm, http://llm.internal.example"));
    QVERIFY(text(2, ServiceModel::StateColumn, Qt::AccessibleTextRole)
                .startsWith(QStringLiteral("Down, The host")));
}

void ServiceModelTest::namesTheTargets() {
    m_feed->start();
    QCOMPARE(text(1, ServiceModel::TargetsColumn), QStringLiteral("100.3.3.3:2342"));
    QCOMPARE(text(1, ServiceModel::TargetsColumn, ServiceModel::SecondLineRole),
             QStringLiteral("and 1 more"));
    QCOMPARE(text(6, ServiceModel::TargetsColumn), QStringLiteral("[fd7a:115c:a1e0::5]:8888"));
    QVERIFY(text(1, ServiceModel::TargetsColumn, Qt::ToolTipRole)
                .contains(QStringLiteral("100.3.3.4:2342: Down, no answer")));
}

void ServiceModelTest::showsTheCertificate() {
    api::ServiceView service = testing::sampleService(1, "llm");
    m_model->put(service);
    QCOMPARE(text(0, ServiceModel::TlsColumn), QStringLiteral("off"));
    service.certificate.state = api::CertificateState::Good;
    service.certificate.notAfter = m_clock.systemNow() + std::chrono::days(90);
    service.certificate.issuer = "Portolan issuer for internal.example";
    service.certificate.fingerprint.emplace().fill(0xa5);
    m_model->put(service);
    QCOMPARE(text(0, ServiceModel::TlsColumn), QStringLiteral("valid"));
    QVERIFY(
        text(0, ServiceModel::TlsColumn, ServiceModel::SecondLineRole).startsWith(QStringLiteral("until ")));
    const QString toolTip = text(0, ServiceModel::TlsColumn, Qt::ToolTipRole);
    QVERIFY(toolTip.startsWith(QStringLiteral("Issued by Portolan issuer for internal.example\nuntil ")));
    QVERIFY2(toolTip.contains(QStringLiteral("SHA-256 A5:A5")), qPrintable(toolTip));
    QCOMPARE(toolTip.count(QStringLiteral("A5")), 32);
    service.certificate.notAfter = m_clock.systemNow() + std::chrono::days(3);
    m_model->put(service);
    QCOMPARE(text(0, ServiceModel::TlsColumn), QStringLiteral("ends in 3 day(s)"));
    service.certificate = {.state = api::CertificateState::Failed,
                           .error = base::Error{"authority.unheard_of", "The key is gone.", "", {}}};
    m_model->put(service);
    QCOMPARE(text(0, ServiceModel::TlsColumn), QStringLiteral("none"));
    QCOMPARE(text(0, ServiceModel::TlsColumn, ServiceModel::SecondLineRole),
             QStringLiteral("The key is gone."));
}

void ServiceModelTest::tellsHowLongAgo() {
    api::ServiceView service = testing::sampleService(1, "llm");
    service.updatedAt = m_clock.systemNow();
    m_model->put(service);
    QCOMPARE(text(0, ServiceModel::ChangedColumn), QStringLiteral("just now"));
    m_clock.advance(5min);
    QSignalSpy changes(m_model.get(), &QAbstractItemModel::dataChanged);
    m_model->refreshAges();
    QVERIFY(!changes.isEmpty());
    QCOMPARE(text(0, ServiceModel::ChangedColumn), QStringLiteral("5 minute(s) ago"));
}

void ServiceModelTest::filtersByEveryWord_data() {
    QTest::addColumn<QString>("words");
    QTest::addColumn<int>("shown");
    QTest::newRow("nothing") << QString() << 8;
    QTest::newRow("blanks") << QStringLiteral("   ") << 8;
    QTest::newRow("name") << QStringLiteral("wiki") << 1;
    QTest::newRow("any case") << QStringLiteral("WiKi") << 1;
    QTest::newRow("URL") << QStringLiteral("http://git.") << 1;
    QTest::newRow("target") << QStringLiteral("100.3.3.3") << 2;
    QTest::newRow("second target") << QStringLiteral("100.3.3.4") << 1;
    QTest::newRow("port") << QStringLiteral(":3000") << 1;
    QTest::newRow("state") << QStringLiteral("down") << 1;
    QTest::newRow("all words") << QStringLiteral("100.2.2.2 up") << 3;
    QTest::newRow("one word too many") << QStringLiteral("wiki git") << 0;
    QTest::newRow("no pattern") << QStringLiteral("g.t") << 0;
}

void ServiceModelTest::filtersByEveryWord() {
    QFETCH(QString, words);
    QFETCH(int, shown);
    m_feed->start();
    ServiceFilter filter(*m_model);
    filter.setWords(words);
    QCOMPARE(filter.rowCount(), shown);
    QCOMPARE(filter.isFiltering(), !words.trimmed().isEmpty());
}

void ServiceModelTest::sortsByMeaning_data() {
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("last");
    QTest::newRow("state: trouble first")
        << int(ServiceModel::StateColumn) << QStringLiteral("git") << QStringLiteral("printer");
    QTest::newRow("name") << int(ServiceModel::NameColumn) << QStringLiteral("git") << QStringLiteral("wiki");
    QTest::newRow("target: by number")
        << int(ServiceModel::TargetsColumn) << QStringLiteral("grafana") << QStringLiteral("notebook");
    QTest::newRow("last change: oldest first")
        << int(ServiceModel::ChangedColumn) << QStringLiteral("wiki") << QStringLiteral("llm");
}

void ServiceModelTest::sortsByMeaning() {
    QFETCH(int, column);
    QFETCH(QString, first);
    QFETCH(QString, last);
    m_feed->start();
    ServiceFilter filter(*m_model);
    filter.sort(column, Qt::AscendingOrder);
    QCOMPARE(filter.index(0, ServiceModel::NameColumn).data().toString(), first);
    QCOMPARE(filter.index(7, ServiceModel::NameColumn).data().toString(), last);
    filter.sort(column, Qt::DescendingOrder);
    QCOMPARE(filter.index(7, ServiceModel::NameColumn).data().toString(), first);
}

void ServiceModelTest::sortsNamesAsPeopleDo() {
    QLocale::setDefault(QLocale(QStringLiteral("de_DE")));
    ServiceModel model(m_clock);
    std::uint64_t id = 0;
    for (const char* name : {"node 10", "Zebra", "Ärzte", "node 2", "apfel"}) {
        ++id;
        api::ServiceView service = testing::sampleService(id, "s" + std::to_string(id));
        service.name = name;
        model.put(service);
    }
    model.put(testing::sampleService(9, "backup"));
    api::ServiceView nameless = testing::sampleService(10, "llm");
    nameless.name.clear();  // shows its host
    model.put(nameless);
    ServiceFilter filter(model);
    filter.sort(ServiceModel::NameColumn, Qt::AscendingOrder);
    QStringList names;
    for (int row = 0; row < filter.rowCount(); ++row)
        names.append(filter.index(row, ServiceModel::NameColumn).data().toString());
    QLocale::setDefault(QLocale::system());
    QCOMPARE(names, (QStringList{QStringLiteral("apfel"), QStringLiteral("Ärzte"), QStringLiteral("backup"),
                                 QStringLiteral("llm.internal.example"), QStringLiteral("node 2"),
                                 QStringLiteral("node 10"), QStringLiteral("Zebra")}));
}

void ServiceModelTest::keepsTheSelectionWhileStatesChange() {
    m_feed->start();
    ServiceFilter filter(*m_model);
    filter.sort(ServiceModel::StateColumn, Qt::AscendingOrder);
    const QPersistentModelIndex llm =
        filter.mapFromSource(m_model->index(*m_model->rowOf(model::ServiceId{1}), ServiceModel::NameColumn));
    QVERIFY(llm.row() > 1);
    m_backend->setHealth(model::ServiceId{3}, testing::health(model::HealthState::Up));
    m_backend->setHealth(model::ServiceId{1},
                         testing::health(model::HealthState::Down, model::HealthCause::Timeout));
    QCOMPARE(llm.row(), 0);
    QCOMPARE(llm.data().toString(), QStringLiteral("llm"));
}

void ServiceModelTest::filtersTenThousandInAMoment() {
    m_tester.reset();  // it looks at everything after each change
    m_backend->services.clear();
    for (std::uint64_t i = 0; i < 10000; ++i)
        m_backend->services.push_back(testing::sampleService(i + 1, "service-" + std::to_string(i)));
    m_feed->start();
    ServiceFilter filter(*m_model);
    filter.sort(ServiceModel::NameColumn, Qt::AscendingOrder);
    qint64 best = std::numeric_limits<qint64>::max();
    for (int round = 0; round < 7; ++round) {
        QElapsedTimer timer;
        timer.start();
        filter.setWords(QStringLiteral("99%1").arg(round));
        best = std::min(best, timer.nsecsElapsed());
        QVERIFY(filter.rowCount() > 0 && filter.rowCount() < 100);
        filter.setWords(QString());
    }
    // A frame is 16 ms; this build has no optimisation and the machine may be busy.
    QVERIFY2(best < 50'000'000, qPrintable(QString::number(best / 1000) + QStringLiteral(" us")));
}

QTEST_GUILESS_MAIN(ServiceModelTest)
#include "tst_servicemodel.moc"
