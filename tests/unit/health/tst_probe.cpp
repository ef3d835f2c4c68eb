// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What one look at a target asks, and what it takes the answer for.
#include "tests/unit/health/schedulerbench.h"
#include "tests/unit/net/turning.h"

#include <QTest>

using namespace portolan;
using namespace portolan::health;
using model::HealthCause;
using model::HealthState;
using model::TargetId;

class ProbeTest : public QObject {
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
        row("text across long chunks", chunked + "8\r\nxxxxxxre\r\n7\r\nadyxxxx\r\n0\r\n\r\n", "", "ready",
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
    /// And not 5 s, as would be allowed by itself.
    void connectingTakesNoLongerThanTheWholeMay() {
        const auto [listener, address] = net::listenOnLoopback(0);
        net::Engine engine;
        net::Recorder first;
        (void)engine.connect(address, 1000ms, first);
        for (int i = 0; i < 5; ++i)
            engine.turn(1ms);
        // The queue is full: whoever comes next is not answered.
        Bench bench(3600s, 100ms);
        bench.route("llm.test", {{one, address}});
        QElapsedTimer timer;
        timer.start();
        bench.publish();
        QVERIFY(bench.until([&] { return !bench.told.empty(); }));
        QVERIFY(timer.elapsed() < 4000);
        QVERIFY(bench.told.front().cause == HealthCause::Timeout);
    }
    void nothingListeningIsRefused() {
        FakeTarget target(ok);
        target.stopListening();
        Bench bench;
        bench.route("llm.test", {{one, target.address()}});
        bench.publish();
        QVERIFY(bench.until([&] { return bench.cause(one) == HealthCause::Refused; }));
    }
};

QTEST_GUILESS_MAIN(ProbeTest)
#include "tst_probe.moc"
