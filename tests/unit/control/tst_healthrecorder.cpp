// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/healthrecorder.h"
#include "tests/support/twoclocks.h"
#include "tests/unit/control/controlfixture.h"

#include <QTest>

#include <optional>

using namespace portolan;
using namespace portolan::control;
using namespace std::chrono_literals;
using model::HealthState;
using model::TargetId;

namespace {

const TargetId one{1};

class NoExecutor final : public base::Executor {
  public:
    void post(Task) override {}
    void postAfter(base::Milliseconds delay, Task task) override {
        delays.push_back(delay);
        tasks.push_back(std::move(task));
    }
    std::vector<base::Milliseconds> delays;
    std::vector<Task> tasks;
};

struct Fixture {
    Fixture() {
        service.targets = {{one, {ip("10.0.0.1"), 80}}};
        first = model::minuteOf(clock.systemNow());
    }
    void report(HealthState state, bool answers, std::chrono::microseconds latency = 2000us) {
        recorder.enter({one, state, {}, latency, clock.systemNow(), 0, answers}, &service);
    }
    void isUp() { report(HealthState::Up, true); }
    void isDown() { report(HealthState::Down, false, 0us); }
    /// What the timer does.
    void tick() {
        auto tasks = std::exchange(executor.tasks, {});
        for (const auto& task : tasks)
            task();
    }
    /// The share of minute number `index` from the beginning; nullopt for a gap.
    [[nodiscard]] std::optional<double> share(std::int64_t index) const {
        std::optional<double> found;
        for (const model::HealthSample& sample : storage.samples)
            if (sample.minute == first + index)
                found = sample.slot.up();
        return found;
    }

    support::TwoClocks clock;
    NoExecutor executor;
    ManualMeasurements storage{executor};
    model::Service service{model::ServiceId{1}, "a", host("a.portolan.internal")};
    HealthRecorder recorder{executor, clock, storage};
    std::int64_t first = 0;
};

bool isAbout(std::optional<double> share, double expected) {
    return share && std::abs(*share - expected) < 0.003;
}

}  // namespace

