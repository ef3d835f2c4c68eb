// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/expiry.h"
#include "tests/support/printing.h"
#include "tests/unit/control/controlfixture.h"

#include <QTest>

using namespace portolan;
using namespace portolan::control;
using namespace std::chrono_literals;

namespace {

api::AnnounceRequest expiring(std::string name, std::int64_t seconds,
                              std::optional<std::int64_t> port = 8080) {
    auto request =
        announcementOf(std::move(name), port, port ? std::optional<std::string>("10.0.0.5") : std::nullopt);
    request.expiresIn = seconds;
    return request;
}

}  // namespace

class TestExpiry : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void removesWhatRunsOutAsAnOrdinaryChange() {
        ControlFixture fixture;
        QVERIFY(fixture.announce(fixture.from("100.64.0.7"), expiring("web", 10)).ok());
        QVERIFY(fixture.announce(fixture.from("100.64.0.7"), expiring("box", 20, std::nullopt)).ok());
        QVERIFY(fixture.announce(fixture.from("100.64.0.7"), announcementOf("stays", 8080)).ok());
        fixture.executor.advance(9999ms);
        QCOMPARE(fixture.names().size(), std::size_t(3));
        fixture.executor.advance(1ms);
        QCOMPARE(fixture.names().size(), std::size_t(2));
        QVERIFY(!fixture.hasRoute("web.portolan.internal"));
        const store::Change& change = fixture.storage.durable.back().changes.front();
        QCOMPARE(change.action, std::string("expire"));
        QCOMPARE(change.actor.authority, std::string("portolan"));
        QVERIFY(change.services.front().before && !change.services.front().after);
        fixture.executor.advance(10s);
        QCOMPARE(fixture.names().size(), std::size_t(1));
        QVERIFY((fixture.eventTypes() == std::vector<std::string>{"service.added", "record.added",
                                                                  "service.added", "service.removed",
                                                                  "record.removed"}));
    }

    void staysWhenItIsRenewed() {
        ControlFixture fixture;
        QVERIFY(fixture.announce(fixture.from("100.64.0.7"), expiring("web", 10)).ok());
        for (int i = 0; i < 5; ++i) {
            fixture.executor.advance(6s);
            QVERIFY(fixture.announce(fixture.from("100.64.0.7"), expiring("web", 10)).ok());
        }
        QCOMPARE(fixture.names().size(), std::size_t(1));
        fixture.executor.advance(10s);
        QVERIFY(fixture.names().empty());
    }

    void staysForGoodWhenItIsAnnouncedWithoutExpiry() {
        ControlFixture fixture;
        QVERIFY(fixture.announce(fixture.from("100.64.0.7"), expiring("web", 10)).ok());
        QVERIFY(fixture.announce(fixture.from("100.64.0.7"), announcementOf("web", 8080, "10.0.0.5")).ok());
        fixture.executor.advance(24h);
        QCOMPARE(fixture.names().size(), std::size_t(1));
    }

    void noticesAfterARestartWhatRanOutMeanwhile() {
        ControlFixture fixture;
        QVERIFY(fixture.announce(fixture.from("100.64.0.7"), expiring("web", 10)).ok());
        model::Catalog catalog;
        catalog.put(*fixture.storage.durable.front().changes.front().services.front().after);
        fixture.clock.advance(1h);
        fixture.restart({catalog, {2, 2, 1}, {}});
        fixture.executor.run();
        QVERIFY(fixture.names().empty());
    }

    void triesAgainWhenTheDiskFails() {
        ControlFixture fixture;
        QVERIFY(fixture.announce(fixture.from("100.64.0.7"), expiring("web", 10)).ok());
        fixture.storage.isHeld = true;
        fixture.executor.advance(10s);
        fixture.storage.fail();
        fixture.executor.run();
        QCOMPARE(fixture.names().size(), std::size_t(1));
        fixture.executor.advance(Expiry::retryDelay);
        fixture.storage.answer({});
        fixture.executor.run();
        QVERIFY(fixture.names().empty());
    }

    void sleepsAtMostAnHour() {
        ControlFixture fixture;
        QVERIFY(fixture.announce(fixture.from("100.64.0.7"), expiring("web", 31536000)).ok());
        for (int i = 0; i < 100; ++i)
            fixture.executor.advance(1h);
        QCOMPARE(fixture.executor.timers(), std::size_t(2));  // the other one is of the notices
        QCOMPARE(fixture.names().size(), std::size_t(1));
    }

    void removesManyThatRunOutTogether() {
        ControlFixture fixture;
        for (int i = 0; i < 600; ++i)
            fixture.control->announce(fixture.from("100.64.0.7"), expiring("n" + std::to_string(i), 10),
                                      [](auto) {});
        fixture.executor.run();
        QCOMPARE(fixture.names().size(), std::size_t(600));
        fixture.executor.advance(10s);
        QVERIFY(fixture.names().empty());
    }
};

QTEST_GUILESS_MAIN(TestExpiry)
#include "tst_expiry.moc"
