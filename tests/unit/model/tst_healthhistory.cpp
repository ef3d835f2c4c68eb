// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/healthhistory.h"

#include <QTest>

#include <cmath>
#include <vector>

using namespace portolan;
using namespace portolan::model;
using namespace std::chrono_literals;

class TestHealthHistory : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void keepsHowMuchWasUp_data() {
        QTest::addColumn<int>("up");
        QTest::addColumn<int>("measured");
        QTest::addColumn<double>("share");
        QTest::newRow("never") << 0 << 60000 << 0.0;
        QTest::newRow("always") << 60000 << 60000 << 1.0;
        QTest::newRow("always, of a second") << 1000 << 1000 << 1.0;
        QTest::newRow("half") << 30000 << 60000 << 0.5;
        QTest::newRow("a moment") << 1 << 60000 << 1 / 254.0;
        QTest::newRow("all but a moment") << 59999 << 60000 << 253 / 254.0;
        QTest::newRow("more than there was") << 70000 << 60000 << 1.0;
    }
    void keepsHowMuchWasUp() {
        QFETCH(int, up);
        QFETCH(int, measured);
        QFETCH(double, share);
        const HealthSlot slot =
            makeHealthSlot(base::Milliseconds(up), base::Milliseconds(measured), std::nullopt);
        QVERIFY(slot.isMeasured());
        QVERIFY2(std::abs(*slot.up() - share) <= 0.002, std::to_string(*slot.up()).c_str());
        QVERIFY(!slot.latencyTime());
    }
    void aGapIsNeitherUpNorDown() {
        const HealthSlot gap = makeHealthSlot(0ms, 0ms, 5ms);
        QVERIFY(!gap.isMeasured());
        QVERIFY(gap == HealthSlot());
        QVERIFY(!gap.up());
        QVERIFY(!uptimeOf(std::vector<HealthSlot>(5)));
        QVERIFY(sumUp(std::vector<HealthSlot>(5)) == HealthSlot());
        const HealthSlot up = makeHealthSlot(1s, 1s, std::nullopt);
        const HealthSlot down = makeHealthSlot(0s, 1s, std::nullopt);
        QCOMPARE(*uptimeOf(std::vector<HealthSlot>{up, gap, gap, up}), 100.0);
        QCOMPARE(*uptimeOf(std::vector<HealthSlot>{up, gap, down, gap}), 50.0);
        QCOMPARE(*sumUp(std::vector<HealthSlot>{up, gap, up}).up(), 1.0);
    }
    void keepsLatenciesWithinFourPercent() {
        for (std::int64_t time = 10; time < 30'000'000; time = time * 11 / 10 + 1) {
            const HealthSlot slot = makeHealthSlot(1s, 1s, std::chrono::microseconds(time));
            const auto kept = static_cast<double>(slot.latencyTime()->count());
            QVERIFY2(std::abs(kept / static_cast<double>(time) - 1) <= 0.04 + 1.0 / static_cast<double>(time),
                     std::to_string(time).c_str());
        }
        QCOMPARE(makeHealthSlot(1s, 1s, 0us).latencyTime()->count(), 10);
        QCOMPARE(makeHealthSlot(1s, 1s, 10h).latencyTime()->count(), 30'000'000);
    }
    void anHourWithAMomentOfFailureIsNoFullHour() {
        std::vector<HealthSlot> minutes(60, makeHealthSlot(60s, 60s, 2ms));
        QCOMPARE(*sumUp(minutes).up(), 1.0);
        minutes[7] = makeHealthSlot(59s, 60s, 2ms);
        QVERIFY(*sumUp(minutes).up() < 1.0);
        QVERIFY(*uptimeOf(minutes) > 99.9 && *uptimeOf(minutes) < 100.0);
    }
    void countsPlacesFrom1970() {
        QCOMPARE(minuteOf(base::SystemTime(59999ms)), std::int64_t(0));
        QCOMPARE(minuteOf(base::SystemTime(60s)), std::int64_t(1));
        QCOMPARE(minuteOf(base::SystemTime(-1ms)), std::int64_t(-1));
        QCOMPARE(hourOf(base::SystemTime(3600s)), std::int64_t(1));
        QCOMPARE(hourOf(base::SystemTime(-1ms)), std::int64_t(-1));
    }
};

QTEST_GUILESS_MAIN(TestHealthHistory)
#include "tst_healthhistory.moc"
