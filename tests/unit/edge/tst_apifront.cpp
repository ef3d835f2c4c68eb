// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/edge/apifront.h"
#include "tests/unit/edge/fakesession.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace portolan;
using namespace portolan::edge;

namespace {

const std::string POST =
    "POST /add-record HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
    "Content-Length: 2\r\n\r\n";
const std::string GET = "GET /list-records HTTP/1.1\r\nHost: h\r\n\r\n";

QJsonObject jsonOf(const std::string& body) {
    return QJsonDocument::fromJson(QByteArray::fromStdString(body)).object();
}

}  // namespace

class TestApiFront : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init();
    void cleanup();
    void relaysRequestAndAnswer();
    void readsAnswersInAnyPieces();
    void usesPairsAgain();
    void opensAPairForEachRequestInFlight();
    void keepsAPairWhoseClientHasGone();
    void dropsTheBodyForHead();
    void relaysAnswersWithoutBody_data();
    void relaysAnswersWithoutBody();
    void refusesLargeBodies();
    void refusesByTheHeadAlone_data();
    void refusesByTheHeadAlone();
    void answersBusyWhenTooManyWait();
    void answersInTimeOrWith504();
    void saysWhenTheControlThreadIsGone();
    void cutsAnAnswerThatBreaksOff();
    void losesAPairThatSpeaksNonsense();
    void pausesWhenTheClientIsSlow();
    void hasErrorsInTheShapeOfThePath();

  private:
    /// An exchange that has been begun.
    struct Running {
        FakeRequest request;
        FakeResponder responder;
        std::unique_ptr<proxy::LocalExchange> exchange;
    };
    std::unique_ptr<Running> begin(const std::string& bytes, std::string_view body = {}) {
        auto running = std::make_unique<Running>(Running{FakeRequest(bytes), {}, nullptr});
        running->exchange =
            m_front->begin(running->request.head, running->request.arrival, running->responder);
        if (!running->responder.isOver() && !body.empty())
            running->exchange->onBody(body);
        if (!running->responder.isOver())
            running->exchange->onBodyEnd();
        return running;
    }
    bool waitFor(const std::function<bool()>& condition) { return turnUntil(*m_engine, condition); }

    std::unique_ptr<net::Engine> m_engine;
    std::unique_ptr<FakeControl> m_control;
    std::unique_ptr<PairPool> m_pairs;
    std::unique_ptr<ApiFront> m_front;
};

void TestApiFront::init() {
    m_engine = std::make_unique<net::Engine>();
    m_control = std::make_unique<FakeControl>();
    m_pairs = std::make_unique<PairPool>(*m_engine, *m_control, PairPool::Limits{4, 2});
    m_front = std::make_unique<ApiFront>(FrontParts{*m_engine, *m_pairs, {1000, base::Milliseconds(200)}});
}

void TestApiFront::cleanup() {
    m_front.reset();
    m_pairs.reset();
    m_engine.reset();
    m_control.reset();
}

void TestApiFront::relaysRequestAndAnswer() {
    const auto running = begin(POST, "{}");
    const std::string asked = m_control->read();
    QVERIFY(asked.starts_with("POST /add-record HTTP/1.1\r\nHost: h\r\n"));
    QVERIFY(asked.find("Portolan-Peer: 100.2.2.2\r\n") != std::string::npos);
    QVERIFY(asked.ends_with("\r\nContent-Length: 2\r\n\r\n{}"));
    m_control->answer(201, "{\"a\":1}", 0, "X-Request-ID: id-1\r\n");
    QVERIFY(waitFor([&] { return running->responder.isOver(); }));
    QCOMPARE(running->responder.status, 201);
    QCOMPARE(running->responder.length, 7);
    QCOMPARE(running->responder.body, std::string("{\"a\":1}"));
    QCOMPARE(running->responder.field("Content-Type"), std::string("application/json"));
    QCOMPARE(running->responder.field("X-Request-ID"), std::string("id-1"));
    QCOMPARE(running->responder.finished, 1);
    QCOMPARE(running->responder.heads, 1);
}

void TestApiFront::readsAnswersInAnyPieces() {
    const std::string answer =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n[1,2]";
    for (std::size_t split = 1; split < answer.size(); split += 3) {
        const auto running = begin(GET);
        m_control->write(std::string_view(answer).substr(0, split));
        m_engine->turn(base::Milliseconds(0));
        m_engine->turn(base::Milliseconds(0));
        m_control->write(std::string_view(answer).substr(split));
        QVERIFY(waitFor([&] { return running->responder.isOver(); }));
        QCOMPARE(running->responder.body, std::string("[1,2]"));
    }
    QCOMPARE(m_control->ends.size(), 1U);
}

void TestApiFront::usesPairsAgain() {
    for (int i = 0; i < 20; ++i) {
        const auto running = begin(GET);
        m_control->answer(200, "[]");
        QVERIFY(waitFor([&] { return running->responder.isOver(); }));
    }
    QCOMPARE(m_control->ends.size(), 1U);
    QCOMPARE(m_pairs->size(), 1U);
}

