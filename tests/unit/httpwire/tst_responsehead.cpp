// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/httpwire/parser.h"
#include "tests/support/httpmessages.h"
#include "tests/unit/httpwire/verdicts.h"

#include <QTest>

#include <string>

using namespace portolan::httpwire;
using namespace portolan::support;
using namespace std::string_view_literals;

Q_DECLARE_METATYPE(portolan::httpwire::Method)

class TestResponseHead : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void acceptsAndRefusesAsTheStandardsSay_data();
    void acceptsAndRefusesAsTheStandardsSay();
    void givesTheSameResultForEverySplit_data();
    void givesTheSameResultForEverySplit();
    void knowsTheLengthThatIsNotTheFraming();
    void readsInterimAndFinalHeads();
    void readsReasonAndUpgrade();
    void keepsTheLimits();
};

void TestResponseHead::acceptsAndRefusesAsTheStandardsSay_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<ParseFailure>("failure");
    QTest::addColumn<QByteArray>("says");
    QTest::addColumn<Method>("method");
    for (const ResponseMessage& row : responseMessages())
        QTest::newRow(row.name.c_str())
            << toByteArray(row.bytes) << row.failure << toByteArray(row.says) << row.method;
}

void TestResponseHead::acceptsAndRefusesAsTheStandardsSay() {
    QFETCH(QByteArray, bytes);
    QFETCH(ParseFailure, failure);
    QFETCH(Method, method);
    ResponseHead head;
    const ParseResult result = parseResponseHead(toView(bytes), Limits{}, method, head);
    QCOMPARE(sentenceOf(result.failure), sentenceOf(failure));
    QCOMPARE(result.complete(), failure == ParseFailure::None);
    QCOMPARE(result.refused(), failure != ParseFailure::None);
    if (!result.complete())
        return;
    QCOMPARE(result.consumed, static_cast<std::size_t>(bytes.size()));
    QTEST(toByteArray(summary(head)), "says");
}

void TestResponseHead::givesTheSameResultForEverySplit_data() {
    acceptsAndRefusesAsTheStandardsSay_data();
}

void TestResponseHead::givesTheSameResultForEverySplit() {
    QFETCH(QByteArray, bytes);
    QFETCH(ParseFailure, failure);
    const std::string_view view = toView(bytes);
    for (std::size_t split = 0; split < view.size(); ++split) {
        ResponseHead head;
        HeadScanner scanner;
        ParseResult result = parseResponseHead(view.substr(0, split), Limits{}, Method::Get, head);
        QVERIFY(!result.complete());
        (void)scanner.mayBeComplete(view.substr(0, split), Limits{});
        // A refusal may come before the scanner sees an end; with the last byte both must have seen enough.
        if (result.incomplete() && (failure == ParseFailure::None || scanner.mayBeComplete(view, Limits{})))
            result = parseResponseHead(view, Limits{}, Method::Get, head);
        if (!result.incomplete())
            QCOMPARE(sentenceOf(result.failure), sentenceOf(failure));
        if (failure == ParseFailure::None)
            QCOMPARE(result.consumed, view.size());
    }
}

void TestResponseHead::knowsTheLengthThatIsNotTheFraming() {
    for (const Method method : {Method::Get, Method::Head}) {
        ResponseHead head;
        const std::string_view bytes = method == Method::Head ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
                                                              : "HTTP/1.1 304 x\r\nContent-Length: 5\r\n\r\n";
        QVERIFY(parseResponseHead(bytes, Limits{}, method, head).complete());
        QVERIFY(head.framing == Framing::None);
        QVERIFY(head.hasContentLength);
        QCOMPARE(head.contentLength, 5U);
    }
}

void TestResponseHead::readsInterimAndFinalHeads() {
    constexpr std::string_view bytes =
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
        "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok";
    ResponseHead head;
    std::size_t at = 0;
    for (const int status : {100, 103, 201}) {
        const ParseResult result = parseResponseHead(bytes.substr(at), Limits{}, Method::Post, head);
        QVERIFY(result.complete());
        QCOMPARE(head.status, status);
        at += result.consumed;
    }
    QCOMPARE(bytes.substr(at), "ok"sv);
    QVERIFY(head.framing == Framing::Length);
}

void TestResponseHead::readsReasonAndUpgrade() {
    ResponseHead head;
    QVERIFY(parseResponseHead(
                "HTTP/1.1 101 Switching  Protocols \r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
                Limits{}, Method::Get, head)
                .complete());
    QCOMPARE(head.reason, "Switching  Protocols"sv);
    QCOMPARE(head.upgrade, "websocket"sv);
    QVERIFY(head.framing == Framing::None);
}

void TestResponseHead::keepsTheLimits() {
    ResponseHead head;
    const std::string over = "HTTP/1.1 200 OK\r\nX: " + std::string(32 * 1024, 'a');
    QVERIFY(parseResponseHead(over, Limits{}, Method::Get, head).failure == ParseFailure::HeadTooLarge);
    std::string many = "HTTP/1.1 200 OK\r\n";
    for (int i = 0; i < 101; ++i)
        many += "X: 1\r\n";
    QVERIFY(parseResponseHead(many, Limits{}, Method::Get, head).failure == ParseFailure::TooManyFields);
}

QTEST_GUILESS_MAIN(TestResponseHead)
#include "tst_responsehead.moc"
