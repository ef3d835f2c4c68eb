// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/live/histogram.h"

#include <QTest>

using namespace portolan::live;
using namespace std::chrono_literals;

class HistogramTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void everyDurationLiesInsideItsBucket() {
        std::uint64_t checked = 0;
        for (std::uint64_t us = 0; us < 2'000'000'000; us += 1 + us / 997, ++checked) {
            const std::size_t index = buckets::indexOf(us);
            QVERIFY(index < buckets::count);
            if (index + 1 < buckets::count)
                QVERIFY(us <= buckets::upperEnd(index));
            if (index > 0)
                QVERIFY(us > buckets::upperEnd(index - 1));
        }
        QVERIFY(checked > 10'000);
    }
    void bucketsRiseByAHalfAtMost() {
        for (std::size_t i = 1; i + 1 < buckets::count; ++i) {
            QVERIFY(buckets::upperEnd(i) > buckets::upperEnd(i - 1));
            QVERIFY(2 * buckets::upperEnd(i) <= 3 * buckets::upperEnd(i - 1));
        }
        QCOMPARE(buckets::upperEnd(buckets::count - 2), std::uint64_t{4} << buckets::octaves);
        QCOMPARE(buckets::indexOf(UINT32_MAX), buckets::count - 1);
    }
    void quantilesAreRightToAQuarter() {
        Histogram histogram;
        for (std::uint64_t us = 1; us <= 10'000; ++us)
            histogram.add(us);
        HistogramTotals totals;
        histogram.addTo(totals);
        histogram.addTo(totals);
        QCOMPARE(totals.count(), std::uint64_t{20'000});
        QCOMPARE(totals.sumMicroseconds, std::uint64_t{2} * 50'005'000);
        for (const auto& [quantile, right] : {std::pair(0.5, 5000.0), {0.95, 9500.0}, {0.99, 9900.0}}) {
            const auto found = static_cast<double>(totals.quantile(quantile)->count());
            QVERIFY2(found > 0.75 * right && found < 1.25 * right, qPrintable(QString::number(found)));
        }
    }
    void anEmptyOneHasNoQuantile() { QVERIFY(!HistogramTotals().quantile(0.5)); }
    void whatIsLongerThanAllBucketsIsTheLongest() {
        Histogram histogram;
        histogram.add(UINT32_MAX);
        HistogramTotals totals;
        histogram.addTo(totals);
        QVERIFY(*totals.quantile(0.5) > 1000s);
    }
};

QTEST_APPLESS_MAIN(HistogramTest)
#include "tst_histogram.moc"
