// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Targets that are given by their names, from the call to what workers get, with a resolver, a clock and
// probes under the test's hand.
#include "tests/support/printing.h"
#include "tests/unit/control/namedtargetsfixture.h"

#include <QTest>

using namespace portolan;
using namespace portolan::control;
using namespace std::chrono_literals;
using resolve::LookupOutcome;

using Fixture = NamedTargetsFixture;

class TestTargetNames : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void isLiveWithTheReply() {
        Fixture f;
        f.lookups.set("nas.lan", {"10.0.0.5"}, 90s);
        const auto added = f.add(f.from("10.0.0.9"), named());
        QCOMPARE(added.verdict(), std::string("ok"));
        QCOMPARE(f.places(), std::string("10.0.0.5:8080"));
        QCOMPARE(f.route().targets.front().name, std::string("nas.lan"));
        const api::TargetView& target = added.value().service.targets.front();
        QCOMPARE(target.place(), std::string("nas.lan:8080"));
        QCOMPARE(target.address.toString(), std::string("10.0.0.5:8080"));
        QVERIFY(target.lookup->isFound);
        QVERIFY(target.lookup->ttl == 90);
        QVERIFY(!target.lookup->error);
        QVERIFY(added.value().warnings.empty());
        const std::uint64_t before = f.generation();
        f.executor.advance(1s);
        QCOMPARE(f.generation(), before);
    }

    void isTakenAlthoughNobodyKnowsItYet() {
        Fixture f;
        const auto added = f.add(f.from("10.0.0.9"), named());
        QCOMPARE(added.verdict(), std::string("ok"));
        QCOMPARE(added.value().warnings.front().code, std::string("target.name_not_found"));
        QVERIFY(f.route().targets.empty());
        QVERIFY(f.route().isAddressless);
        QVERIFY(f.route().state != model::Switch::Enabled);
        const api::ServiceView shown = f.view();
        QCOMPARE(f.stateOf(shown.health), std::string("down health.name_not_found"));
        QCOMPARE(f.stateOf(shown.targets.front().health), std::string("down health.name_not_found"));
        QCOMPARE(shown.targets.front().lookup->error->code, std::string("target.name_not_found"));
        f.lookups.set("nas.lan", {"10.0.0.5"});
        f.executor.advance(2s);
        f.executor.advance(1s);
        QCOMPARE(f.places(), std::string("10.0.0.5:8080"));
        QVERIFY(!f.route().isAddressless);
        QCOMPARE(f.stateOf(f.view().health), std::string("unknown health.not_yet_probed"));
    }

    void waitsForSlowNameServersAndNotForever() {
        Fixture f;
        f.lookups.isHeld = true;
        Kept<api::ServiceChange> added = f.add(f.from("10.0.0.9"), named());
        QCOMPARE(added.count(), std::size_t(0));
        QVERIFY(f.add(f.from("10.0.0.9"), draftOf("other")).ok());  // nobody else waits
        f.executor.advance(TargetNames::longestWait - 1ms);
        QCOMPARE(added.count(), std::size_t(0));
        f.executor.advance(1ms);
        QCOMPARE(added.verdict(), std::string("ok"));
        QVERIFY(!f.view().targets.front().lookup->isFound);
        f.lookups.set("nas.lan", {"10.0.0.5"});
        f.lookups.letGo();
        f.executor.run();
        f.executor.advance(TargetNames::gathering);
        QCOMPARE(f.places(), std::string("10.0.0.5:8080"));
    }

    void answersWhoWaitsWhenItEnds() {
        Fixture f;
        f.lookups.isHeld = true;
        Kept<api::ServiceChange> added = f.add(f.from("10.0.0.9"), named());
        const auto preview =
            f.call<api::Preview>(&Control::previewService, f.from("10.0.0.9"), api::PreviewRequest{named()});
        f.control.reset();
        QCOMPARE(added.verdict(), std::string("call.cancelled"));
        QCOMPARE(preview.verdict(), std::string("call.cancelled"));
        f.lookups.letGo();
        f.executor.run();
    }

    void aNewAddressIsANewGenerationAndNoNewRevision() {
        Fixture f;
        f.lookups.set("nas.lan", {"10.0.0.5"}, 10s);
        QVERIFY(f.add(f.from("10.0.0.9"), named()).ok());
        QVERIFY(f.add(f.from("10.0.0.9"), draftOf("other")).ok());
        const std::uint64_t generation = f.generation();
        const model::Revision revision = f.dataPlane.current().revision;
        const std::size_t writes = f.storage.durable.size();
        const auto other = f.dataPlane.current().routes.find("other.portolan.internal");
        const snapshot::RouteTarget before = f.route().targets.front();
        f.executor.advance(10s);  // the same again
        f.executor.advance(1s);
        QCOMPARE(f.generation(), generation);
        f.lookups.set("nas.lan", {"10.0.0.6"}, 10s);
        f.executor.advance(10s);
        f.executor.advance(TargetNames::gathering);
        QCOMPARE(f.places(), std::string("10.0.0.6:8080"));
        QCOMPARE(f.generation(), generation + 1);
        QCOMPARE(f.dataPlane.current().revision, revision);
        QCOMPARE(f.storage.durable.size(), writes);
        QVERIFY(f.route().targets.front().id == before.id);
        QVERIFY(f.route().targets.front().connections != before.connections);
        QVERIFY(f.dataPlane.current().routes.find("other.portolan.internal") == other);
        QCOMPARE(f.lastEvent("service.changed").value(QLatin1String("host")).toString(),
                 QString::fromLatin1(app));
    }

    void tellsNobodyThatNothingHasChanged() {
        Fixture f;
        f.lookups.set("nas.lan", {"10.0.0.5"}, 10s);
        QVERIFY(f.add(f.from("10.0.0.9"), named()).ok());
        const auto events = f.eventTypes();
        for (int i = 0; i < 10; ++i) {
            f.lookups.set("nas.lan", {"10.0.0.5"}, base::Seconds(20 - i));
            f.executor.advance(20s);
        }
        QVERIFY(f.lookups.asked.size() > 5);
        QVERIFY(f.eventTypes() == events);
        QVERIFY(f.view().targets.front().lookup->ttl == 11);
    }

    void manyNewAddressesAreOneGeneration() {
        Fixture f;
        for (int i = 0; i < 40; ++i) {
            const std::string name = "s" + std::to_string(i);
            f.lookups.set(name + ".lan", {"10.0.0.5"}, 300s);
            QVERIFY(f.add(f.from("10.0.0.9"), named(name, name + ".lan")).ok());
        }
        for (int i = 0; i < 40; ++i)
            f.lookups.set("s" + std::to_string(i) + ".lan", {"10.0.0.6"}, 300s);
        f.lookups.isHeld = true;
        f.executor.advance(300s);
        f.executor.advance(1s);
        const std::uint64_t generation = f.generation();
        f.lookups.letGo();
        f.executor.run();
        f.executor.advance(TargetNames::gathering);
        QCOMPARE(f.places("s7.portolan.internal"), std::string("10.0.0.6:8080"));
        QVERIFY(f.generation() <= generation + 3);
    }

    void keepsTheLastGoodAddressWhateverFails_data() {
        QTest::addColumn<LookupOutcome>("outcome");
        QTest::newRow("NXDOMAIN") << LookupOutcome::NotFound;
        QTest::newRow("NODATA") << LookupOutcome::NoAddress;
        QTest::newRow("SERVFAIL") << LookupOutcome::ServerFails;
        QTest::newRow("timeout") << LookupOutcome::NoAnswer;
    }
    void keepsTheLastGoodAddressWhateverFails() {
        QFETCH(const LookupOutcome, outcome);
        Fixture f;
        f.lookups.set("nas.lan", {"10.0.0.5"}, 10s);
        QVERIFY(f.add(f.from("10.0.0.9"), named()).ok());
        f.report(f.view().targets.front().id, model::HealthState::Up);
        f.lookups.set("nas.lan", outcome);
        const std::uint64_t generation = f.generation();
        for (int i = 0; i < 100; ++i)
            f.executor.advance(1min);
        QCOMPARE(f.places(), std::string("10.0.0.5:8080"));
        QCOMPARE(f.generation(), generation);
        const api::TargetView target = f.view().targets.front();
        QCOMPARE(f.stateOf(target.health), std::string("up "));
        QVERIFY(target.lookup->isFound);
        QVERIFY(target.lookup->error);
    }

    void staysAtItsAddressWhileTheNameHasIt() {
        Fixture f;
        f.lookups.set("nas.lan", {"10.0.0.5", "10.0.0.6"}, 10s);
        QVERIFY(f.add(f.from("10.0.0.9"), named()).ok());
        f.lookups.set("nas.lan", {"10.0.0.7", "10.0.0.6", "10.0.0.5"}, 10s);
        f.executor.advance(11s);
        f.executor.advance(1s);
        QCOMPARE(f.places(), std::string("10.0.0.5:8080"));
    }

    void movesOnWhenItsAddressIsDown() {
        Fixture f;
        f.lookups.set("nas.lan", {"10.0.0.5", "10.0.0.6"}, 300s);
        QVERIFY(f.add(f.from("10.0.0.9"), named()).ok());
        const model::TargetId id = f.view().targets.front().id;
        f.report(id, model::HealthState::Up);
        QCOMPARE(f.places(), std::string("10.0.0.5:8080"));
        f.report(id, model::HealthState::Down);
        f.executor.advance(TargetNames::gathering);
        QCOMPARE(f.places(), std::string("10.0.0.6:8080"));
        f.executor.advance(TargetNames::betweenMoves);
        f.executor.advance(TargetNames::gathering);
        QCOMPARE(f.places(), std::string("10.0.0.5:8080"));  // still down
        f.report(id, model::HealthState::Up);
        f.executor.advance(1min);
        QCOMPARE(f.places(), std::string("10.0.0.5:8080"));
    }

    /// Nobody would say that it is up again.
    void staysWhereItIsWhileNobodyLooks_data() {
        QTest::addColumn<bool>("isOff");
        QTest::newRow("switched off") << true;
        QTest::newRow("never probed") << false;
    }
    void staysWhereItIsWhileNobodyLooks() {
        QFETCH(bool, isOff);
        Fixture f;
        f.lookups.set("nas.lan", {"10.0.0.5", "10.0.0.6"}, 300s);
        QVERIFY(f.add(f.from("10.0.0.9"), named()).ok());
        const model::TargetId id = f.view().targets.front().id;
        f.report(id, model::HealthState::Down);
        api::ServiceDraft draft = named();
        if (isOff)
            draft.enabled = false;
        else
            draft.checks.kind = "never";
        QVERIFY(f.replace(f.from("10.0.0.9"), f.view().id, draft).ok());
        f.report(id, model::HealthState::Down);  // comes late
        f.executor.advance(TargetNames::gathering);
        const std::uint64_t before = f.generation();
        for (int i = 0; i < 10; ++i) {
            f.executor.advance(TargetNames::betweenMoves);
            f.executor.advance(TargetNames::gathering);
        }
        QCOMPARE(f.generation(), before);
    }

    void asksAgainWhenATargetGoesDown() {
        Fixture f;
        f.lookups.set("nas.lan", {"10.0.0.5"}, 300s);
        QVERIFY(f.add(f.from("10.0.0.9"), named()).ok());
        f.lookups.set("nas.lan", {"10.0.0.6"}, 300s);
        f.executor.advance(1s);
        f.report(f.view().targets.front().id, model::HealthState::Down);
        f.executor.advance(TargetNames::gathering);
        QCOMPARE(f.places(), std::string("10.0.0.6:8080"));
    }

    void aNameThatLeadsToLoopbackIsForWhoMayNameIt() {
        Fixture f;
        f.lookups.set("sneaky.lan", {"127.0.0.1"});
        api::ServiceDraft draft = draftOf("app", "sneaky.lan", 9000);
        QCOMPARE(f.add(f.from("10.0.0.9"), draft).verdict(),
                 std::string("target.loopback targets[0].address"));
        QVERIFY(f.add(f.from("127.0.0.1"), draft).ok());
        draft.host = "other";
        QVERIFY(f.add(f.withToken(), draft).ok());
        QCOMPARE(f.places(), std::string("127.0.0.1:9000"));
        QCOMPARE(f.places("other.portolan.internal"), std::string("127.0.0.1:9000"));
    }

    void rebindingLosesTheTargetAndNotThePolicy_data() {
        QTest::addColumn<QString>("address");
        QTest::newRow("loopback") << "127.0.0.1";
        QTest::newRow("metadata") << "169.254.169.254";
        QTest::newRow("outside the networks") << "8.8.8.8";
        QTest::newRow("own listener") << "100.1.1.1";
    }
    void rebindingLosesTheTargetAndNotThePolicy() {
        QFETCH(const QString, address);
        Fixture f;
        api::ServiceDraft draft = named();
        draft.targets.front().port = 80;
        f.lookups.set("nas.lan", {"10.0.0.5"}, 10s);
        QVERIFY(f.add(f.from("10.0.0.9"), draft).ok());
        f.lookups.set("nas.lan", {address.toStdString()}, 10s);
        f.executor.advance(10s);
        f.executor.advance(TargetNames::gathering);
        QVERIFY(f.route().isAddressless);
        const api::TargetView target = f.view().targets.front();
        QCOMPARE(f.stateOf(target.health), std::string("down health.address_refused"));
        QVERIFY(!target.lookup->isFound);
        QVERIFY(target.lookup->error->message.find(address.toStdString()) != std::string::npos ||
                target.lookup->error->code == "target.own_listener");
        f.lookups.set("nas.lan", {address.toStdString(), "10.0.0.6"}, 10s);
        f.executor.advance(10s);
        f.executor.advance(TargetNames::gathering);
        QCOMPARE(f.places(), std::string("10.0.0.6:80"));
    }

    void followsSettingsThatForbidAnAddress() {
        Fixture f;
        f.lookups.set("nas.lan", {"10.0.0.5"}, 300s);
        QVERIFY(f.add(f.from("10.0.0.9"), named()).ok());
        model::RunSettings settings = someSettings();
        settings.targetNetworks = {*base::Network::parse("192.168.0.0/16")};
        f.control->reload(settings);
        f.executor.advance(1s);
        QVERIFY(f.route().isAddressless);
    }

    void oneBadNameLeavesTheOthersAlone() {
        Fixture f;
        f.lookups.set("nas.lan", {"10.0.0.5"});
        api::ServiceDraft draft = named();
        draft.targets.push_back({"missing.lan", 8080, {}});
        draft.targets.push_back({"10.0.0.7", 8080, {}});
        QVERIFY(f.add(f.from("10.0.0.9"), draft).ok());
        QCOMPARE(f.places(), std::string("10.0.0.5:8080 10.0.0.7:8080"));
        const api::ServiceView shown = f.view();
        QCOMPARE(f.stateOf(shown.targets[1].health), std::string("down health.name_not_found"));
    }

    void keepsTargetsOfTheSameNameOverAnEdit() {
        Fixture f;
        f.lookups.set("nas.lan", {"10.0.0.5", "10.0.0.6"}, 300s);
        QVERIFY(f.add(f.from("10.0.0.9"), named()).ok());
        const api::ServiceView before = f.view();
        api::ServiceDraft renamed = named("renamed", "NAS.lan.");
        QVERIFY(f.replace(f.from("10.0.0.9"), before.id, renamed).ok());
        QVERIFY(f.view().targets.front().id == before.targets.front().id);
        QCOMPARE(f.places("renamed.portolan.internal"), std::string("10.0.0.5:8080"));
        QVERIFY(!f.dataPlane.current().routes.find(app));
        QVERIFY(f.replace(f.from("10.0.0.9"), before.id, draftOf("renamed")).ok());
        f.executor.advance(1h);
        QCOMPARE(f.lookups.asked.size(), std::size_t(1));  // nobody asks any more
    }

    void refusesTheSameNameTwice() {
        Fixture f;
        f.lookups.set("nas.lan", {"10.0.0.5"});
        api::ServiceDraft draft = named();
        draft.targets.push_back({"NAS.LAN", 8080, {}});
        QCOMPARE(f.add(f.from("10.0.0.9"), draft).verdict(),
                 std::string("targets.duplicate targets[1].address"));
        draft.targets.back().port = 8081;
        QVERIFY(f.add(f.from("10.0.0.9"), draft).ok());
    }

    void hiddenValuesDoNotFollowToAnotherName() {
        Fixture f;
        api::ServiceDraft draft = named();
        draft.proxy.requestFields = std::vector<api::RequestFieldDraft>{{"X-Api-Key", "s3cret"}};
        QVERIFY(f.add(f.from("10.0.0.9"), draft).ok());
        api::ServiceDraft other = named("app", "evil.lan");
        QCOMPARE(f.replace(f.from("10.0.0.9"), f.view().id, other).verdict(),
                 std::string("access.hidden_values targets"));
        QVERIFY(f.replace(f.from("10.0.0.9"), f.view().id, named()).ok());
    }

    void announcesNamesAsTheSeedDoes() {
        Fixture f;
        f.lookups.set("antarus.lan", {"10.0.0.5"});
        const auto announced = f.announce(f.from("10.0.0.9"), announcementOf("app", 8080, "antarus.lan"));
        QCOMPARE(announced.verdict(), std::string("ok"));
        QCOMPARE(announced.value().name.proxyRule->targetName, std::string("antarus.lan"));
        QCOMPARE(announced.value().targetChosenBy, std::string("forward_to_ip"));
        QCOMPARE(f.places(), std::string("10.0.0.5:8080"));
        f.lookups.set("bad.lan", {"169.254.169.254"});
        QCOMPARE(f.announce(f.from("10.0.0.9"), announcementOf("bad", 8080, "bad.lan")).verdict(),
                 std::string("target.refused_range forward_to_ip"));
    }

    void previewsSayWhereANameLeads() {
        Fixture f;
        f.lookups.set("nas.lan", {"10.0.0.5"});
        const auto preview =
            f.call<api::Preview>(&Control::previewService, f.from("10.0.0.9"), api::PreviewRequest{named()});
        QCOMPARE(preview.value().targets.front().address.toString(), std::string("10.0.0.5:8080"));
        QCOMPARE(preview.value().targets.front().lookup->name, std::string("nas.lan"));
        const auto missing = f.call<api::Preview>(&Control::previewService, f.from("10.0.0.9"),
                                                  api::PreviewRequest{named("app", "missing.lan")});
        QCOMPARE(missing.value().warnings.front().code, std::string("target.name_not_found"));
        const auto again = f.call<api::Preview>(&Control::previewService, f.from("10.0.0.9"),
                                                api::PreviewRequest{named("app", "missing.lan")});
        QCOMPARE(again.verdict(), std::string("ok"));  // at once
        QCOMPARE(again.value().warnings.front().code, std::string("target.name_not_found"));
        f.executor.advance(10min);
        QCOMPARE(f.lookups.asked.size(), std::size_t(3));  // nobody holds them
    }

    void namesServicesWithoutTheProxyByWhereTheirTargetsAre() {
        Fixture f;
        f.lookups.set("nas.lan", {"10.0.0.5"}, 10s);
        api::ServiceDraft draft = named();
        draft.delivery = "direct";
        const auto added = f.add(f.from("10.0.0.9"), draft);
        QCOMPARE(added.verdict(), std::string("ok"));
        QCOMPARE(added.value().service.dns.front().data, std::string("10.0.0.5"));
        f.lookups.set("nas.lan", {"fd7a::5"}, 10s);
        f.executor.advance(10s);
        f.executor.advance(TargetNames::gathering);
        QCOMPARE(f.view().dns.front().data, std::string("fd7a::5"));
        QCOMPARE(f.view().dns.front().type, std::string("AAAA"));
    }

    void namesNoAddressWhereANameLeadsNowhere() {
        Fixture f;
        api::ServiceDraft draft = named();
        draft.delivery = "direct";
        QVERIFY(f.add(f.from("10.0.0.9"), draft).ok());
        const auto lost = f.call<std::vector<api::NameView>>(&Control::listNames, f.from("10.0.0.9")).value();
        QCOMPARE(lost.front().ip, std::string());
        QCOMPARE(lost.front().type, std::string("A"));
        QVERIFY(f.view().dns.empty());
        f.lookups.set("nas.lan", {"fd7a::5"});
        f.executor.advance(resolve::NameBook::firstRetry);
        f.executor.advance(TargetNames::gathering);
        const auto found =
            f.call<std::vector<api::NameView>>(&Control::listNames, f.from("10.0.0.9")).value();
        QCOMPARE(found.front().ip, std::string("fd7a::5"));
        QCOMPARE(found.front().type, std::string("AAAA"));
    }

    void saysThatANameLeadsNowhereWhereNothingIsProbed() {
        Fixture f;
        api::ServiceDraft draft = named();
        draft.checks.kind = "never";
        QVERIFY(f.add(f.from("10.0.0.9"), draft).ok());
        QCOMPARE(f.stateOf(f.view().health), std::string("down health.name_not_found"));
        QCOMPARE(f.stateOf(f.view().targets.front().health), std::string("down health.name_not_found"));
        f.lookups.set("nas.lan", {"10.0.0.5"});
        f.executor.advance(resolve::NameBook::firstRetry);
        f.executor.advance(TargetNames::gathering);
        QCOMPARE(f.stateOf(f.view().health), std::string("unknown health.never_probed"));
        QCOMPARE(f.stateOf(f.view().targets.front().health), std::string("unknown health.never_probed"));
    }

    void losesNothingWhenTheDiskFails() {
        Fixture f;
        f.lookups.set("nas.lan", {"10.0.0.5"});
        f.storage.isHeld = true;
        const auto added = f.add(f.from("10.0.0.9"), named());
        f.storage.isHeld = false;
        f.storage.fail();
        f.executor.run();
        QCOMPARE(added.verdict(), std::string("store.failed"));
        QVERIFY(!f.dataPlane.current().routes.find(app));
        QVERIFY(f.add(f.from("10.0.0.9"), named()).ok());
        QCOMPARE(f.places(), std::string("10.0.0.5:8080"));
    }
};

QTEST_GUILESS_MAIN(TestTargetNames)
#include "tst_targetnames.moc"