void TestApiFront::opensAPairForEachRequestInFlight() {
    const auto a = begin(GET);
    const auto b = begin(GET);
    const auto c = begin(GET);
    QCOMPARE(m_control->ends.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i)
        QVERIFY(m_control->read(i).starts_with("GET /list-records "));
    m_control->answer(200, "b", 1);
    QVERIFY(waitFor([&] { return b->responder.isOver(); }));
    QVERIFY(!a->responder.isOver() && !c->responder.isOver());
    m_control->answer(200, "c", 2);
    m_control->answer(200, "a", 0);
    QVERIFY(waitFor([&] { return a->responder.isOver() && c->responder.isOver(); }));
    QCOMPARE(a->responder.body + b->responder.body + c->responder.body, std::string("abc"));
    // Two idle pairs are kept.
    QVERIFY(
        waitFor([&] { return m_control->isClosed(0) || m_control->isClosed(1) || m_control->isClosed(2); }));
    QCOMPARE(m_pairs->size(), 2U);
}

void TestApiFront::keepsAPairWhoseClientHasGone() {
    auto gone = begin(GET);
    (void)m_control->read();
    gone->exchange->onAborted();
    gone.reset();
    m_engine->turn(base::Milliseconds(1));
    QVERIFY(!m_control->isClosed(0));
    // The pair is busy until its answer has come.
    const auto second = begin(GET);
    QCOMPARE(m_control->ends.size(), 2U);
    m_control->answer(200, "for nobody", 0);
    m_control->answer(200, "second", 1);
    QVERIFY(waitFor([&] { return second->responder.isOver(); }));
    QCOMPARE(second->responder.body, std::string("second"));
    m_engine->turn(base::Milliseconds(1));
    const auto third = begin(GET);
    const auto fourth = begin(GET);
    QCOMPARE(m_control->ends.size(), 2U);
    QVERIFY(!m_control->isClosed(0) && !m_control->isClosed(1));
}

void TestApiFront::dropsTheBodyForHead() {
    const auto running = begin("HEAD /list-records HTTP/1.1\r\nHost: h\r\n\r\n");
    m_control->answer(200, "[1,2,3]");
    QVERIFY(waitFor([&] { return running->responder.isOver(); }));
    QCOMPARE(running->responder.length, 7);
    QVERIFY(running->responder.body.empty());
    const auto next = begin(GET);
    m_control->answer(200, "next");
    QVERIFY(waitFor([&] { return next->responder.isOver(); }));
    QCOMPARE(next->responder.body, std::string("next"));
}

void TestApiFront::relaysAnswersWithoutBody_data() {
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("length");
    QTest::newRow("204") << QByteArray("HTTP/1.1 204 No Content\r\nAllow: GET\r\n\r\n") << 204 << -1;
    QTest::newRow("304") << QByteArray("HTTP/1.1 304 Not Modified\r\nETag: \"r1\"\r\n\r\n") << 304 << -1;
    QTest::newRow("200 of no length")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") << 200 << 0;
}

void TestApiFront::relaysAnswersWithoutBody() {
    QFETCH(QByteArray, head);
    QFETCH(int, status);
    QFETCH(int, length);
    const auto running = begin(GET);
    m_control->write(head.toStdString());
    QVERIFY(waitFor([&] { return running->responder.isOver(); }));
    QCOMPARE(running->responder.status, status);
    QCOMPARE(running->responder.length, length);
    QCOMPARE(running->responder.finished, 1);
}

void TestApiFront::refusesLargeBodies() {
    // Announced: the limit of this test is 1000 bytes.
    auto running = begin("POST /add-record HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n");
    QCOMPARE(running->responder.status, 413);
    QCOMPARE(jsonOf(running->responder.body)[QStringLiteral("code")].toString(),
             QStringLiteral("request.too_large"));
    QCOMPARE(running->responder.finished, 1);
    // Not announced.
    running = begin("POST /add-record HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n",
                    std::string(1001, 'x'));
    QCOMPARE(running->responder.status, 413);
    running = begin("POST /add-record HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n",
                    std::string(1000, 'x'));
    QVERIFY(!running->responder.isOver());
    QVERIFY(m_control->read().ends_with(std::string(1000, 'x')));
    QCOMPARE(m_control->ends.size(), 1U);
}

void TestApiFront::refusesByTheHeadAlone_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::newRow("9110-9.1 method") << QByteArray("BREW / HTTP/1.1\r\nHost: h\r\n\r\n") << 501;
    QTest::newRow("9110-9.3.8 trace") << QByteArray("TRACE / HTTP/1.1\r\nHost: h\r\n\r\n") << 501;
    QTest::newRow("two tokens")
        << QByteArray("GET / HTTP/1.1\r\nHost: h\r\nAuthorization: a\r\nAuthorization: b\r\n\r\n") << 400;
}

void TestApiFront::refusesByTheHeadAlone() {
    QFETCH(QByteArray, bytes);
    const auto running = begin(bytes.toStdString());
    QTEST(running->responder.status, "status");
    QCOMPARE(running->responder.finished, 1);
    QCOMPARE(running->responder.field("X-Request-ID"), std::string("id-1"));
    QVERIFY(m_control->ends.empty());
}

