// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/health/probescheduler.h"
#include "tests/unit/health/faketarget.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <array>
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
    explicit Bench(base::Milliseconds interval = 20ms, base::Milliseconds timeout = 2000ms,
                   ProbePace pace = {5000, 64})
        : scheduler(
              {engine, contexts, clock}, publisher, states, reports,
              [this](ProbeScheduler::Snapshots::Value old) { retired.push_back(std::move(old)); }, pace) {
        checks.interval = interval;
        checks.timeout = timeout;
    }

    void route(const std::string& host, std::vector<snapshot::RouteTarget> routeTargets,
               model::Switch state = model::Switch::Enabled) {
        auto entry = std::make_shared<snapshot::Route>();
        entry->host = host;
        entry->targets = std::move(routeTargets);
        entry->state = state;
        entry->checks = checks;
        entry->policy = policy;
        m_next.routes.set(host, std::move(entry));
    }
    void remove(const std::string& host) { m_next.routes.remove(host); }
    /// Without the proxy from here on.
    void direct(const std::string& host, std::vector<snapshot::RouteTarget> routeTargets) {
        auto entry = std::make_shared<snapshot::Route>();
        entry->host = host;
        entry->targets = std::move(routeTargets);
        entry->delivery = model::Delivery::Direct;
        entry->checks = checks;
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
            for (const auto& finding : reports.drainFindings())
                found.push_back(finding);
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
    std::vector<live::FindingReport> found;
    model::HealthPolicy checks;   ///< of the routes that come
    model::ProxyPolicy policy{};  ///< likewise
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
        Bench bench(20ms, 100ms);
        bench.targets = {&target};
        bench.route("llm.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return !bench.told.empty(); }));
        QVERIFY(bench.told.front().state == HealthState::Down);
        QCOMPARE(static_cast<int>(bench.told.front().cause), static_cast<int>(cause));
        QVERIFY(bench.cause(one) == cause);
    }
    void theAnswerMustBeAsThePolicySays_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<HealthCause>("cause");
        const auto row = [](const char* name, const QByteArray& answer, const char* status, const char* text,
                            HealthCause cause) {
            QTest::newRow(name) << answer << QByteArray(status) << QByteArray(text) << cause;
        };
        const QByteArray chunked("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        row("expected status", ok, "200-299", "", HealthCause::None);
        row("in the second range", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "200, 404", "",
            HealthCause::None);
        row("another status", "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", "200-299", "",
            HealthCause::WrongStatus);
        row("behind an interim answer", "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n\r\nready", "200",
            "ready", HealthCause::None);
        row("text, by length", "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"ok\":true}", "",
            "\"ok\":true", HealthCause::None);
        row("no text, by length", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnone", "", "ready",
            HealthCause::TextMissing);
        row("text across chunks", chunked + "2\r\nre\r\n1\r\na\r\n2\r\ndy\r\n0\r\n\r\n", "", "ready",
            HealthCause::None);
        row("no text in chunks", chunked + "2\r\nre\r\n2\r\ndy\r\n0\r\n\r\n", "", "ready",
            HealthCause::TextMissing);
        row("bad chunks", chunked + "nonsense\r\n", "", "ready", HealthCause::NotHttp);
        row("text until close", "HTTP/1.0 200 OK\r\n\r\nall ready", "", "ready", HealthCause::None);
        row("no text until close", "HTTP/1.0 200 OK\r\n\r\nall", "", "ready", HealthCause::TextMissing);
        row("cut off before the text", "HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\nall", "", "ready",
            HealthCause::Reset);
        row("no body", "HTTP/1.1 204 No Content\r\n\r\n", "", "ready", HealthCause::TextMissing);
        const QByteArray fill(65536, 'x');
        row("text at the end of 64 KiB", "HTTP/1.0 200 OK\r\n\r\n" + fill.first(65531) + "ready", "", "ready",
            HealthCause::None);
        row("text behind 64 KiB", "HTTP/1.0 200 OK\r\n\r\n" + fill.first(65532) + "ready", "", "ready",
            HealthCause::TextMissing);
    }
    void theAnswerMustBeAsThePolicySays() {
        QFETCH(QByteArray, answer);
        QFETCH(QByteArray, status);
        QFETCH(QByteArray, text);
        QFETCH(HealthCause, cause);
        FakeTarget target(answer.toStdString());
        Bench bench;
        bench.targets = {&target};
        bench.checks.statuses = *model::parseStatusRanges(status.toStdString());
        bench.checks.text = text.toStdString();
        bench.route("llm.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return !bench.told.empty(); }));
        QCOMPARE(static_cast<int>(bench.told.front().cause), static_cast<int>(cause));
        QCOMPARE(bench.told.front().detail, cause == HealthCause::WrongStatus ? 503u : 0u);
        QCOMPARE(bench.told.front().answers, cause == HealthCause::None);
    }
    void theRequestIsThatOfThePolicyWithTheProxysHost() {
        FakeTarget target(ok);
        Bench bench;
        bench.targets = {&target};
        bench.checks.method = model::ProbeMethod::Head;
        bench.checks.path = "/health?deep=1";
        bench.policy.hostHeader = model::HostHeader::AsLocalhost;
        bench.policy.requestFields = {{"X-Api-Key", "s3cret"}};
        bench.route("llm.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return !bench.told.empty(); }));
        QVERIFY(target.lastRequest().starts_with("HEAD /health?deep=1 HTTP/1.1\r\nHost: localhost:" +
                                                 std::to_string(target.address().port) + "\r\n"));
        QVERIFY(target.lastRequest().find("\r\nX-Api-Key: s3cret\r\n") != std::string::npos);
        bench.policy.hostHeader = model::HostHeader::AsTarget;
        bench.route("llm.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] {
            return target.lastRequest().find("Host: " + target.address().toString() + "\r\n") !=
                   std::string::npos;
        }));
    }
    void aConnectionIsEnoughForTcp() {
        FakeTarget target("SSH-2.0-OpenSSH_9.2\r\n");
        Bench bench;
        bench.targets = {&target};
        bench.checks.kind = model::ProbeKind::Tcp;
        bench.route("git.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return !bench.told.empty(); }));
        QVERIFY(bench.told.front().state == HealthState::Up);
        QVERIFY(target.lastRequest().empty());
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
        Bench bench(5000ms);
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
        QCOMPARE(other.connectionCount(), 1);
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
