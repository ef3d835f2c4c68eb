// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/base/clock.h"
#include "backend/base/result.h"
#include "tests/support/printing.h"

#include <QTest>

using namespace portolan::base;

namespace {

Result<int> halfOf(int number) {
    if (number % 2 != 0)
        return Error{"number.odd", "An even number would do.", "number", {}};
    return number / 2;
}

Result<int> quarterOf(int number) {
    PORTOLAN_TRY(const int half, halfOf(number));
    return halfOf(half);
}

Result<void> checkQuarter(int number) {
    PORTOLAN_CHECK(quarterOf(number));
    return {};
}

}  // namespace

class TestClock : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void writesRfc3339_data() {
        QTest::addColumn<qint64>("milliseconds");
        QTest::addColumn<std::string>("text");
        QTest::newRow("3339-5.6 epoch") << qint64(0) << std::string("1970-01-01T00:00:00.000Z");
        QTest::newRow("3339-5.6 with milliseconds")
            << qint64(1'795'456'080'007) << std::string("2026-11-23T17:48:00.007Z");
        QTest::newRow("3339-5.7 leap day")
            << qint64(1'709'210'096'999) << std::string("2024-02-29T12:34:56.999Z");
    }
    void writesRfc3339() {
        QFETCH(qint64, milliseconds);
        QFETCH(std::string, text);
        QCOMPARE(toRfc3339(SystemTime(Milliseconds(milliseconds))), text);
    }

    void turnsByHand() {
        ManualClock clock;
        const auto steady = clock.steadyNow();
        const auto system = clock.systemNow();
        clock.advance(Milliseconds(1500));
        QVERIFY(clock.steadyNow() - steady == Milliseconds(1500));
        QVERIFY(clock.systemNow() - system == Milliseconds(1500));
    }

    void passesErrorsOn() {
        QCOMPARE(quarterOf(8).value(), 2);
        QCOMPARE(quarterOf(6).error().code, std::string("number.odd"));
        QVERIFY(checkQuarter(4).ok());
        QCOMPARE(checkQuarter(5).error().field, std::string("number"));
        QCOMPARE(checkQuarter(5).error().at("other").field, std::string("other"));
    }
};

QTEST_GUILESS_MAIN(TestClock)
#include "tst_clock.moc"