void TestApiFront::answersBusyWhenTooManyWait() {
    std::vector<std::unique_ptr<Running>> running;
    for (int i = 0; i < 4; ++i)
        running.push_back(begin(GET));
    const auto fifth = begin(GET);
    QCOMPARE(fifth->responder.status, 503);
    QCOMPARE(fifth->responder.field("Retry-After"), std::string("1"));
    m_control->answer(200, "ok", 2);
    QVERIFY(waitFor([&] { return running[2]->responder.isOver(); }));
    const auto sixth = begin(GET);
    QVERIFY(!sixth->responder.isOver());
}

void TestApiFront::answersInTimeOrWith504() {
    const auto late = begin(GET);
    QVERIFY(waitFor([&] { return late->responder.isOver(); }));
    QCOMPARE(late->responder.status, 504);
    QCOMPARE(jsonOf(late->responder.body)[QStringLiteral("code")].toString(), QStringLiteral("call.timeout"));
    // Its pair still waits, and serves again when the answer has come.
    QVERIFY(!m_control->read(0).empty() && !m_control->isClosed(0));
    m_control->answer(200, "too late", 0);
    m_engine->turn(base::Milliseconds(1));
    const auto next = begin(GET);
    QCOMPARE(m_control->ends.size(), 1U);
    m_control->answer(200, "next", 0);
    QVERIFY(waitFor([&] { return next->responder.isOver(); }));
    QCOMPARE(next->responder.body, std::string("next"));
}

void TestApiFront::saysWhenTheControlThreadIsGone() {
    const auto running = begin(GET);
    m_control->ends[0].reset();
    QVERIFY(waitFor([&] { return running->responder.isOver(); }));
    QCOMPARE(running->responder.status, 503);
    QCOMPARE(m_pairs->size(), 0U);
    const auto next = begin(GET);
    QCOMPARE(m_control->ends.size(), 2U);
    m_control->answer(200, "ok", 1);
    QVERIFY(waitFor([&] { return next->responder.isOver(); }));
}

void TestApiFront::cutsAnAnswerThatBreaksOff() {
    const auto running = begin(GET);
    m_control->write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
    QVERIFY(waitFor([&] { return running->responder.body == "12345"; }));
    m_control->ends[0].reset();
    QVERIFY(waitFor([&] { return running->responder.isOver(); }));
    QCOMPARE(running->responder.failed, 1);
    QCOMPARE(running->responder.finished, 0);
}

void TestApiFront::losesAPairThatSpeaksNonsense() {
    const auto running = begin(GET);
    m_control->write("nonsense\r\n\r\n");
    QVERIFY(waitFor([&] { return running->responder.isOver(); }));
    QCOMPARE(running->responder.status, 503);
    QCOMPARE(m_pairs->size(), 0U);
}

void TestApiFront::pausesWhenTheClientIsSlow() {
    const auto running = begin(GET);
    running->responder.waiting = 300 * 1024;
    m_control->write("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n0123456789");
    QVERIFY(waitFor([&] { return running->responder.body.size() == 10; }));
    m_control->write("0123456789");
    for (int i = 0; i < 5; ++i)
        m_engine->turn(base::Milliseconds(1));
    QCOMPARE(running->responder.body.size(), 10U);
    running->responder.waiting = 0;
    running->exchange->onDrained();
    QVERIFY(waitFor([&] { return running->responder.isOver(); }));
    QCOMPARE(running->responder.body.size(), 20U);
}

void TestApiFront::hasErrorsInTheShapeOfThePath() {
    for (int i = 0; i < static_cast<int>(FrontFailure::Count); ++i) {
        const auto failure = static_cast<FrontFailure>(i);
        const QJsonObject seed = jsonOf(bodyOf(failure, errorShapeOf("/add-record")));
        QCOMPARE(seed[QStringLiteral("error")].toBool(), true);
        QCOMPARE(seed[QStringLiteral("status")].toInt(), statusOf(failure));
        QVERIFY(!seed[QStringLiteral("message")].toString().isEmpty());
        const QJsonObject problem = jsonOf(bodyOf(failure, errorShapeOf("/api/v1/services")));
        QCOMPARE(problem[QStringLiteral("status")].toInt(), statusOf(failure));
        QCOMPARE(problem[QStringLiteral("code")], seed[QStringLiteral("code")]);
        QVERIFY(!problem[QStringLiteral("title")].toString().isEmpty());
        QCOMPARE(problem[QStringLiteral("type")].toString(), QStringLiteral("about:blank"));
        QVERIFY(problem[QStringLiteral("errors")].isArray());
    }
    QCOMPARE(contentTypeOf(errorShapeOf("/api/v1/x")), std::string_view("application/problem+json"));
    QCOMPARE(contentTypeOf(errorShapeOf("/health")), std::string_view("application/json"));
}

QTEST_GUILESS_MAIN(TestApiFront)
#include "tst_apifront.moc"
