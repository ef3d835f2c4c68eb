// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/live/eventlog.h"
#include "tests/support/printing.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace portolan::live;

class TestEventLog : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void numbersEventsFromTheFirstId() {
        EventLog log(100);
        log.append("a", "{}");
        log.append("b", "{\"x\":1}");
        QCOMPARE(log.nextId(), std::uint64_t(102));
        const auto events = log.read(100, 10);
        QCOMPARE(events->size(), std::size_t(2));
        QCOMPARE(events->at(1)->id, std::uint64_t(101));
        QCOMPARE(events->at(1)->type, std::string("b"));
        QCOMPARE(events->at(1)->data, std::string("{\"x\":1}"));
    }

    void readsFromWhereAReaderIs() {
        EventLog log;
        for (int i = 0; i < 10; ++i)
            log.append("n", std::to_string(i));
        QCOMPARE(log.read(4, 3)->front()->data, std::string("3"));
        QCOMPARE(log.read(4, 3)->size(), std::size_t(3));
        QCOMPARE(log.read(10, 3)->size(), std::size_t(1));
        QVERIFY(log.read(11, 3)->empty());
    }

    void saysWhenEventsAreGoneOrNeverWere() {
        EventLog log(1000, 4);
        QVERIFY(log.read(1000, 10)->empty());
        QVERIFY(!log.read(999, 10));
        QVERIFY(!log.read(1001, 10));
        for (int i = 0; i < 10; ++i)
            log.append("n", std::to_string(i));
        QVERIFY(!log.read(1005, 10));
        QCOMPARE(log.read(1006, 10)->size(), std::size_t(4));
    }

    void wakesUntilTheTokenIsGone() {
        EventLog log;
        int woken = 0;
        auto token = log.onAppend([&] { ++woken; });
        log.append("n", "");
        log.append("n", "");
        QCOMPARE(woken, 2);
        token.reset();
        log.append("n", "");
        QCOMPARE(woken, 2);
    }

    void losesNothingBetweenThreads() {
        constexpr std::uint64_t count = 2000;
        EventLog log(1, 100000);
        std::atomic<std::uint64_t> woken{0};
        const auto token = log.onAppend([&] { ++woken; });
        std::vector<std::thread> writers;
        for (int i = 0; i < 3; ++i)
            writers.emplace_back([&] {
                for (std::uint64_t n = 0; n < count; ++n)
                    log.append("n", "");
            });
        std::uint64_t next = 1;
        while (next <= 3 * count)
            for (const auto& events = log.read(next, 64); const auto& event : *events)
                QCOMPARE(event->id, next++);
        for (std::thread& writer : writers)
            writer.join();
        QCOMPARE(woken.load(), 3 * count);
    }
};

QTEST_GUILESS_MAIN(TestEventLog)
#include "tst_eventlog.moc"
