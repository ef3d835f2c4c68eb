// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Which targets are looked at, and when.
#include "tests/unit/health/schedulerbench.h"

#include <QTest>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

using namespace portolan;
using namespace portolan::health;
using model::HealthCause;
using model::HealthState;
using model::TargetId;

class ProbeSchedulerTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void anotherDeliveryIsAnotherProbe() {
        FakeTarget target("SSH-2.0-OpenSSH_9.2\r\n");
        Bench bench;
        bench.targets = {&target};
        bench.route("git.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return bench.state(one) == HealthState::Down; }));
        QVERIFY(bench.cause(one) == HealthCause::NotHttp);
        bench.direct("git.test", {{one, target.address()}});
        bench.publish();
        QCOMPARE(bench.scheduler.targetCount(), std::size_t(1));
        QVERIFY(bench.until([&] { return bench.state(one) == HealthState::Up; }));
        bench.removeDirect("git.test");
        bench.route("git.test", {{one, target.address()}});
        bench.publish();
        QCOMPARE(bench.scheduler.targetCount(), std::size_t(1));
        QVERIFY(bench.until([&] { return bench.state(one) == HealthState::Down; }));
    }
    void sleepersAreLeftAloneUntilSomebodyAsks() {
        FakeTarget sleeper(ok);
        FakeTarget marker(ok);
        Bench bench;
        bench.targets = {&sleeper, &marker};
        bench.route("marker.test", {{two, marker.address()}});
        bench.checks.kind = model::ProbeKind::Never;
        bench.route("nas.test", {{one, sleeper.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return marker.connectionCount() >= 3; }));
        QCOMPARE(sleeper.connectionCount(), std::size_t(0));
        bench.scheduler.check({one, TargetId{99}});
        QVERIFY(bench.until([&] { return !bench.found.empty(); }));
        QVERIFY(bench.found.front().target == one);
        QVERIFY(bench.found.front().state == HealthState::Up);
        QVERIFY(bench.found.front().latency > 0us);
        QVERIFY2(bench.state(one) == HealthState::Unknown, "it may sleep again by now");
        const std::size_t markers = marker.connectionCount();
        QVERIFY(bench.until([&] { return marker.connectionCount() >= markers + 3; }));
        QCOMPARE(sleeper.connectionCount(), std::size_t(1));
        QCOMPARE(bench.found.size(), std::size_t(1));
    }
    void whoAsksGetsAFindingMadeAfterwards() {
        FakeTarget target(ok);
        Bench bench(3600s);
        bench.targets = {&target};
        bench.route("llm.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return bench.state(one) == HealthState::Up; }));
        target.setAnswer("");
        bench.scheduler.check({one});
        bench.scheduler.check({one});
        QVERIFY(bench.until([&] { return !bench.found.empty(); }));
        QVERIFY(bench.found.front().state == HealthState::Down);
        QVERIFY(bench.found.front().cause == HealthCause::Reset);
        QVERIFY2(bench.state(one) == HealthState::Up, "one failure is not believed yet");
        QCOMPARE(bench.found.size(), std::size_t(1));
    }
    void otherRulesAreAppliedAtOnce() {
        FakeTarget target(ok);
        Bench bench(3600s);
        bench.targets = {&target};
        bench.route("llm.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return bench.state(one) == HealthState::Up; }));
        bench.checks.statuses = {{204, 204}};
        bench.checks.fall = 1;
        bench.route("llm.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return bench.cause(one) == HealthCause::WrongStatus; }));
        bench.checks.kind = model::ProbeKind::Never;
        bench.route("llm.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.state(one) == HealthState::Unknown);
    }
    void aProbeUnderWayDoesNotSpeakForOtherRules() {
        FakeTarget target("");
        target.setEnding(FakeTarget::Ending::Hold);
        Bench bench(3600s);
        bench.targets = {&target};
        bench.route("llm.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return target.connectionCount() == 1; }));
        bench.checks.kind = model::ProbeKind::Tcp;
        bench.route("llm.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return !bench.told.empty(); }));
        QVERIFY(bench.told.front().state == HealthState::Up);
        QCOMPARE(bench.scheduler.probesInFlight(), std::size_t(0));
    }
    void anotherRequestIsMadeAtOnce_data() {
        QTest::addColumn<int>("change");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("the service's name") << 0 << QByteArray("\r\nHost: new.test\r\n");
        QTest::newRow("the profile of Host") << 1 << QByteArray("\r\nHost: localhost:");
        QTest::newRow("a field") << 2 << QByteArray("\r\nX-Api-Key: s3cret\r\n");
    }
    void anotherRequestIsMadeAtOnce() {
        QFETCH(int, change);
        QFETCH(QByteArray, expected);
        FakeTarget target(ok);
        Bench bench(3600s);
        bench.targets = {&target};
        bench.route("llm.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return bench.state(one) == HealthState::Up; }));
        if (change == 1)
            bench.policy.hostHeader = model::HostHeader::AsLocalhost;
        if (change == 2)
            bench.policy.requestFields = {{"X-Api-Key", "s3cret"}};
        bench.remove("llm.test");
        bench.route(change == 0 ? "new.test" : "llm.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until(
            [&] { return target.lastRequest().find(expected.toStdString()) != std::string::npos; }));
        // What asks nothing else is no reason for a look.
        QVERIFY(bench.until([&] { return bench.scheduler.probesInFlight() == 0; }));
        bench.policy.connectTimeout = 7s;
        bench.route(change == 0 ? "new.test" : "llm.test", {{one, target.address()}});
        bench.publish();
        for (int i = 0; i < 5; ++i)
            bench.engine.turn(1ms);
        QCOMPARE(bench.scheduler.probesInFlight(), std::size_t(0));
    }
    void aPinThatIsForgottenIsAskedForAtOnce() {
        FakeTarget target(ok);
        Bench bench(3600s);
        bench.targets = {&target};
        snapshot::RouteTarget entry{one, target.address()};
        const auto publish = [&](const std::optional<model::Fingerprint>& pin) {
            entry.pin = pin;
            bench.route("llm.test", {entry});
            bench.publish();
            (void)bench.until([&] { return bench.scheduler.probesInFlight() == 0; });
            for (int i = 0; i < 3; ++i)
                bench.engine.turn(1ms);
            return bench.until([&] { return bench.scheduler.probesInFlight() == 0; });
        };
        QVERIFY(publish(std::nullopt));
        QVERIFY(bench.until([&] { return target.connectionCount() == 1; }));
        QVERIFY(publish(model::Fingerprint{1}));  // what the first look has found
        QCOMPARE(target.connectionCount(), std::size_t(1));
        QVERIFY(publish(std::nullopt));
        QVERIFY(bench.until([&] { return target.connectionCount() == 2; }));
    }
    void aTargetThatStopsTurnsDownAndComesBack() {
        FakeTarget target(ok);
        Bench bench;
        bench.targets = {&target};
        bench.route("llm.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return bench.state(one) == HealthState::Up; }));
        target.setAnswer("");
        QVERIFY(bench.until([&] { return bench.state(one) == HealthState::Down; }));
        target.setAnswer(ok);
        QVERIFY(bench.until([&] { return bench.state(one) == HealthState::Up && bench.told.size() == 3; }));
        QVERIFY(bench.told[1].cause == HealthCause::Reset);
    }
    void aNewServiceIsProbedLongBeforeItsTurn() {
        FakeTarget target(ok);
        Bench bench(3'600'000ms);
        bench.targets = {&target};
        bench.route("llm.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return bench.state(one) == HealthState::Up; }));
    }
    void disabledAndRemovedServicesAreNotProbed() {
        FakeTarget target(ok);
        FakeTarget marker(ok);
        Bench bench;
        bench.targets = {&target, &marker};
        bench.route("off.test", {{one, target.address()}}, model::Switch::Disabled);
        bench.route("marker.test", {{two, marker.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return marker.connectionCount() >= 3; }));
        QCOMPARE(target.connectionCount(), std::size_t(0));
        QCOMPARE(bench.scheduler.targetCount(), std::size_t(1));

        bench.route("off.test", {{one, target.address()}}, model::Switch::Enabled);
        bench.publish();
        QVERIFY(bench.until([&] { return bench.state(one) == HealthState::Up; }));
        bench.remove("off.test");
        bench.publish();
        QVERIFY(bench.state(one) == HealthState::Unknown);
        QVERIFY(bench.until(
            [&, from = marker.connectionCount()] { return marker.connectionCount() >= from + 1; }));
        const std::size_t before = target.connectionCount();
        QVERIFY(bench.until(
            [&, from = marker.connectionCount()] { return marker.connectionCount() >= from + 3; }));
        QCOMPARE(target.connectionCount(), before);
    }
    void anEditKeepsWhatIsKnownOfTheTargetsThatStay() {
        FakeTarget target(ok);
        FakeTarget other(ok);
        Bench bench;
        bench.targets = {&target, &other};
        bench.route("a.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return bench.state(one) == HealthState::Up; }));
        bench.route("a.test", {{two, other.address()}, {one, target.address()}});
        bench.publish();
        QVERIFY(bench.state(one) == HealthState::Up);
        QVERIFY(bench.until([&] { return bench.state(two) == HealthState::Up; }));
        QCOMPARE(bench.told.size(), std::size_t(2));
    }
    void aTargetThatMovedIsProbedThereAtOnceAndKeepsItsState() {
        FakeTarget target(ok);
        FakeTarget other(ok);
        Bench bench(60'000ms);
        bench.targets = {&target, &other};
        bench.route("a.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return bench.state(one) == HealthState::Up; }));
        bench.route("a.test", {{one, other.address()}});
        bench.publish();
        QVERIFY(bench.state(one) == HealthState::Up);
        QVERIFY(bench.until([&] { return other.connectionCount() == 1; }));
        QVERIFY(bench.until([&] { return bench.scheduler.probesInFlight() == 0; }));
        QCOMPARE(bench.scheduler.targetCount(), std::size_t(1));
        QCOMPARE(bench.told.size(), std::size_t(1));
    }
    void aProbeUnderWayDoesNotSpeakForTheNextAddress() {
        FakeTarget target(ok);
        target.setEnding(FakeTarget::Ending::Hold);
        FakeTarget other(ok);
        Bench bench(60'000ms);
        bench.targets = {&target, &other};
        bench.route("a.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return target.connectionCount() == 1; }));
        bench.route("a.test", {{one, other.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return bench.state(one) == HealthState::Up; }));
        QCOMPARE(other.connectionCount(), std::size_t(1));
        QCOMPARE(bench.scheduler.probesInFlight(), std::size_t(0));
    }
    void aTargetThatGoesTakesItsProbeAlong() {
        FakeTarget target(ok);
        target.setEnding(FakeTarget::Ending::Hold);
        Bench bench;
        bench.targets = {&target};
        bench.route("a.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return target.connectionCount() == 1; }));
        QCOMPARE(bench.scheduler.probesInFlight(), std::size_t(1));
        bench.remove("a.test");
        bench.publish();
        QCOMPARE(bench.scheduler.probesInFlight(), std::size_t(0));
        bench.engine.turn(1ms);
        QCOMPARE(bench.engine.streamCount(), std::size_t(0));
    }
    void aCheckDuringAProbeIsAnsweredByAnother() {
        FakeTarget target("");
        target.setEnding(FakeTarget::Ending::Hold);
        Bench bench(3600s, 100ms);
        bench.targets = {&target};
        bench.route("a.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return target.connectionCount() == 1; }));
        bench.scheduler.check({one});
        QCOMPARE(bench.scheduler.probesInFlight(), std::size_t(1));
        target.setAnswer(ok);
        target.setEnding(FakeTarget::Ending::Close);
        QVERIFY(bench.until([&] { return !bench.found.empty(); }));
        QVERIFY(bench.found.front().state == HealthState::Up);
        QCOMPARE(target.connectionCount(), std::size_t(2));
        QCOMPARE(bench.scheduler.probesInFlight(), std::size_t(0));
    }
    void noTargetIsProbedTwiceAtATime() {
        FakeTarget target(ok);
        Bench bench(20ms, 100ms);
        bench.targets = {&target};
        bench.route("a.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return bench.state(one) == HealthState::Up; }));
        target.setAnswer("");
        target.setEnding(FakeTarget::Ending::Hold);
        bench.scheduler.check({one});
        std::size_t most = 0;
        QVERIFY(bench.until([&] {
            most = std::max(most, bench.scheduler.probesInFlight());
            return !bench.found.empty();
        }));
        QCOMPARE(most, std::size_t(1));
    }
    /// Nobody is told of a target that waits for its turn, and who was never looked at comes before the
    /// others.
    void whoIsNewGoesFirstWhereManyWait() {
        FakeTarget slow("");
        slow.setEnding(FakeTarget::Ending::Hold);
        FakeTarget known(ok);
        FakeTarget fresh(ok);
        FakeTarget sleeper(ok);
        const TargetId three{3};
        const TargetId four{4};
        Bench bench(20ms, 60s, {100000, 1});
        bench.targets = {&slow, &known, &fresh, &sleeper};
        bench.route("known.test", {{two, known.address()}});
        bench.route("sleeper.test", {{four, sleeper.address()}});
        bench.publish();
        QVERIFY(bench.until(
            [&] { return bench.state(two) == HealthState::Up && bench.state(four) == HealthState::Up; }));
        bench.route("slow.test", {{one, slow.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return slow.connectionCount() == 1; }));
        // Both known ones are due by then, and wait.
        for (QElapsedTimer passed; passed.isValid() ? passed.elapsed() < 60 : (passed.start(), true);)
            bench.engine.turn(1ms);
        const std::size_t before = known.connectionCount();
        const std::size_t asleep = sleeper.connectionCount();
        bench.checks.kind = model::ProbeKind::Never;
        bench.route("sleeper.test", {{four, sleeper.address()}});
        bench.checks.kind = model::ProbeKind::Auto;
        bench.route("fresh.test", {{three, fresh.address()}});
        bench.publish();
        for (int i = 0; i < 3; ++i)
            bench.engine.turn(1ms);
        bench.remove("slow.test");  // which makes room
        bench.publish();
        QVERIFY(bench.until([&] { return fresh.connectionCount() == 1; }));
        QCOMPARE(known.connectionCount(), before);
        QVERIFY(bench.until([&] { return known.connectionCount() == before + 2; }));
        QCOMPARE(sleeper.connectionCount(), asleep);
    }
    void whoIsNotToBeLookedAtAnyMoreIsNot() {
        FakeTarget target(ok);
        FakeTarget marker(ok);
        Bench bench;
        bench.targets = {&target, &marker};
        bench.route("marker.test", {{two, marker.address()}});
        bench.route("a.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return bench.state(one) == HealthState::Up; }));
        bench.checks.kind = model::ProbeKind::Never;
        bench.route("a.test", {{one, target.address()}});
        bench.publish();
        const std::size_t before = target.connectionCount();
        QVERIFY(bench.until(
            [&, from = marker.connectionCount()] { return marker.connectionCount() >= from + 3; }));
        QCOMPARE(target.connectionCount(), before);
    }
    void manyThatComeTogetherAreSpread() {
        FakeTarget target(ok);
        Bench bench(3600s, 2000ms, {1, 64});
        bench.targets = {&target};
        for (unsigned i = 1; i <= 40; ++i)
            bench.route("s" + std::to_string(i) + ".test", {{TargetId(i), target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return !bench.told.empty(); }));
        QVERIFY(bench.told.size() + bench.scheduler.probesInFlight() <= 20);
    }
    void manyAreLookedAtMoreSeldom() {
        FakeTarget target(ok);
        Bench bench(1ms, 2000ms, {200, 64});
        bench.targets = {&target};
        for (unsigned i = 1; i <= 20; ++i)
            bench.route("s" + std::to_string(i) + ".test", {{TargetId(i), target.address()}});
        QElapsedTimer timer;
        timer.start();
        bench.publish();
        QVERIFY(bench.until([&] { return target.connectionCount() >= 60; }));
        QVERIFY2(timer.elapsed() >= 150, "200 a second");
    }
    /// What people see as flapping is for routing what it is.
    void routingGoesByWhatATargetDoes() {
        FakeTarget target(ok);
        Bench bench;
        bench.checks.flapChanges = 1;
        bench.checks.fall = 1;
        bench.targets = {&target};
        bench.route("a.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return bench.state(one) == HealthState::Up; }));
        target.setAnswer("");
        QVERIFY(bench.until([&] { return bench.state(one) == HealthState::Down; }));
        target.setAnswer(ok);
        QVERIFY(bench.until([&] { return bench.state(one) != HealthState::Down; }));
        QVERIFY(bench.state(one) == HealthState::Up);
        QVERIFY(bench.until([&] { return bench.told.back().cause == HealthCause::Flapping; }));
    }
    /// Whether its end or its beginning is seen first.
    void aRenamedServiceIsAskedByItsNewName() {
        FakeTarget target(ok);
        Bench bench(3600s);
        bench.targets = {&target};
        std::string before = "old.test";
        bench.route(before, {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return bench.state(one) == HealthState::Up; }));
        for (const std::string name : {"a.test", "b.test", "c.test", "d.test", "e.test", "f.test"}) {
            bench.remove(before);
            bench.route(name, {{one, target.address()}});
            bench.publish();
            QVERIFY(bench.until(
                [&] { return target.lastRequest().find("Host: " + name + "\r\n") != std::string::npos; }));
            QCOMPARE(bench.scheduler.targetCount(), std::size_t(1));
            before = name;
        }
    }
    void neverMoreProbesThanAllowedAreUnderWay() {
        FakeTarget target(ok);
        target.setEnding(FakeTarget::Ending::Hold);
        Bench bench(20ms, 50ms, {100000, 4});
        bench.targets = {&target};
        for (unsigned i = 0; i < 40; ++i)
            bench.route("s" + std::to_string(i) + ".test", {{TargetId(i), target.address()}});
        bench.publish();
        std::size_t most = 0;
        QVERIFY(bench.until([&] {
            most = std::max(most, bench.scheduler.probesInFlight());
            return bench.told.size() == 40;
        }));
        QCOMPARE(most, std::size_t(4));
    }
    void replacedSnapshotsAreHandedBack() {
        Bench bench;
        bench.route("a.test", {{one, {*base::IpAddress::parse("127.0.0.1"), 1}}});
        bench.publish();
        QVERIFY(bench.retired.empty());
        bench.publish();
        QCOMPARE(bench.retired.size(), std::size_t(1));
        QCOMPARE(bench.retired.front()->generation, std::uint64_t(1));
        QCOMPARE(bench.retired.front().use_count(), 1L);
    }
    void aSchedulerMayGoWhileProbesAreUnderWay() {
        FakeTarget target(ok);
        target.setEnding(FakeTarget::Ending::Hold);
        net::Engine engine;
        tls::ClientContexts contexts(engine, nullptr);
        base::RealClock clock;
        base::Publisher<snapshot::Snapshot> publisher;
        live::TargetStates states;
        live::ReportQueue reports([] {});
        auto scheduler = std::make_unique<ProbeScheduler>(Probe::Means{engine, contexts, clock}, publisher,
                                                          states, reports, nullptr);
        snapshot::Snapshot next;
        auto entry = std::make_shared<snapshot::Route>();
        entry->targets = {{one, target.address()}};
        next.routes.set("a.test", std::move(entry));
        publisher.publish(std::make_shared<const snapshot::Snapshot>(next));
        scheduler->follow();
        while (scheduler->probesInFlight() == 0)
            engine.turn(10ms);
        engine.turn(10ms);
        scheduler.reset();
        engine.turn(10ms);
        QCOMPARE(engine.streamCount(), std::size_t(0));
    }
};

QTEST_GUILESS_MAIN(ProbeSchedulerTest)
#include "tst_probescheduler.moc"
