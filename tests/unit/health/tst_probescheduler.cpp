// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/health/probescheduler.h"
#include "tests/unit/health/faketarget.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <functional>

using namespace portolan;
using namespace portolan::health;
using model::HealthCause;
using model::HealthState;
using model::TargetId;
using namespace std::chrono_literals;

namespace {

constexpr const char* ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// Everything a scheduler needs, turned by hand on the test's thread.
class Bench {
  public:
    explicit Bench(ProbePace pace = {20ms, 5000, 64, {2000ms, 2000ms}})
        : scheduler(
              {engine, contexts, clock}, publisher, states, reports,
              [this](ProbeScheduler::Snapshots::Value old) { retired.push_back(std::move(old)); }, pace) {}

    void route(const std::string& host, std::vector<snapshot::RouteTarget> routeTargets,
               model::Switch state = model::Switch::Enabled) {
        auto entry = std::make_shared<snapshot::Route>();
        entry->host = host;
        entry->targets = std::move(routeTargets);
        entry->state = state;
        m_next.routes.set(host, std::move(entry));
    }
    void remove(const std::string& host) { m_next.routes.remove(host); }
    /// Without the proxy from here on.
    void direct(const std::string& host, std::vector<snapshot::RouteTarget> routeTargets) {
        auto entry = std::make_shared<snapshot::Route>();
        entry->host = host;
        entry->targets = std::move(routeTargets);
        entry->delivery = model::Delivery::Direct;
        m_next.routes.remove(host);
        m_next.direct.set(host, std::move(entry));
    }
    void removeDirect(const std::string& host) { m_next.direct.remove(host); }
    void publish() {
        ++m_next.generation;
        publisher.publish(std::make_shared<const snapshot::Snapshot>(m_next));
        scheduler.follow();
    }
    /// Turns the loop and the targets until `condition`; false after five seconds without it.
    [[nodiscard]] bool until(const std::function<bool()>& condition) {
        QElapsedTimer timer;
        timer.start();
        while (!condition()) {
            if (timer.elapsed() > 5000)
                return false;
            engine.turn(1ms);
            for (FakeTarget* target : targets)
                target->serve();
            for (const auto& report : reports.drain())
                told.push_back(report);
        }
        return true;
    }
    [[nodiscard]] HealthState state(TargetId id) const { return states.of(id).state.load(); }
    [[nodiscard]] HealthCause cause(TargetId id) const { return states.of(id).cause.load(); }

    net::Engine engine;
    tls::ClientContexts contexts{engine, nullptr};
    base::RealClock clock;
    base::Publisher<snapshot::Snapshot> publisher;
    live::TargetStates states;
    live::ReportQueue reports{[] {}};
    std::vector<ProbeScheduler::Snapshots::Value> retired;
    std::vector<live::HealthReport> told;
    std::vector<FakeTarget*> targets;
    ProbeScheduler scheduler;

  private:
    snapshot::Snapshot m_next;
};

const TargetId one{1};
const TargetId two{2};

}  // namespace

class ProbeSchedulerTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void anyHttpAnswerIsUp_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("200") << QByteArray(ok);
        QTest::newRow("401") << QByteArray("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
        QTest::newRow("404, HTTP/1.0") << QByteArray("HTTP/1.0 404 Not Found\r\n\r\nnothing");
        QTest::newRow("503") << QByteArray("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
        QTest::newRow("endless body")
            << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello");
    }
    void anyHttpAnswerIsUp() {
        QFETCH(QByteArray, answer);
        FakeTarget target(answer.toStdString());
        Bench bench;
        bench.targets = {&target};
        bench.route("llm.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return !bench.told.empty(); }));
        QVERIFY(bench.state(one) == HealthState::Up);
        QVERIFY(bench.told.front().state == HealthState::Up);
        QVERIFY(bench.told.front().latency > 0us);
        QVERIFY(bench.states.of(one).sinceMilliseconds.load() > 0);
        QVERIFY(target.lastRequest().starts_with("GET / HTTP/1.1\r\nHost: llm.test\r\n"));
    }
    void aConnectionIsEnoughWithoutTheProxy() {
        FakeTarget target("SSH-2.0-OpenSSH_9.2\r\n");
        Bench bench;
        bench.targets = {&target};
        bench.direct("git.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return !bench.told.empty(); }));
        QVERIFY(bench.state(one) == HealthState::Up);
        QVERIFY(bench.told.front().latency > 0us);
        QVERIFY(target.lastRequest().empty());
        target.stopListening();
        QVERIFY(bench.until([&] { return bench.state(one) == HealthState::Down; }));
        QVERIFY(bench.cause(one) == HealthCause::Refused);
        bench.removeDirect("git.test");
        bench.publish();
        QCOMPARE(bench.scheduler.targetCount(), std::size_t(0));
        QVERIFY(bench.state(one) == HealthState::Unknown);
    }
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
    void whatIsNoAnswerHasItsCause_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<int>("ending");
        QTest::addColumn<HealthCause>("cause");
        const auto row = [](const char* name, const char* answer, FakeTarget::Ending ending,
                            HealthCause cause) {
            QTest::newRow(name) << QByteArray(answer) << static_cast<int>(ending) << cause;
        };
        row("closed without a word", "", FakeTarget::Ending::Close, HealthCause::Reset);
        row("reset", "", FakeTarget::Ending::Reset, HealthCause::Reset);
        row("another protocol", "SSH-2.0-OpenSSH_9.2\r\n", FakeTarget::Ending::Close, HealthCause::NotHttp);
        row("half a head", "HTTP/1.1 200 OK\r\nServer:", FakeTarget::Ending::Close, HealthCause::NotHttp);
        row("silence", "", FakeTarget::Ending::Hold, HealthCause::Timeout);
    }
    void whatIsNoAnswerHasItsCause() {
        QFETCH(QByteArray, answer);
        QFETCH(int, ending);
        QFETCH(HealthCause, cause);
        FakeTarget target(answer.toStdString());
        target.setEnding(static_cast<FakeTarget::Ending>(ending));
        Bench bench({20ms, 5000, 64, {500ms, 100ms}});
        bench.targets = {&target};
        bench.route("llm.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return !bench.told.empty(); }));
        QVERIFY(bench.told.front().state == HealthState::Down);
        QCOMPARE(static_cast<int>(bench.told.front().cause), static_cast<int>(cause));
        QVERIFY(bench.cause(one) == cause);
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
    void nothingListeningIsRefused() {
        FakeTarget target(ok);
        target.stopListening();
        Bench bench;
        bench.route("llm.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return bench.cause(one) == HealthCause::Refused; }));
    }
    void aNewServiceIsProbedWithinATenthOfASecond() {
        FakeTarget target(ok);
        Bench bench({5000ms, 500, 64, {}});
        bench.targets = {&target};
        bench.route("llm.test", {{one, target.address()}});
        QElapsedTimer timer;
        timer.start();
        bench.publish();
        QVERIFY(bench.until([&] { return bench.state(one) == HealthState::Up; }));
        QVERIFY(timer.elapsed() < 100);
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
    void aRenamedServiceIsAskedByItsNewName() {
        FakeTarget target(ok);
        Bench bench;
        bench.targets = {&target};
        bench.route("old.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return bench.state(one) == HealthState::Up; }));
        bench.remove("old.test");
        bench.route("new.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(
            bench.until([&] { return target.lastRequest().find("Host: new.test") != std::string::npos; }));
        QCOMPARE(bench.scheduler.targetCount(), std::size_t(1));
    }
    void neverMoreProbesThanAllowedAreUnderWay() {
        FakeTarget target(ok);
        target.setEnding(FakeTarget::Ending::Hold);
        Bench bench({20ms, 100000, 4, {500ms, 50ms}});
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
