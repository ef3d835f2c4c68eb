// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/printing.h"
#include "tests/unit/control/controlfixture.h"

#include <QTest>

using namespace portolan;
using namespace portolan::control;
using Kind = live::CertificateReport::Kind;

namespace {

constexpr model::Fingerprint firstSeen{1, 2, 3};
constexpr model::Fingerprint another{9, 9, 9};

api::ServiceDraft secureDraft() {
    api::ServiceDraft draft = draftOf("nas");
    draft.protocol = "https";
    return draft;
}

/// A control with one https service.
struct Secure : ControlFixture {
    Secure() : id(add(withToken(), secureDraft()).value().service.id) {}

    [[nodiscard]] const snapshot::RouteTarget& target() const {
        return dataPlane.current().routes.find("nas.portolan.internal")->targets.front();
    }
    void report(const model::Fingerprint& shown, Kind kind = Kind::First) {
        control->takeCertificateReports({{target().id, shown, kind}});
        executor.run();
    }

    model::ServiceId id;
};

}  // namespace

class TestPinning : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void pinsWhatIsSeenFirst() {
        Secure secure;
        const model::TargetId before = secure.target().id;
        const model::Revision revision = secure.services().front().revision;
        secure.report(firstSeen);
        QVERIFY(secure.target().pin == firstSeen);
        QVERIFY(secure.target().id == before);
        QVERIFY(secure.services().front().revision > revision);
        QVERIFY((secure.eventTypes() == std::vector<std::string>{"service.added", "service.changed"}));
        QCOMPARE(secure.storage.durable.back().changes.back().actor.authority, std::string("portolan"));
        QCOMPARE(secure.storage.durable.back().changes.back().action, std::string("pin"));
    }

    void keepsTheFirstOfSeveral() {
        Secure secure;
        secure.report(firstSeen);
        secure.report(another);
        QVERIFY(secure.target().pin == firstSeen);
        QCOMPARE(secure.eventTypes().size(), std::size_t{2});
    }

    void pinsNothingThatIsNotProvedByPins() {
        ControlFixture fixture;
        const auto added = fixture.add(fixture.withToken(), draftOf("web")).value().service;
        fixture.control->takeCertificateReports({{added.targets[0].id, firstSeen, Kind::First}});
        fixture.control->takeCertificateReports({{model::TargetId{99}, firstSeen, Kind::First}});
        fixture.executor.run();
        QCOMPARE(fixture.eventTypes().size(), std::size_t{1});
    }

    void showsWhatIsOfferedInsteadUntilTheTargetIsUpAgain() {
        Secure secure;
        secure.report(firstSeen);
        secure.report(another, Kind::Changed);
        QVERIFY(secure.services().front().targets.front().offered == another);
        QVERIFY(secure.eventTypes().back() == "health.changed");
        secure.control->takeHealthReports(
            {{secure.target().id, model::HealthState::Up, model::HealthCause::None, {}, {}}});
        QVERIFY(!secure.services().front().targets.front().offered);
    }

    void keepsThePinOverAnEdit() {
        Secure secure;
        secure.report(firstSeen);
        const model::TargetId before = secure.target().id;
        api::ServiceDraft draft = secureDraft();
        draft.name = "Storage";
        QCOMPARE(secure.replace(secure.withToken(), secure.id, draft).verdict(), std::string("ok"));
        QVERIFY(secure.target().pin == firstSeen);
        QVERIFY(secure.target().id == before);
    }

    void givesATargetThatHasToProveSomethingElseANewId_data() {
        using Edit = std::function<void(api::ServiceDraft&)>;
        QTest::addColumn<Edit>("edit");
        const auto row = [](const char* name, const Edit& edit) { QTest::newRow(name) << edit; };
        row("pin forgotten", [](api::ServiceDraft& d) { d.targets[0].pin = ""; });
        row("another pin", [](api::ServiceDraft& d) { d.targets[0].pin = "sha256:" + std::string(64, 'a'); });
        row("plain http", [](api::ServiceDraft& d) { d.protocol = "http"; });
        row("by authority", [](api::ServiceDraft& d) { d.proxy.tlsVerification = "authority"; });
        row("another name asked for", [](api::ServiceDraft& d) { d.proxy.tlsServerName = "nas.test"; });
        row("another host", [](api::ServiceDraft& d) { d.host = "files"; });
    }
    void givesATargetThatHasToProveSomethingElseANewId() {
        QFETCH(std::function<void(api::ServiceDraft&)>, edit);
        Secure secure;
        secure.report(firstSeen);
        const model::TargetId before = secure.target().id;
        api::ServiceDraft draft = secureDraft();
        edit(draft);
        QCOMPARE(secure.replace(secure.withToken(), secure.id, draft).verdict(), std::string("ok"));
        QVERIFY(secure.services().front().targets.front().id != before);
    }

    void pinsAnewAfterThePinWasForgotten() {
        Secure secure;
        secure.report(firstSeen);
        api::ServiceDraft draft = secureDraft();
        draft.targets[0].pin = "";
        QCOMPARE(secure.replace(secure.withToken(), secure.id, draft).verdict(), std::string("ok"));
        QVERIFY(!secure.target().pin);
        secure.report(another);
        QVERIFY(secure.target().pin == another);
    }

    void announcesAnHttpsTarget() {
        ControlFixture fixture;
        api::AnnounceRequest request = announcementOf("nas", 8443, "10.0.0.5");
        request.protocol = "https";
        const auto reply = fixture.announce(fixture.withToken(), request);
        QCOMPARE(reply.verdict(), std::string("ok"));
        QCOMPARE(reply.value().name.proxyRule->protocol, std::string("https"));
        QVERIFY(fixture.dataPlane.current().routes.find("nas.portolan.internal")->protocol ==
                model::Protocol::Https);
    }
};

QTEST_GUILESS_MAIN(TestPinning)
#include "tst_pinning.moc"
