// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/edge/eventstream.h"
#include "tests/unit/edge/fakesession.h"

#include <QTest>

#include <thread>

using namespace portolan;
using namespace portolan::edge;

namespace {

const std::string PLAIN = "GET /api/v1/events HTTP/1.1\r\nHost: h\r\n\r\n";

}  // namespace

class TestEventStream : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init();
    void cleanup();
    void asksForLeaveFirst();
    void relaysARefusal();
    void streamsFromNowOn();
    void goesOnBehindTheLastEventId_data();
    void goesOnBehindTheLastEventId();
    void resetsAClientThatHasMissedEvents_data();
    void resetsAClientThatHasMissedEvents();
    void stopsForASlowClientAndGoesOn();
    void resetsAClientThatFallsBehindTheRing();
    void wakesFromOtherThreads();
    void endsWithItsClient();
    void endsInGoodOrderForADrain();

  private:
    struct Running {
        FakeRequest request;
        FakeResponder responder;
        std::unique_ptr<proxy::LocalExchange> exchange;
    };
    /// A stream that has been admitted.
    std::unique_ptr<Running> open(const std::string& bytes = PLAIN) {
        auto running = ask(bytes);
        m_control->write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 0\r\n\r\n");
        if (!waitFor([&] { return running->responder.heads == 1; }))
            qFatal("the stream was not opened");
        return running;
    }
    std::unique_ptr<Running> ask(const std::string& bytes) {
        auto running = std::make_unique<Running>(Running{FakeRequest(bytes), {}, nullptr});
        running->exchange =
            m_events->begin(running->request.head, running->request.arrival, running->responder);
        running->exchange->onBodyEnd();
        return running;
    }
    bool waitFor(const std::function<bool()>& condition) { return turnUntil(*m_engine, condition); }

    std::unique_ptr<net::Engine> m_engine;
    std::unique_ptr<FakeControl> m_control;
    std::unique_ptr<live::EventLog> m_log;
    std::unique_ptr<PairPool> m_pairs;
    std::unique_ptr<EventStream> m_events;
};

void TestEventStream::init() {
    m_engine = std::make_unique<net::Engine>();
    m_control = std::make_unique<FakeControl>();
    m_log = std::make_unique<live::EventLog>(100, 10);
    m_pairs = std::make_unique<PairPool>(*m_engine, *m_control);
    m_events = std::make_unique<EventStream>(FrontParts{*m_engine, *m_pairs, {}}, *m_log);
}

void TestEventStream::cleanup() {
    m_events.reset();
    m_pairs.reset();
    m_engine.reset();
}

void TestEventStream::asksForLeaveFirst() {
    const auto running = ask(PLAIN);
    QVERIFY(m_control->read().starts_with(
        "GET /api/v1/events HTTP/1.1\r\nHost: h\r\nPortolan-Peer: 100.2.2.2\r\n"));
    m_log->append("service.added", "{}");
    m_engine->turn(base::Milliseconds(1));
    QCOMPARE(running->responder.heads, 0);
    m_control->write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    QVERIFY(waitFor([&] { return running->responder.heads == 1; }));
    QCOMPARE(running->responder.status, 200);
    QCOMPARE(running->responder.length, -1);
    QCOMPARE(running->responder.field("Content-Type"), std::string("text/event-stream"));
    QCOMPARE(running->responder.field("Cache-Control"), std::string("no-store"));
    QVERIFY(!running->responder.isOver());
    QCOMPARE(m_events->streamCount(), 1U);
}

void TestEventStream::relaysARefusal() {
    const auto running = ask(PLAIN);
    m_control->answer(403, "{\"status\":403}");
    QVERIFY(waitFor([&] { return running->responder.isOver(); }));
    QCOMPARE(running->responder.status, 403);
    QCOMPARE(running->responder.body, std::string("{\"status\":403}"));
    QCOMPARE(m_events->streamCount(), 0U);
}

void TestEventStream::streamsFromNowOn() {
    m_log->append("before", "{}");
    const auto running = open();
    QCOMPARE(running->responder.body, std::string("retry: 2000\n\n"));
    running->responder.body.clear();
    m_log->append("service.added", "{\"id\":\"1\"}");
    m_log->append("health.changed", "{\"id\":\"2\"}");
    QVERIFY(waitFor([&] { return running->responder.body.find("id: 102") != std::string::npos; }));
    QCOMPARE(running->responder.body,
             std::string("id: 101\nevent: service.added\ndata: {\"id\":\"1\"}\n\n"
                         "id: 102\nevent: health.changed\ndata: {\"id\":\"2\"}\n\n"));
}

void TestEventStream::goesOnBehindTheLastEventId_data() {
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char* name, const char* target, const char* fields) {
        QTest::newRow(name) << QByteArray("GET ") + target + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
    };
    row("field", "/api/v1/events", "Last-Event-ID: 101\r\n");
    row("query", "/api/v1/events?last_event_id=101", "");
    row("query among others", "/api/v1/events?a=b&last_event_id=101&c", "");
    row("field before query", "/api/v1/events?last_event_id=105", "last-event-id: 101\r\n");
}