class TestHealthRecorder : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void countsTheTimeThatATargetAnswers() {
        Fixture fixture;
        fixture.isUp();
        fixture.clock.pass(15s);
        fixture.isDown();
        fixture.clock.pass(45s);
        fixture.tick();
        QVERIFY(isAbout(fixture.share(0), 0.25));
        fixture.clock.pass(60s);
        fixture.tick();
        QVERIFY(isAbout(fixture.share(1), 0));
        QCOMPARE(fixture.storage.samples.size(), std::size_t(2));
        QVERIFY(fixture.storage.samples[0].slot.latencyTime().has_value());
        QVERIFY(!fixture.storage.samples[1].slot.latencyTime().has_value());
    }

    void eachMinuteHasItsOwnLatency() {
        Fixture fixture;
        fixture.report(HealthState::Up, true, 1000us);
        fixture.report(HealthState::Up, true, 3000us);
        fixture.report(HealthState::Down, false, 30'000us);  // of its last answer
        fixture.clock.pass(60s);
        fixture.tick();
        fixture.report(HealthState::Up, true, 9000us);
        fixture.clock.pass(60s);
        fixture.tick();
        const auto isAround = [&](std::size_t sample, std::int64_t microseconds) {
            const auto time = fixture.storage.samples.at(sample).slot.latencyTime();
            return time && std::abs(time->count() - microseconds) < microseconds / 20;
        };
        QVERIFY(isAround(0, 2000));
        QVERIFY(isAround(1, 9000));
    }

    void cutsAMinuteWhereItEndsNotWhereItIsNoticed() {
        Fixture fixture;
        fixture.clock.pass(30s);
        fixture.isUp();
        QCOMPARE(fixture.executor.delays.front().count(), 30000);
        fixture.clock.pass(40s);  // ten seconds late
        fixture.isDown();
        fixture.clock.pass(50s);
        fixture.tick();
        QVERIFY(isAbout(fixture.share(0), 1));
        QVERIFY(isAbout(fixture.share(1), 1.0 / 6));
    }

    void aTargetThatNobodyLooksAtIsAGap() {
        Fixture fixture;
        fixture.isDown();
        fixture.clock.pass(20s);
        const model::Service before = fixture.service;
        fixture.service.state = model::Switch::Maintenance;
        fixture.recorder.follow(&before, &fixture.service);
        fixture.clock.pass(20s);
        fixture.isUp();  // comes late
        fixture.clock.pass(20s);
        const model::Service paused = fixture.service;
        fixture.service.state = model::Switch::Enabled;
        fixture.recorder.follow(&paused, &fixture.service);
        fixture.recorder.handOver();
        QVERIFY(isAbout(fixture.share(0), 0));
        QVERIFY(!fixture.share(1));
        fixture.clock.pass(60s);
        fixture.isUp();
        fixture.clock.pass(60s);
        fixture.tick();
        QVERIFY(!fixture.share(1));
        QVERIFY(isAbout(fixture.share(2), 1));
        QVERIFY(fixture.storage.forgotten.empty());
    }

    void aTargetThatStartsIsAGapToo() {
        Fixture fixture;
        fixture.report(HealthState::Unknown, false);
        fixture.clock.pass(60s);
        fixture.recorder.handOver();
        QVERIFY(fixture.storage.samples.empty());
    }

    void aTargetThatIsGoneIsForgotten() {
        Fixture fixture;
        fixture.isUp();
        fixture.clock.pass(20s);
        fixture.recorder.follow(&fixture.service, nullptr);
        QVERIFY(fixture.storage.forgotten == std::vector<TargetId>{one});
        fixture.clock.pass(60s);
        fixture.recorder.handOver();
        QVERIFY(fixture.storage.samples.empty());
    }

    void sleepOfTheMachineIsAGap() {
        Fixture fixture;
        fixture.isUp();
        fixture.clock.pass(30s);
        fixture.clock.system += 3h;
        fixture.tick();
        fixture.clock.pass(30s);
        fixture.tick();
        QVERIFY(isAbout(fixture.share(0), 1));
        for (std::int64_t i = 1; i < 180; ++i)
            QVERIFY(!fixture.share(i));
        QVERIFY(isAbout(fixture.share(180), 1));
    }

    void aClockThatIsSetBackMeasuresItsMinutesAgain() {
        Fixture fixture;
        fixture.isUp();
        fixture.clock.pass(90s);
        fixture.tick();
        fixture.clock.system -= 1h;
        fixture.isDown();
        fixture.clock.pass(60s);
        fixture.tick();
        QVERIFY(isAbout(fixture.share(0), 1));
        QVERIFY(isAbout(fixture.share(1), 1));
        QVERIFY(isAbout(fixture.share(-59), 0));
        fixture.clock.system += 1h;
        fixture.clock.pass(1s);
        fixture.tick();
        fixture.recorder.handOver();
        for (const model::HealthSample& sample : fixture.storage.samples)
            QVERIFY(sample.slot.isMeasured());
    }

    /// Into the next minute, which looks as if time had just gone by.
    void aSmallStepOfTheClockIsNotMeasuredTwice() {
        Fixture fixture;
        fixture.clock.pass(30s);
        fixture.isUp();
        fixture.clock.pass(5s);
        fixture.clock.system += 60s;
        fixture.isDown();
        fixture.clock.pass(25s);
        fixture.tick();
        QVERIFY(!fixture.share(0));
        QVERIFY(isAbout(fixture.share(1), 1.0 / 6));
    }

    void whatIsNoLongerWatchedIsHandedOverToo() {
        Fixture fixture;
        fixture.isUp();
        fixture.clock.pass(20s);
        const model::Service before = fixture.service;
        fixture.service.state = model::Switch::Disabled;
        fixture.recorder.follow(&before, &fixture.service);
        fixture.recorder.handOver();
        QVERIFY(isAbout(fixture.share(0), 1));
    }

    void theMinuteThatWasBegunIsHandedOverAtTheEnd() {
        Fixture fixture;
        {
            HealthRecorder recorder(fixture.executor, fixture.clock, fixture.storage);
            recorder.enter({one, HealthState::Up, {}, 1ms, fixture.clock.systemNow(), 0, true},
                           &fixture.service);
            fixture.clock.pass(5s);
        }
        QVERIFY(isAbout(fixture.share(0), 1));
        fixture.tick();  // its timer finds nobody
    }

    void whatIsHeldBackAsFlappingCountsAsWhatItIs() {
        Fixture fixture;
        fixture.report(HealthState::Degraded, false);
        fixture.clock.pass(30s);
        fixture.report(HealthState::Degraded, true);
        fixture.clock.pass(30s);
        fixture.tick();
        QVERIFY(isAbout(fixture.share(0), 0.5));
    }
};

QTEST_GUILESS_MAIN(TestHealthRecorder)
#include "tst_healthrecorder.moc"
