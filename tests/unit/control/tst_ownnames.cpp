// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Targets whose names lie in zones of our own: what DNS would answer is where they are.
#include "tests/support/printing.h"
#include "tests/unit/control/namedtargetsfixture.h"

#include <QTest>

using namespace portolan;
using namespace portolan::control;
using namespace std::chrono_literals;
using Fixture = NamedTargetsFixture;

class TestOwnNames : public QObject {
    Q_OBJECT

  private Q_SLOTS:
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
};

QTEST_GUILESS_MAIN(TestOwnNames)
#include "tst_ownnames.moc"
