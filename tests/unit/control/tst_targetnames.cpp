// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Targets that are given by their names, from the call to what workers get, with a resolver, a clock and
// probes under the test's hand.
#include "tests/support/printing.h"
#include "tests/unit/control/controlfixture.h"

#include <QTest>

using namespace portolan;
using namespace portolan::control;
using namespace std::chrono_literals;
using resolve::LookupOutcome;

namespace {

constexpr const char* app = "app.portolan.internal";

api::ServiceDraft named(std::string name = "app", std::string target = "nas.lan") {
    return draftOf(std::move(name), std::move(target));
}

struct Fixture : ControlFixture {
    [[nodiscard]] const snapshot::Route& route(const std::string& name = app) const {
        return *dataPlane.current().routes.find(name);
    }
    /// The addresses workers connect to: "10.0.0.5:8080 ...".
    [[nodiscard]] std::string places(const std::string& name = app) const {
        std::string text;
        for (const snapshot::RouteTarget& target : route(name).targets)
            text += (text.empty() ? "" : " ") + target.address.toString();
        return text;
    }
    [[nodiscard]] std::uint64_t generation() const { return dataPlane.current().generation; }
    api::ServiceView view(std::size_t index = 0) { return services().at(index); }
    [[nodiscard]] std::string stateOf(const api::HealthView& health) const {
        return std::string(model::toWord(health.state)) + " " + std::string(model::codeOf(health.cause));
    }
    void report(model::TargetId target, model::HealthState state) {
        live::HealthReport report{};
        report.target = target;
        report.state = state;
        report.cause =
            state == model::HealthState::Down ? model::HealthCause::Refused : model::HealthCause::None;
        report.at = clock.systemNow();
        control->takeHealthReports({report});
        executor.run();
    }
};

}  // namespace

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

    void asksTheCatalogForNamesOfOurOwn() {
        Fixture f;
        api::RecordDraft record{"box", "A", "10.0.0.5"};
        QVERIFY(f.addRecord(f.from("10.0.0.9"), record).ok());
        QVERIFY(f.add(f.from("10.0.0.9"), named("app", "box.portolan.internal")).ok());
        QCOMPARE(f.places(), std::string("10.0.0.5:8080"));
        QVERIFY(f.lookups.asked.empty());
        const auto records =
            f.call<api::RecordPage>(&Control::listRecords, f.from("10.0.0.9"), api::ListRequest{});
        record.data = "10.0.0.6";
        QVERIFY(f.call<api::RecordView>(&Control::saveRecord, f.from("10.0.0.9"),
                                        records.value().items.front().id, record, api::Precondition{})
                    .ok());
        QCOMPARE(f.places(), std::string("10.0.0.6:8080"));
    }

    /// Found as DNS answers them, and again when what they lead to changes.
    void followsAliasesAndWildcardsOfOurOwn() {
        Fixture f;
        const auto caller = f.withToken();
        const std::string zone = ".portolan.internal";
        const auto record = [&](const std::string& name, const char* type, const std::string& data) {
            return f.addRecord(caller, api::RecordDraft{name + zone, type, data}).verdict();
        };
        QCOMPARE(record("*", "A", "10.0.0.1"), std::string("ok"));
        QCOMPARE(record("*.lab", "CNAME", "box" + zone), std::string("ok"));
        QCOMPARE(record("alias", "CNAME", "any.lab" + zone), std::string("ok"));
        for (const auto& [host, target] : {std::pair("one", "any"),
                                           {"two", "some.lab"},
                                           {"three", "alias"},
                                           {"four", "deep.some.lab"},
                                           {"five", "lab"}})
            QCOMPARE(f.add(caller, named(host, target + zone)).verdict(), std::string("ok"));
        const auto places = [&] {
            std::string all;
            for (const char* host : {"one", "two", "three", "four", "five"}) {
                const auto& route = f.route(host + zone);
                all += route.isAddressless ? "- " : route.targets.front().address.address.toString() + " ";
            }
            return all;
        };
        // "lab" has something below it, so that no wildcard stands in for it.
        QCOMPARE(places(), std::string("10.0.0.1 10.0.0.1 10.0.0.1 10.0.0.1 - "));
        QCOMPARE(record("box", "A", "10.0.0.2"), std::string("ok"));
        QCOMPARE(places(), std::string("10.0.0.1 10.0.0.2 10.0.0.2 10.0.0.2 - "));
        QCOMPARE(record("some.lab", "TXT", "\"here\""), std::string("ok"));
        QCOMPARE(places(), std::string("10.0.0.1 - 10.0.0.2 - - "));
        QCOMPARE(record("any", "A", "10.0.0.3"), std::string("ok"));
        QCOMPARE(places(), std::string("10.0.0.3 - 10.0.0.2 - - "));
        // What had something below it, and has it no longer, is covered by the wildcard again.
        const auto id = f.add(caller, named("six", "late" + zone)).value().service.id;
        const auto six = [&] { return f.route("six" + zone).isAddressless; };
        QVERIFY(!six());
        const auto below = f.add(caller, draftOf("below.late" + zone)).value().service.id;
        QVERIFY(six());
        QVERIFY(f.remove(caller, below).ok());
        QVERIFY(!six());
        QVERIFY(f.remove(caller, id).ok());
        QVERIFY(f.lookups.asked.empty());
    }

    void anAliasThatLeadsOutsideIsLookedUp() {
        Fixture f;
        f.lookups.set("nas.lan", {"10.0.0.5"}, 10s);
        api::RecordDraft record{"alias", "CNAME", "nas.lan."};
        QVERIFY(f.addRecord(f.withToken(), record).ok());
        QVERIFY(f.add(f.withToken(), named("app", "alias.portolan.internal")).ok());
        QCOMPARE(f.places(), std::string("10.0.0.5:8080"));
        QCOMPARE(f.view().targets.front().lookup->ttl, std::optional<std::int64_t>(10));
        f.lookups.set("nas.lan", {"10.0.0.6"}, 10s);
        f.executor.advance(10s);
        f.executor.advance(TargetNames::gathering);
        QCOMPARE(f.places(), std::string("10.0.0.6:8080"));
        const auto id = f.call<api::RecordPage>(&Control::listRecords, f.withToken(), api::ListRequest{})
                            .value()
                            .items.front()
                            .id;
        const auto turn = [&](const char* data) {
            record.data = data;
            return f.call<api::RecordView>(&Control::saveRecord, f.withToken(), id, record,
                                           api::Precondition{});
        };
        QVERIFY(turn("box.lan.").ok());
        f.executor.advance(TargetNames::gathering);
        QVERIFY(f.route().isAddressless);
        QCOMPARE(f.view().targets.front().lookup->error->params.front().second, std::string("box.lan"));
        f.lookups.set("box.lan", {"10.0.0.7"});
        f.executor.advance(resolve::NameBook::firstRetry);
        f.executor.advance(TargetNames::gathering);
        QCOMPARE(f.places(), std::string("10.0.0.7:8080"));
        const std::size_t asked = f.lookups.asked.size();
        f.executor.advance(20s);
        QCOMPARE(f.lookups.asked.size(), asked);  // nobody asks for the old one any more
        f.report(f.view().targets.front().id, model::HealthState::Down);
        QCOMPARE(f.lookups.asked.size(), asked + 1);  // it may have moved
        f.report(f.view().targets.front().id, model::HealthState::Up);
        // A circle leads nowhere.
        QVERIFY(turn("alias.portolan.internal").ok());
        f.executor.advance(TargetNames::gathering);
        QVERIFY(f.route().isAddressless);
        QCOMPARE(f.stateOf(f.view().health), std::string("down health.name_without_address"));
    }

    void nobodyAsksForWhatNoAliasLeadsTo() {
        Fixture f;
        f.lookups.set("nas.lan", {"10.0.0.5"}, 10s);
        QVERIFY(f.addRecord(f.withToken(), api::RecordDraft{"alias", "CNAME", "nas.lan."}).ok());
        QVERIFY(f.add(f.withToken(), named("app", "alias.portolan.internal")).ok());
        QVERIFY(f.remove(f.withToken(), f.view().id).ok());
        const std::size_t asked = f.lookups.asked.size();
        f.executor.advance(1min);
        QCOMPARE(f.lookups.asked.size(), asked);
    }

    void anAliasOfAServiceLeadsBack() {
        Fixture f;
        QVERIFY(f.add(f.withToken(), draftOf("web")).ok());
        QVERIFY(f.addRecord(f.withToken(), api::RecordDraft{"alias", "CNAME", "web.portolan.internal"}).ok());
        QCOMPARE(f.add(f.withToken(), named("app", "alias.portolan.internal")).verdict(),
                 std::string("target.name_leads_back targets[0].address"));
    }

    void neverLeadsBackToItself() {
        Fixture f;
        QVERIFY(f.add(f.from("10.0.0.9"), draftOf("web")).ok());
        QCOMPARE(f.add(f.from("10.0.0.9"), named("app", "web.portolan.internal")).verdict(),
                 std::string("target.name_leads_back targets[0].address"));
        QVERIFY(f.add(f.from("10.0.0.9"), named("app", "later.portolan.internal")).ok());
        QVERIFY(f.add(f.from("10.0.0.9"), draftOf("later")).ok());
        f.executor.advance(TargetNames::gathering);
        QVERIFY(f.route().isAddressless);
        QCOMPARE(f.stateOf(f.view().health), std::string("down health.name_leads_back"));
        QVERIFY(f.remove(f.from("10.0.0.9"), f.view(1).id).ok());
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