void TestEventStream::goesOnBehindTheLastEventId() {
    QFETCH(QByteArray, bytes);
    for (int i = 0; i < 4; ++i)
        m_log->append("e", "{}");
    const auto running = open(bytes.toStdString());
    QCOMPARE(running->responder.body,
             std::string("retry: 2000\n\nid: 102\nevent: e\ndata: {}\n\nid: 103\nevent: e\ndata: {}\n\n"));
}

void TestEventStream::resetsAClientThatHasMissedEvents_data() {
    QTest::addColumn<QByteArray>("lastEventId");
    QTest::newRow("older than the ring") << QByteArray("100");
    QTest::newRow("of an earlier run") << QByteArray("7");
    QTest::newRow("from the future") << QByteArray("5000");
}

void TestEventStream::resetsAClientThatHasMissedEvents() {
    QFETCH(QByteArray, lastEventId);
    for (int i = 0; i < 20; ++i)
        m_log->append("e", "{}");
    const auto running = open(
        "GET /api/v1/events HTTP/1.1\r\nHost: h\r\nLast-Event-ID: " + lastEventId.toStdString() + "\r\n\r\n");
    QCOMPARE(running->responder.body, std::string("retry: 2000\n\nid: 119\nevent: reset\ndata: {}\n\n"));
    m_log->append("e", "{}");
    QVERIFY(waitFor([&] { return running->responder.body.ends_with("id: 120\nevent: e\ndata: {}\n\n"); }));
}

void TestEventStream::stopsForASlowClientAndGoesOn() {
    const auto running = open();
    running->responder.body.clear();
    running->responder.waiting = 300 * 1024;
    m_log->append("first", "{}");
    QVERIFY(waitFor([&] { return !running->responder.body.empty(); }));
    m_log->append("second", "{}");
    for (int i = 0; i < 5; ++i)
        m_engine->turn(base::Milliseconds(1));
    QVERIFY(running->responder.body.find("second") == std::string::npos);
    running->responder.waiting = 0;
    running->exchange->onDrained();
    QVERIFY(running->responder.body.find("second") != std::string::npos);
}

void TestEventStream::resetsAClientThatFallsBehindTheRing() {
    const auto running = open();
    running->responder.waiting = 300 * 1024;
    m_log->append("e", "{}");
    QVERIFY(waitFor([&] { return running->responder.body.ends_with("id: 100\nevent: e\ndata: {}\n\n"); }));
    for (int i = 0; i < 30; ++i)
        m_log->append("e", "{}");
    running->responder.body.clear();
    running->responder.waiting = 0;
    running->exchange->onDrained();
    QCOMPARE(running->responder.body, std::string("id: 130\nevent: reset\ndata: {}\n\n"));
}

void TestEventStream::wakesFromOtherThreads() {
    const auto running = open();
    running->responder.body.clear();
    std::thread other([&] {
        for (int i = 0; i < 8; ++i)
            m_log->append("e", "{}");
    });
    QVERIFY(waitFor([&] { return running->responder.body.find("id: 107\n") != std::string::npos; }));
    other.join();
}

void TestEventStream::endsWithItsClient() {
    auto running = open();
    running->exchange->onAborted();
    QCOMPARE(m_events->streamCount(), 0U);
    const std::string before = running->responder.body;
    m_log->append("e", "{}");
    m_engine->turn(base::Milliseconds(1));
    QCOMPARE(running->responder.body, before);
    // A stream that is destroyed without a word, and a log that outlives the handler.
    auto other = open();
    other.reset();
    QCOMPARE(m_events->streamCount(), 0U);
    m_log->append("e", "{}");
    m_events.reset();
    m_engine->turn(base::Milliseconds(1));
    m_log->append("e", "{}");
    // The session retires an aborted exchange, which is destroyed later than the handler then.
    running.reset();
}

void TestEventStream::endsInGoodOrderForADrain() {
    const auto running = open();
    const auto asking = ask(PLAIN);
    m_events->endAll();
    QCOMPARE(running->responder.finished, 1);
    QCOMPARE(m_events->streamCount(), 0U);
    const std::string before = running->responder.body;
    m_log->append("e", "{}");
    m_engine->turn(base::Milliseconds(1));
    QCOMPARE(running->responder.body, before);
    // One that is only then given leave ends as well.
    QVERIFY(!asking->responder.isOver());
    m_control->write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    QVERIFY(waitFor([&] { return asking->responder.isOver(); }));
    QCOMPARE(asking->responder.status, 200);
    QCOMPARE(asking->responder.finished, 1);
    QCOMPARE(m_events->streamCount(), 0U);
}

QTEST_GUILESS_MAIN(TestEventStream)
#include "tst_eventstream.moc"
