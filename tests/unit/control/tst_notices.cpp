// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/printing.h"
#include "tests/unit/control/controlfixture.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace portolan;
using namespace portolan::control;
using namespace std::chrono_literals;

namespace {

using model::HealthCause;
using model::HealthState;

struct Fixture : ControlFixture {
    using ControlFixture::ControlFixture;
    api::ServiceView named(std::string name) {
        return add(withToken(), draftOf(std::move(name))).value().service;
    }
    /// One that is up.
    api::ServiceView serving(std::string name) {
        const api::ServiceView service = named(std::move(name));
        report(service, HealthState::Up);
        return service;
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
        const auto llm = fixture.serving("llm");
        const auto wiki = fixture.serving("wiki");
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
        const auto llm = fixture.serving("llm");
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
        const auto llm = fixture.serving("llm");
        const auto wiki = fixture.serving("wiki");
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
        const auto llm = fixture.serving("llm");
        fixture.report(llm, HealthState::Down, HealthCause::Reset);
        fixture.executor.advance(10s);
        const api::NoticeList before = fixture.notices();
        QCOMPARE(before.items.size(), std::size_t(1));
        fixture.measurements.notices.insert(fixture.measurements.notices.begin(),
                                            {"no JSON", "{\"kind\":\"moon_down\"}"});
        fixture.restart({});
        QVERIFY(fixture.notices() == before);
    }

    void tellsOfListenersThatAreLostAndBack() {
        Fixture fixture;
        fixture.executor.advance(30s);
        const std::vector<api::ListenerView> well = fixture.dataPlane.shownListeners;
        for (std::size_t i = 1; i < 4; ++i) {  // DNS by TCP alone, http, and the API that is switched off
            fixture.dataPlane.shownListeners[i].status = i < 3 ? "failed" : "disabled";
            fixture.dataPlane.shownListeners[i].message = "it is in use by another program";
        }
        fixture.executor.advance(30s);
        QVERIFY(fixture.texts().empty());
        fixture.executor.advance(10s);
        QVERIFY((fixture.texts() == std::vector<std::string>{
                                        "2 addresses are not served: DNS 100.1.1.1:53, HTTP 100.1.1.1:80."}));
        fixture.dataPlane.shownListeners = well;
        fixture.executor.advance(30s);
        fixture.executor.advance(10s);
        QCOMPARE(fixture.texts().front(),
                 std::string("2 addresses are now served: DNS 100.1.1.1:53, HTTP 100.1.1.1:80."));
        QCOMPARE(fixture.lastEvent("notice")[QStringLiteral("listeners")].toArray().size(), 2);
    }

    void aListenerThatComesUpLateIsNoNews() {
        Fixture fixture;
        const std::vector<api::ListenerView> well = fixture.dataPlane.shownListeners;
        fixture.dataPlane.shownListeners[2].status = "failed";
        fixture.dataPlane.shownListeners[2].message = "100.1.1.1 is not an address of this host";
        fixture.restart({});
        fixture.executor.advance(30s);
        fixture.executor.advance(9s);
        fixture.dataPlane.shownListeners = well;  // a second before it would be told
        fixture.executor.advance(60s);
        QVERIFY(fixture.texts().empty());
    }

    void tellsOfCertificatesThatCannotBeIssued() {
        const QTemporaryDir folder;
        Fixture fixture{CertificatePlace{folder.path().toStdString(), "omnitron"}};
        fixture.named("llm");
        fixture.executor.advance(60s);
        QVERIFY(fixture.texts().empty());
        QVERIFY(QFile::remove(folder.filePath(QStringLiteral("portolan.internal/root.pem"))));
        fixture.named("wiki");
        fixture.executor.advance(30s);
        fixture.executor.advance(10s);
        QCOMPARE(fixture.texts().size(), std::size_t(1));
        QVERIFY2(fixture.texts()[0].starts_with("No certificates can be issued for portolan.internal. "),
                 fixture.texts()[0].c_str());
        for (int i = 0; i < 100; ++i)
            fixture.executor.advance(30s);
        QCOMPARE(fixture.texts().size(), std::size_t(1));
    }

    void aReloadSetsTheTimes() {
        Fixture fixture;
        const auto llm = fixture.serving("llm");
        model::RunSettings settings = someSettings();
        settings.notices.groupFor = 2s;
        settings.notices.coolDown = 5s;
        fixture.control->reload(settings);
        fixture.executor.run();
        fixture.report(llm, HealthState::Down);
        fixture.executor.advance(2s);
        QCOMPARE(fixture.texts().size(), std::size_t(1));
        fixture.report(llm, HealthState::Up);
        fixture.executor.advance(2s);
        QCOMPARE(fixture.texts().size(), std::size_t(2));
        fixture.report(llm, HealthState::Down);  // quiet for three seconds more, and two to gather
        fixture.executor.advance(4s);
        QCOMPARE(fixture.texts().size(), std::size_t(2));
        fixture.executor.advance(1s);
        QCOMPARE(fixture.texts().size(), std::size_t(3));
    }

    void givesUpItsTimerWithTheControl() {
        Fixture fixture;
        const auto llm = fixture.serving("llm");
        fixture.report(llm, HealthState::Down, HealthCause::Refused);
        fixture.control.reset();
        fixture.executor.advance(60s);
    }
};

QTEST_GUILESS_MAIN(TestNotices)
#include "tst_notices.moc"
