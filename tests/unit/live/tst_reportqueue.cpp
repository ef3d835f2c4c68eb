// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/live/counters.h"
#include "backend/live/reportqueue.h"
#include "backend/live/targetstates.h"

#include <QTest>

#include <thread>

using namespace portolan;
using namespace portolan::live;

namespace {

HealthReport reportOf(std::uint64_t target) {
    HealthReport report;
    report.target = model::TargetId{target};
    return report;
}

}  // namespace

class TestReportQueue : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void wakesOnceUntilItIsDrained() {
        int woken = 0;
        ReportQueue queue([&] { ++woken; });
        queue.post(reportOf(1));
        queue.post(reportOf(2));
        QCOMPARE(woken, 1);
        QCOMPARE(queue.drain().size(), std::size_t(2));
        QVERIFY(queue.drain().empty());
        queue.post(reportOf(3));
        QCOMPARE(woken, 2);
    }

    void dropsAndCountsWhatIsTooMuch() {
        ReportQueue queue([] {}, 3);
        for (std::uint64_t i = 0; i < 5; ++i)
            queue.post(reportOf(i));
        QCOMPARE(queue.dropped(), std::uint64_t(2));
        const auto reports = queue.drain();
        QCOMPARE(reports.size(), std::size_t(3));
        QVERIFY(reports.front().target == model::TargetId{0});
    }

    void keepsStatesByTargetId() {
        TargetStates states;
        const model::TargetId far{70000};
        QVERIFY(states.of(far).state == model::HealthState::Unknown);
        QVERIFY(states.of(far).cause == model::HealthCause::NotYetProbed);
        states.enter(far, {model::HealthState::Up});
        QVERIFY(states.of(far).state == model::HealthState::Up);
        QVERIFY(states.of(model::TargetId{70001}).state == model::HealthState::Unknown);
        QVERIFY(states.of(model::TargetId{1}).state == model::HealthState::Unknown);
    }

    void growsWhileOthersRead() {
        TargetStates states;
        std::thread writer([&] {
            for (std::uint64_t i = 0; i < 100000; i += 512)
                states.enter(model::TargetId{i}, {model::HealthState::Up});
        });
        std::thread other([&] {
            for (std::uint64_t i = 256; i < 100000; i += 512)
                states.enter(model::TargetId{i}, {model::HealthState::Down});
        });
        bool sawAWrongState = false;
        for (std::uint64_t i = 0; i < 100000; i += 512)
            sawAWrongState |= states.of(model::TargetId{i}).state == model::HealthState::Down;
        writer.join();
        other.join();
        QVERIFY(!sawAWrongState);
        for (std::uint64_t i = 0; i < 100000; i += 512)
            QVERIFY(states.of(model::TargetId{i}).state == model::HealthState::Up);
        QVERIFY(states.of(model::TargetId{256}).state == model::HealthState::Down);
    }

    void sumsWhatWorkersCount() {
        Counters counters(2);
        counters.ofWorker(0).queriesUdp.add(5);
        counters.ofWorker(1).queriesTcp.add(2);
        counters.ofWorker(0).requests.add();
        counters.ofWorker(1).openConnections.add(3);
        counters.ofWorker(1).openConnections.subtract();
        counters.ofWorker(1).failures.add(4);
        const CounterTotals totals = counters.totals();
        QCOMPARE(totals.queries, std::uint64_t(7));
        QCOMPARE(totals.requests, std::uint64_t(1));
        QCOMPARE(totals.openConnections, std::uint64_t(2));
        QCOMPARE(totals.failures, std::uint64_t(4));
    }
};

QTEST_GUILESS_MAIN(TestReportQueue)
#include "tst_reportqueue.moc"
