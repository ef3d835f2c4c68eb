// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/client/eventstream.h"
#include "tests/unit/client/cannedserver.h"

#include <QTest>

using namespace portolan;
using namespace std::chrono_literals;

namespace {

const QByteArray streamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

client::SharedEndpoint at(const QUrl& url) {
    return std::make_shared<client::Endpoint>(client::Endpoint{url, "secret"});
}

client::Timings quick() {
    return {.call = 2s, .streamSilence = 2s, .firstRetry = 1ms, .longestRetry = 4ms};
}

}  // namespace

class EventStreamTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init();
    void cleanup() { m_stream.reset(); }
    void saysOnceThatItStartsFromNow();
    void handsOutEventsInOrder();
    void comesBackWithTheLastId();
    void comesBackAnewWithoutAnId();
    void saysWhatWasMissed();
    void tellsOfTheLossOnce();
    void takesSilenceForALoss();
    void refusesWhatIsNoEventStream();
    void mayBeDestroyedByItsHandler();
    void sendsTheToken();

  private:
    void follow(std::uint64_t lastId, client::Timings timings);
    void follow(std::uint64_t lastId = 0) { follow(lastId, quick()); }
    [[nodiscard]] bool waitForRequests(qsizetype count) const {
        return QTest::qWaitFor([&] { return m_server->requests().size() >= count; }, 5000);
    }

    std::unique_ptr<CannedServer> m_server;
    std::unique_ptr<client::EventStream> m_stream;
    std::vector<api::EventView> m_events;
    int m_missed = 0;
    int m_lost = 0;
};

void EventStreamTest::init() {
    m_server = std::make_unique<CannedServer>();
    m_events.clear();
    m_missed = 0;
    m_lost = 0;
}

void EventStreamTest::follow(std::uint64_t lastId, client::Timings timings) {
    api::EventHandlers handlers{[this](const api::EventView& event) { m_events.push_back(event); },
                                [this] { ++m_missed; }, [this] { ++m_lost; }};
    m_stream =
        std::make_unique<client::EventStream>(at(m_server->url()), timings, lastId, std::move(handlers));
}

void EventStreamTest::saysOnceThatItStartsFromNow() {
    m_server->answerNext(streamHead);
    follow();
    QTRY_COMPARE(m_missed, 1);
    QVERIFY(!m_server->requests().first().fields.toLower().contains("last-event-id"));
    m_server->requests().first().socket->write("id: 5\nevent: a\ndata: {}\n\n");
    QTRY_COMPARE(m_events.size(), std::size_t(1));
    QCOMPARE(m_missed, 1);
}

void EventStreamTest::handsOutEventsInOrder() {
    m_server->answerNext(streamHead +
                         "id: 5\nevent: service.added\ndata: {\"id\":\"1\"}\n\nid: 6\nevent: b\n");
    follow();
    QVERIFY(waitForRequests(1));
    m_server->requests().first().socket->write("data: 2\n\n");
    QTRY_COMPARE(m_events.size(), std::size_t(2));
    QCOMPARE(m_events[0].id, std::uint64_t(5));
    QCOMPARE(m_events[0].type, std::string("service.added"));
    QCOMPARE(m_events[0].data, std::string("{\"id\":\"1\"}"));
    QCOMPARE(m_events[1].id, std::uint64_t(6));
}

void EventStreamTest::comesBackWithTheLastId() {
    m_server->answerNext(streamHead + "id: 41\nevent: a\ndata: {}\n\n");
    m_server->answerNext(streamHead + "id: 42\nevent: b\ndata: {}\n\n");
    follow();
    QTRY_COMPARE(m_events.size(), std::size_t(1));
    m_server->requests().first().socket->close();
    QTRY_COMPARE(m_events.size(), std::size_t(2));
    QVERIFY(m_server->requests()[1].fields.toLower().contains("last-event-id: 41"));
    QCOMPARE(m_lost, 1);
    QCOMPARE(m_missed, 1);  // the first connection only: the second went on where the first ended
}

void EventStreamTest::comesBackAnewWithoutAnId() {
    m_server->answerNext(streamHead);
    m_server->answerNext(streamHead);
    follow();
    QTRY_COMPARE(m_missed, 1);
    m_server->requests().first().socket->close();
    QTRY_COMPARE(m_missed, 2);
    QCOMPARE(m_lost, 1);
}

void EventStreamTest::saysWhatWasMissed() {
    m_server->answerNext(streamHead + "id: 90\nevent: reset\ndata: {}\n\nid: 91\nevent: a\ndata: {}\n\n");
    follow(41);
    QTRY_COMPARE(m_events.size(), std::size_t(1));
    QCOMPARE(m_missed, 1);
    QCOMPARE(m_events[0].id, std::uint64_t(91));
    QVERIFY(m_server->requests().first().fields.toLower().contains("last-event-id: 41"));
}

void EventStreamTest::tellsOfTheLossOnce() {
    const quint16 port = m_server->port();
    m_server->close();
    client::Timings timings = quick();
    timings.longestRetry = 20ms;
    api::EventHandlers handlers{{}, [this] { ++m_missed; }, [this] { ++m_lost; }};
    const QUrl url(QStringLiteral("http://127.0.0.1:%1").arg(port));
    m_stream = std::make_unique<client::EventStream>(at(url), timings, 0, handlers);
    QTRY_COMPARE(m_lost, 1);
    m_server->answerNext(streamHead);
    QVERIFY(m_server->reopen(port));
    QTRY_COMPARE(m_missed, 1);
    QCOMPARE(m_lost, 1);
}

void EventStreamTest::takesSilenceForALoss() {
    client::Timings timings = quick();
    timings.streamSilence = 30ms;
    m_server->answerNext(streamHead);
    follow(0, timings);
    QTRY_COMPARE(m_lost, 1);
    QVERIFY(waitForRequests(2));
}

void EventStreamTest::refusesWhatIsNoEventStream() {
    m_server->answerNext(200, "{}");
    follow();
    QTRY_COMPARE(m_lost, 1);
    QVERIFY(waitForRequests(2));
    QCOMPARE(m_missed, 0);
}

void EventStreamTest::mayBeDestroyedByItsHandler() {
    m_server->answerNext(streamHead + "id: 1\nevent: a\ndata: 1\n\nid: 2\nevent: a\ndata: 2\n\n");
    api::EventHandlers handlers;
    handlers.event = [this](const api::EventView& event) {
        m_events.push_back(event);
        m_stream.reset();
    };
    m_stream = std::make_unique<client::EventStream>(at(m_server->url()), quick(), 0, std::move(handlers));
    QTRY_VERIFY(!m_stream);
    QCOMPARE(m_events.size(), std::size_t(1));
}

void EventStreamTest::sendsTheToken() {
    follow();
    QVERIFY(waitForRequests(1));
    QCOMPARE(m_server->requests().first().line, QByteArray("GET /api/v1/events HTTP/1.1"));
    QVERIFY(m_server->requests().first().fields.contains("Authorization: Bearer secret"));
}

QTEST_GUILESS_MAIN(EventStreamTest)
#include "tst_eventstream.moc"
