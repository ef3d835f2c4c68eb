// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/changequeue.h"
#include "tests/support/printing.h"
#include "tests/unit/control/controlfixture.h"

#include <QTest>

using namespace portolan;
using namespace portolan::control;

class TestChangeQueue : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void answersOnlyWhatIsDurableAndLive() {
        ControlFixture fixture;
        fixture.storage.isHeld = true;
        const auto reply = fixture.add(fixture.withToken(), draftOf("web"));
        QCOMPARE(reply.verdict(), std::string("no reply"));
        QVERIFY(!fixture.hasRoute("web.portolan.internal"));
        QVERIFY(fixture.services().empty());
        fixture.storage.answer({});
        fixture.executor.run();
        QCOMPARE(reply.verdict(), std::string("ok"));
        QVERIFY(fixture.hasRoute("web.portolan.internal"));
        QCOMPARE(fixture.services().size(), std::size_t(1));
    }

    void isLiveBeforeItIsAnswered() {
        ControlFixture fixture;
        bool wasLive = false;
        fixture.control->addService(fixture.withToken(), draftOf("web"), [&](const auto&) {
            wasLive = fixture.hasRoute("web.portolan.internal") && fixture.storage.durable.size() == 1;
        });
        fixture.executor.run();
        QVERIFY(wasLive);
    }

    void putsAllThatWaitIntoOneTransactionAndOneGeneration() {
        ControlFixture fixture;
        fixture.storage.isHeld = true;
        std::vector<Kept<api::ServiceChange>> replies;
        for (const auto* name : {"a", "b", "c", "d"})
            replies.push_back(fixture.add(fixture.withToken(), draftOf(name)));
        QCOMPARE(fixture.storage.waiting(), std::size_t(1));
        fixture.storage.answer({});
        fixture.executor.run();
        QCOMPARE(replies[0].verdict(), std::string("ok"));
        QCOMPARE(replies[1].verdict(), std::string("no reply"));
        QCOMPARE(fixture.storage.waiting(), std::size_t(1));
        fixture.storage.answer({});
        fixture.executor.run();
        for (const auto& reply : replies)
            QCOMPARE(reply.verdict(), std::string("ok"));
        QCOMPARE(fixture.storage.durable.size(), std::size_t(2));
        QCOMPARE(fixture.storage.durable[1].changes.size(), std::size_t(3));
        QCOMPARE(fixture.dataPlane.current().generation, std::uint64_t(3));
        QCOMPARE(fixture.dataPlane.current().revision, model::Revision(4));
    }

    void looksAtEachChangeBehindTheOneBefore() {
        ControlFixture fixture;
        fixture.storage.isHeld = true;
        const auto first = fixture.add(fixture.withToken(), draftOf("a"));
        const auto second = fixture.add(fixture.withToken(), draftOf("b"));
        const auto same = fixture.add(fixture.withToken(), draftOf("b"));
        fixture.storage.answer({});
        fixture.executor.run();
        fixture.storage.answer({});
        fixture.executor.run();
        QCOMPARE(second.verdict(), std::string("ok"));
        QCOMPARE(same.verdict(), std::string("service.host_taken host"));
    }

    void failsAllOfATransactionAndNothingIsLive() {
        ControlFixture fixture;
        fixture.storage.isHeld = true;
        const auto first = fixture.add(fixture.withToken(), draftOf("a"));
        const auto second = fixture.add(fixture.withToken(), draftOf("b"));
        const auto third = fixture.add(fixture.withToken(), draftOf("c"));
        fixture.storage.answer({});
        fixture.executor.run();
        fixture.storage.fail();
        fixture.executor.run();
        QCOMPARE(first.verdict(), std::string("ok"));
        QCOMPARE(second.verdict(), std::string("store.failed"));
        QCOMPARE(third.verdict(), std::string("store.failed"));
        QCOMPARE(fixture.services().size(), std::size_t(1));
        QCOMPARE(fixture.dataPlane.current().revision, model::Revision(1));
        QVERIFY(fixture.eventTypes() == std::vector<std::string>{"service.added"});
    }

    void looksAgainAtWhatQueuedBehindAFailure() {
        ControlFixture fixture;
        fixture.storage.isHeld = true;
        const auto first = fixture.add(fixture.withToken(), draftOf("web"));
        const auto second = fixture.add(fixture.withToken(), draftOf("web", "10.0.0.6"));
        fixture.storage.fail();
        fixture.executor.run();
        QCOMPARE(first.verdict(), std::string("store.failed"));
        QCOMPARE(second.verdict(), std::string("no reply"));
        fixture.storage.answer({});
        fixture.executor.run();
        QCOMPARE(second.verdict(), std::string("ok"));
        QCOMPARE(second.value().service.id, model::ServiceId{1});
    }

    void looksAgainAtWhatWasRefusedBecauseOfAFailedChange() {
        ControlFixture fixture;
        fixture.storage.isHeld = true;
        const auto first = fixture.add(fixture.withToken(), draftOf("a"));
        const auto second = fixture.add(fixture.withToken(), draftOf("b"));
        const auto same = fixture.add(fixture.withToken(), draftOf("b"));
        fixture.storage.answer({});
        fixture.executor.run();
        fixture.storage.fail();
        fixture.executor.run();
        QCOMPARE(second.verdict(), std::string("store.failed"));
        QCOMPARE(same.verdict(), std::string("no reply"));
        fixture.storage.answer({});
        fixture.executor.run();
        QCOMPARE(same.verdict(), std::string("ok"));
        QCOMPARE(fixture.services().size(), std::size_t(2));
    }

    void answersWhatChangesNothingWithoutTheDisk() {
        ControlFixture fixture;
        QVERIFY(fixture.announce(fixture.withToken(), announcementOf("web", 8080, "10.0.0.5")).ok());
        fixture.storage.isHeld = true;
        QVERIFY(fixture.announce(fixture.withToken(), announcementOf("web", 8080, "10.0.0.5")).ok());
        QVERIFY(fixture.withdraw(fixture.withToken(), "nothing").ok());
    }

    void makesARepeatedCallWaitForTheFirst() {
        ControlFixture fixture;
        fixture.storage.isHeld = true;
        const auto first = fixture.announce(fixture.withToken(), announcementOf("web", 8080, "10.0.0.5"));
        const auto again = fixture.announce(fixture.withToken(), announcementOf("web", 8080, "10.0.0.5"));
        QCOMPARE(again.verdict(), std::string("no reply"));
        fixture.storage.fail();
        fixture.executor.run();
        QCOMPARE(again.verdict(), std::string("no reply"));
        fixture.storage.answer({});
        fixture.executor.run();
        QVERIFY(again.value().outcome == api::Outcome::Created);
    }

    void answersWhatWasRemovedAgainInTheSameTransaction() {
        ControlFixture fixture;
        fixture.storage.isHeld = true;
        const auto first = fixture.add(fixture.withToken(), draftOf("first"));
        const auto announced = fixture.announce(fixture.withToken(), announcementOf("web", 8080, "10.0.0.5"));
        const auto withdrawn = fixture.withdraw(fixture.withToken(), "web");
        fixture.storage.answer({});
        fixture.executor.run();
        fixture.storage.answer({});
        fixture.executor.run();
        QCOMPARE(announced.verdict(), std::string("ok"));
        QCOMPARE(announced.value().name.name, std::string("web.portolan.internal"));
        QVERIFY(withdrawn.value().removed);
        QVERIFY(!fixture.hasRoute("web.portolan.internal"));
    }

    void takesChangesFromInsideAnAnswer() {
        ControlFixture fixture;
        Kept<api::ServiceChange> second;
        fixture.control->addService(fixture.withToken(), draftOf("a"), [&](const auto&) {
            fixture.control->addService(fixture.withToken(), draftOf("b"), second.reply());
        });
        fixture.executor.run();
        QCOMPARE(second.verdict(), std::string("ok"));
        QCOMPARE(fixture.services().size(), std::size_t(2));
    }

    void answersEverythingWhenItEnds() {
        ControlFixture fixture;
        fixture.storage.isHeld = true;
        const auto written = fixture.add(fixture.withToken(), draftOf("a"));
        const auto waiting = fixture.add(fixture.withToken(), draftOf("b"));
        fixture.control.reset();
        QCOMPARE(written.verdict(), std::string("call.cancelled"));
        QCOMPARE(waiting.verdict(), std::string("call.cancelled"));
        fixture.storage.answer({});
        fixture.executor.run();
        QCOMPARE(written.count(), std::size_t(1));
    }

    void raisesTheSerialOfTheZoneThatChangedOnly() {
        ControlFixture fixture;
        const auto serials = [&] {
            const auto zones = fixture.status().zones;
            return std::pair(zones[0].serial, zones[1].serial);
        };
        const auto before = serials();
        QVERIFY(fixture.add(fixture.withToken(), draftOf("web")).ok());
        QVERIFY(serials().first == before.first + 1 && serials().second == before.second);
        QVERIFY(fixture.add(fixture.withToken(), draftOf("web.second.example")).ok());
        QVERIFY(serials().first == before.first + 1 && serials().second == before.second + 1);
        QCOMPARE(fixture.dataPlane.current().zones[1]->serial(), before.second + 1);
        // Another target is no change of what DNS says.
        QVERIFY(fixture.replace(fixture.withToken(), model::ServiceId{1}, draftOf("web", "10.0.0.6")).ok());
        QVERIFY(serials().first == before.first + 1);
        QVERIFY(fixture.remove(fixture.withToken(), model::ServiceId{1}).ok());
        QVERIFY(serials().first == before.first + 2);
        const auto& zones = fixture.storage.durable.back().zones;
        QCOMPARE(zones.size(), std::size_t(1));
        QCOMPARE(zones.front().serial, before.first + 2);
    }

    void writesNewSerialsOfTheStartAgainWhenTheDiskFailed() {
        ControlFixture fixture;
        fixture.storage.isHeld = true;
        model::RunSettings settings = someSettings();
        settings.advertised = {ip("100.1.1.9")};
        fixture.control->reload(settings);
        QCOMPARE(fixture.storage.waiting(), std::size_t(1));
        const auto waiting = fixture.add(fixture.withToken(), draftOf("web"));
        fixture.storage.fail();
        fixture.executor.run();
        fixture.storage.answer({});
        fixture.executor.run();
        QCOMPARE(waiting.verdict(), std::string("ok"));
        QCOMPARE(fixture.storage.durable.size(), std::size_t(1));
        QCOMPARE(fixture.storage.durable[0].zones.size(), std::size_t(2));
        QVERIFY(fixture.storage.durable[0].zones[1].serial == fixture.dataPlane.current().zones[1]->serial());
    }

    void servesABackupUnderNewSerials() {
        ControlFixture first;
        store::LoadedCatalog loaded;
        loaded.catalog.zones = first.atStart[0].zones;
        ControlFixture second(loaded);
        QVERIFY(second.atStart.empty());
        loaded.notice = base::Error{"store.restored", "A backup was loaded.", "", {}};
        ControlFixture third(loaded);
        QCOMPARE(third.atStart[0].zones[0].serial, loaded.catalog.zones[0].serial + 1);
    }

    void countsOneRevisionPerChange() {
        ControlFixture fixture;
        QVERIFY(fixture.add(fixture.withToken(), draftOf("a")).ok());
        QVERIFY(fixture.addRecord(fixture.withToken(), {"r", "A", "10.0.0.4"}).ok());
        QCOMPARE(fixture.status().revision, model::Revision(2));
        QCOMPARE(fixture.storage.durable[1].changes[0].revision, model::Revision(2));
        QCOMPARE(fixture.storage.durable[1].nextIds.record, std::uint64_t(2));
        QCOMPARE(fixture.storage.durable[1].changes[0].actor.authority, std::string("token"));
        QCOMPARE(fixture.storage.durable[1].changes[0].actor.requestId, std::string("request-2"));
    }
};

QTEST_GUILESS_MAIN(TestChangeQueue)
#include "tst_changequeue.moc"
