// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/net/timerwheel.h"

#include <QTest>

#include <cstdint>
#include <deque>
#include <functional>
#include <random>
#include <vector>

using portolan::net::Timer;
using portolan::net::TimerWheel;

namespace {

/// A timer that notes when it ran out.
struct Probe {
    Timer timer{this, [](void* self) { static_cast<Probe*>(self)->run(); }};
    std::uint64_t* now = nullptr;
    std::uint64_t ranAt = 0;
    int runs = 0;
    std::function<void()> then;

    void run() {
        ranAt = *now;
        ++runs;
        if (then)
            then();
    }
};

/// Turns the wheel by its own wish until `end`, as the engine does.
void turnUntil(TimerWheel& wheel, std::uint64_t& now, std::uint64_t end) {
    while (wheel.nextWake() <= end) {
        now = std::max(now, wheel.nextWake());
        wheel.advance(now);
    }
    now = end;
    wheel.advance(now);
}

}  // namespace

class TestTimerWheel : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void runsEachTimerAtItsMillisecond_data() {
        QTest::addColumn<quint64>("start");
        QTest::addColumn<quint64>("delay");
        for (const quint64 start : {0ull, 1ull, 63ull, 64ull, 4095ull, 1'700'000'123'456ull})
            for (const quint64 delay :
                 {1ull, 2ull, 63ull, 64ull, 65ull, 127ull, 4095ull, 4096ull, 4097ull, 5000ull, 75'000ull,
                  262'143ull, 262'144ull, 600'000ull, 16'777'215ull, 16'777'216ull, 100'000'000ull})
                QTest::addRow("%llu after %llu", delay, start) << start << delay;
    }

    void runsEachTimerAtItsMillisecond() {
        QFETCH(quint64, start);
        QFETCH(quint64, delay);
        std::uint64_t now = start;
        TimerWheel wheel(now);
        Probe probe;
        probe.now = &now;
        wheel.arm(probe.timer, now, delay);
        QVERIFY(wheel.nextWake() <= start + delay);
        turnUntil(wheel, now, start + delay - 1);
        QCOMPARE(probe.runs, 0);
        turnUntil(wheel, now, start + delay);
        QCOMPARE(probe.runs, 1);
        QCOMPARE(probe.ranAt, start + delay);
        QCOMPARE(wheel.size(), std::size_t{0});
        QCOMPARE(wheel.nextWake(), TimerWheel::never);
    }

    void agreesWithAnExhaustiveModelOverRandomUse() {
        std::mt19937 random(42);
        std::uint64_t now = 1000;
        TimerWheel wheel(now);
        std::deque<Probe> probes(200);
        std::vector<std::uint64_t> expected(probes.size(), 0);
        for (Probe& probe : probes)
            probe.now = &now;
        for (int step = 0; step < 20'000; ++step) {
            const std::size_t i = random() % probes.size();
            const std::uint64_t delay = 1 + random() % (random() % 4 == 0 ? 300'000 : 200);
            if (random() % 8 == 0) {
                probes[i].timer.disarm();
                expected[i] = 0;
            } else {
                wheel.arm(probes[i].timer, now, delay);
                expected[i] = now + delay;
                probes[i].ranAt = 0;
            }
            turnUntil(wheel, now, now + random() % 50);
            for (std::size_t k = 0; k < probes.size(); ++k) {
                const bool due = expected[k] != 0 && expected[k] <= now;
                QCOMPARE(probes[k].timer.isArmed(), expected[k] != 0 && !due);
                if (due) {
                    QCOMPARE(probes[k].ranAt, expected[k]);
                    expected[k] = 0;
                }
            }
        }
    }

    void aRenewedLimitRunsOnceAtItsLastDeadline() {
        std::uint64_t now = 500;
        TimerWheel wheel(now);
        Probe probe;
        probe.now = &now;
        for (int i = 0; i < 100; ++i) {
            wheel.arm(probe.timer, now, 75'000);
            turnUntil(wheel, now, now + 1000);
        }
        QCOMPARE(probe.runs, 0);
        turnUntil(wheel, now, now + 75'000);
        QCOMPARE(probe.runs, 1);
        QCOMPARE(probe.ranAt, std::uint64_t{500 + 99'000 + 75'000});
    }

    void anEarlierDeadlineReplacesALaterOne() {
        std::uint64_t now = 0;
        TimerWheel wheel(now);
        Probe probe;
        probe.now = &now;
        wheel.arm(probe.timer, now, 600'000);
        wheel.arm(probe.timer, now, 10);
        turnUntil(wheel, now, 11);
        QCOMPARE(probe.ranAt, std::uint64_t{10});
        turnUntil(wheel, now, 700'000);
        QCOMPARE(probe.runs, 1);
    }

    void aCallbackMayArmDisarmAndDestroyTimers() {
        std::uint64_t now = 0;
        TimerWheel wheel(now);
        Probe again;
        auto doomed = std::make_unique<Probe>();
        again.now = doomed->now = &now;
        wheel.arm(doomed->timer, now, 5);
        wheel.arm(again.timer, now, 5);
        again.then = [&] {
            doomed.reset();
            if (again.runs < 3)
                wheel.arm(again.timer, now, 5);
        };
        turnUntil(wheel, now, 100);
        QCOMPARE(again.runs, 3);
        QCOMPARE(again.ranAt, std::uint64_t{15});
        QCOMPARE(wheel.size(), std::size_t{0});
    }

    void aLateWheelRunsEverythingThatIsDue() {
        std::uint64_t now = 0;
        TimerWheel wheel(now);
        std::deque<Probe> probes(100);
        for (std::size_t i = 0; i < probes.size(); ++i) {
            probes[i].now = &now;
            wheel.arm(probes[i].timer, 0, i * 97 + 1);
        }
        now = 1'000'000;
        wheel.advance(now);
        for (const Probe& probe : probes)
            QCOMPARE(probe.runs, 1);
    }
};

QTEST_GUILESS_MAIN(TestTimerWheel)
#include "tst_timerwheel.moc"
