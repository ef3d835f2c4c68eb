// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/runtime/controlthread.h"
#include "backend/runtime/token.h"

#include <QTest>

#include <atomic>
#include <memory>
#include <set>
#include <thread>

using namespace portolan::runtime;
using namespace std::chrono_literals;

class EventLoopExecutorTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void tasksRunOnTheThreadInTheOrderOfPosting() {
        ControlThread control;
        std::vector<int> seen;
        QThread* thread = nullptr;
        for (int i = 0; i < 1000; ++i)
            control.executor().post([&seen, i] { seen.push_back(i); });
        control.executor().call([&] { thread = QThread::currentThread(); });
        QVERIFY(thread != QThread::currentThread());
        QCOMPARE(seen.size(), std::size_t(1000));
        QVERIFY(std::is_sorted(seen.begin(), seen.end()));
    }
    void tasksOfManyThreadsAllRun() {
        ControlThread control;
        int count = 0;
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 500; ++i)
                    control.executor().post([&count] { ++count; });
            });
        for (std::thread& thread : threads)
            thread.join();
        control.executor().call([] {});
        QCOMPARE(count, 2000);
    }
    void aTaskIsNeverRunInsideThePost() {
        ControlThread control;
        std::vector<int> seen;
        control.executor().call([&] {
            control.executor().post([&] { seen.push_back(2); });
            seen.push_back(1);
        });
        control.executor().call([] {});
        QCOMPARE(seen, (std::vector<int>{1, 2}));
    }
    void aDelayIsWaited() {
        ControlThread control;
        std::atomic<bool> isDone{false};
        const auto begun = std::chrono::steady_clock::now();
        std::chrono::steady_clock::time_point ended;
        control.executor().postAfter(30ms, [&] {
            ended = std::chrono::steady_clock::now();
            isDone = true;
        });
        QTRY_VERIFY(isDone);
        QVERIFY(ended - begun >= 30ms);
    }
    void whatWaitsAtTheEndIsDestroyedWithoutBeingRun() {
        const auto token = std::make_shared<int>(0);
        {
            ControlThread control;
            control.executor().postAfter(1h, [token] { ++*token; });
            control.executor().call([] {});
            QCOMPARE(token.use_count(), 2L);
        }
        QCOMPARE(token.use_count(), 1L);
        QCOMPARE(*token, 0);
    }
    void tokensAreLongAndNeverTheSame() {
        std::set<std::string> tokens;
        for (int i = 0; i < 100; ++i)
            tokens.insert(makeToken());
        QCOMPARE(tokens.size(), std::size_t(100));
        for (const std::string& token : tokens) {
            QCOMPARE(token.size(), std::size_t(43));
            QVERIFY(
                token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
                std::string::npos);
        }
    }
};

QTEST_GUILESS_MAIN(EventLoopExecutorTest)
#include "tst_eventloopexecutor.moc"
