// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/net/worker.h"
#include "tests/unit/net/turning.h"

#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace portolan;
using namespace portolan::net;

class TestEngine : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void runsWhatIsPostedInOrderOnTheWorker() {
        Worker worker(0);
        worker.start();
        std::vector<int> order;
        QThread* ranOn = nullptr;
        for (int i = 0; i < 100; ++i)
            worker.engine().post([&order, i] { order.push_back(i); });
        worker.call([&] { ranOn = QThread::currentThread(); });
        QCOMPARE(ranOn, static_cast<QThread*>(&worker));
        QCOMPARE(order.size(), std::size_t{100});
        QVERIFY(std::is_sorted(order.begin(), order.end()));
    }

    void losesNothingThatManyThreadsPost() {
        Worker worker(0);
        worker.start();
        std::atomic<int> ran{0};
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 1000; ++i)
                    worker.engine().post([&] { ++ran; });
            });
        for (std::thread& thread : threads)
            thread.join();
        worker.call([] {});
        QCOMPARE(ran.load(), 4000);
    }

    void aPostedFunctionMayPost() {
        Engine engine;
        int ran = 0;
        engine.post([&] { engine.post([&] { ran = 1; }); });
        QVERIFY(turnUntil(engine, [&] { return ran == 1; }));
    }

    void stopsWhileItWaits() {
        Worker worker(0);
        worker.start();
        worker.call([] {});
        worker.stop();
        QVERIFY(worker.isFinished());
    }

    void aTimerEndsTheWait() {
        Engine engine;
        bool ran = false;
        Timer timer(&ran, [](void* flag) { *static_cast<bool*>(flag) = true; });
        const auto start = std::chrono::steady_clock::now();
        engine.arm(timer, base::Milliseconds(20));
        while (!ran)
            engine.turn(base::Milliseconds::max());
        const auto took = std::chrono::steady_clock::now() - start;
        QVERIFY(took >= std::chrono::milliseconds(18));
        QVERIFY(took < std::chrono::seconds(2));
    }

    void watchesADescriptorByItsEdges() {
        struct Counter final : FdHandler {
            int reads = 0;
            int again = 0;
            void onReady(Readiness ready) override {
                reads += ready.read && !ready.again;
                again += ready.again;
            }
        } counter;
        Engine engine;
        auto [ours, theirs] = unixPair();
        QVERIFY(engine.watch(ours.value(), Interest::Read, counter));
        writeAll(theirs, "a");
        QVERIFY(turnUntil(engine, [&] { return counter.reads == 1; }));
        for (int i = 0; i < 3; ++i)
            engine.turn(base::Milliseconds(1));
        QCOMPARE(counter.reads, 1);
        writeAll(theirs, "b");
        QVERIFY(turnUntil(engine, [&] { return counter.reads == 2; }));
        engine.again(counter);
        engine.turn(base::Milliseconds::max());
        QCOMPARE(counter.again, 1);
        engine.again(counter);
        engine.unwatch(ours.value(), counter);
        writeAll(theirs, "c");
        for (int i = 0; i < 3; ++i)
            engine.turn(base::Milliseconds(1));
        QCOMPARE(counter.reads, 2);
        QCOMPARE(counter.again, 1);
    }

    void aHandlerThatIsUnwatchedInTheSameBatchIsNotCalled() {
        struct Partner final : FdHandler {
            Engine* engine = nullptr;
            Partner* other = nullptr;
            int fd = -1;
            int calls = 0;
            void onReady(Readiness) override {
                ++calls;
                engine->unwatch(other->fd, *other);
            }
        } first, second;
        Engine engine;
        auto [a, aPeer] = unixPair();
        auto [b, bPeer] = unixPair();
        first.engine = second.engine = &engine;
        first.other = &second;
        second.other = &first;
        first.fd = a.value();
        second.fd = b.value();
        QVERIFY(engine.watch(first.fd, Interest::Read, first));
        QVERIFY(engine.watch(second.fd, Interest::Read, second));
        writeAll(aPeer, "x");
        writeAll(bPeer, "x");
        engine.turn(base::Milliseconds(1000));
        QCOMPARE(first.calls + second.calls, 1);
    }

    void retiredObjectsLiveUntilTheEndOfTheTurn() {
        struct Mortal {
            bool* gone;
            explicit Mortal(bool* flag) : gone(flag) {}
            ~Mortal() { *gone = true; }
        };
        Engine engine;
        bool gone = false;
        bool goneTooEarly = true;
        engine.post([&] {
            engine.retire(std::make_unique<Mortal>(&gone));
            goneTooEarly = gone;
        });
        engine.turn(base::Milliseconds(1000));
        QVERIFY(!goneTooEarly);
        QVERIFY(gone);
    }
};

QTEST_GUILESS_MAIN(TestEngine)
#include "tst_engine.moc"
