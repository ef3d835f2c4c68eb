// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/httpwire/parser.h"
#include "tests/unit/httpwire/verdicts.h"

#include <QTest>

#include <string>

using namespace portolan::httpwire;
using namespace std::string_view_literals;

Q_DECLARE_METATYPE(portolan::httpwire::Framing)
Q_DECLARE_METATYPE(portolan::httpwire::Method)

namespace {

using F = ParseFailure;

constexpr Row rows[] = {
    {"9112-4 simplest", "HTTP/1.1 200 OK\r\n\r\n"},
    {"9112-4 empty reason", "HTTP/1.1 200 \r\n\r\n"},
    {"9112-4 no reason, no blank", "HTTP/1.1 200\r\n\r\n"},
    {"9112-4 long reason", "HTTP/1.1 404 Not at all\tfound \xc3\xbc\r\n\r\n"},
    {"9112-4 1.0", "HTTP/1.0 200 OK\r\n\r\n"},
    {"9112-4 empty line before", "\r\nHTTP/1.1 200 OK\r\n\r\n", F::BadVersion},
    {"9112-4 other protocol", "ICY 200 OK\r\n\r\n", F::BadVersion},
    {"9112-4 ssh", "SSH-2.0-OpenSSH_9.2\r\n", F::BadVersion},
    {"9112-4 tls alert", "\x15\x03\x01\x00\x02\x02\x46"sv, F::BadVersion},
    {"9112-2.3 2.0", "HTTP/2.0 200 OK\r\n\r\n", F::UnsupportedVersion},
    {"9112-4 two blanks", "HTTP/1.1  200 OK\r\n\r\n", F::BadStatus},
    {"9112-4 tab", "HTTP/1.1\t200 OK\r\n\r\n", F::BadStartLine},
    {"9112-4 no status", "HTTP/1.1\r\n\r\n", F::BadStartLine},
    {"9112-4 two digits", "HTTP/1.1 20 OK\r\n\r\n", F::BadStatus},
    {"9112-4 four digits", "HTTP/1.1 2000 OK\r\n\r\n", F::BadStatus},
    {"9112-4 letters", "HTTP/1.1 OK\r\n\r\n", F::BadStatus},
    {"9112-4 no blank before reason", "HTTP/1.1 200OK\r\n\r\n", F::BadStartLine},
    {"9110-15 lowest", "HTTP/1.1 100 \r\n\r\n"},
    {"9110-15 too low", "HTTP/1.1 099 x\r\n\r\n", F::BadStatus},
    {"9110-15 highest", "HTTP/1.1 599 x\r\n\r\n"},
    {"9110-15 too high", "HTTP/1.1 600 x\r\n\r\n", F::BadStatus},
    {"9112-2.2 bare LF after status line", "HTTP/1.1 200 OK\n\r\n", F::BareLf},
    {"9112-2.2 bare LF without reason", "HTTP/1.1 200\n\n", F::BareLf},
    {"9112-2.2 bare LF after field", "HTTP/1.1 200 OK\r\nX: 1\n\r\n", F::BareLf},
    {"9112-2.2 bare CR in reason", "HTTP/1.1 200 O\rK\r\n\r\n", F::BareCr},
    {"9112-2.2 bare CR in value", "HTTP/1.1 200 OK\r\nX: 1\rSet-Cookie: a\r\n\r\n", F::BareCr},
    {"9110-5.5 NUL in reason", "HTTP/1.1 200 O\0K\r\n\r\n"sv, F::ControlByte},
    {"9110-5.5 NUL in value", "HTTP/1.1 200 OK\r\nX: \0\r\n\r\n"sv, F::ControlByte},
    {"9112-5.1 blank before colon", "HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\n", F::BlankBeforeColon},
    {"9112-5.2 fold", "HTTP/1.1 200 OK\r\nX: 1\r\n 2\r\n\r\n", F::FoldedField},
    {"9110-5.1 no colon", "HTTP/1.1 200 OK\r\nX\r\n\r\n", F::BadFieldName},
    {"9110-5.1 bad name", "HTTP/1.1 200 OK\r\nX[: 1\r\n\r\n", F::BadFieldName},
    {"9112-6.3 length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"},
    {"9112-6.3 two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
     F::BadContentLength},
    {"9112-6.3 two equal lengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
     F::BadContentLength},
    {"9112-6.3 list", "HTTP/1.1 200 OK\r\nContent-Length: 5,5\r\n\r\n", F::BadContentLength},
    {"9110-8.6 sign", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", F::BadContentLength},
    {"9110-8.6 bad even without body", "HTTP/1.1 304 x\r\nContent-Length: x\r\n\r\n", F::BadContentLength},
    {"9112-6.1 chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"},
    {"9112-6.1 with length", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
     F::LengthAndChunked},
    {"9112-6.1 in 1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", F::CodingInOldVersion},
    {"9112-6.1 gzip, chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
     F::UnsupportedCoding},
    {"9112-6.1 gzip", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", F::BadTransferEncoding},
    {"9112-6.1 two lines",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
     F::BadTransferEncoding},
    {"9112-6.1 identity, chunked twice",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, identity, chunked\r\n\r\n", F::BadTransferEncoding},
};

}  // namespace

class TestResponseHead : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void acceptsAndRefusesAsTheStandardsSay_data();
    void acceptsAndRefusesAsTheStandardsSay();
    void givesTheSameResultForEverySplit_data();
    void givesTheSameResultForEverySplit();
    void framesByStatusAndMethod_data();
    void framesByStatusAndMethod();
    void readsInterimAndFinalHeads();
    void readsReasonAndUpgrade();
    void keepsTheLimits();
};

void TestResponseHead::acceptsAndRefusesAsTheStandardsSay_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<ParseFailure>("failure");
    for (const Row& row : rows)
        QTest::newRow(row.name) << toByteArray(row.bytes) << row.failure;
}

void TestResponseHead::acceptsAndRefusesAsTheStandardsSay() {
    QFETCH(QByteArray, bytes);
    QFETCH(ParseFailure, failure);
    ResponseHead head;
    const ParseResult result = parseResponseHead(toView(bytes), Limits{}, Method::Get, head);
    QCOMPARE(sentenceOf(result.failure), sentenceOf(failure));
    QCOMPARE(result.complete(), failure == ParseFailure::None);
    QCOMPARE(result.refused(), failure != ParseFailure::None);
    if (result.complete())
        QCOMPARE(result.consumed, static_cast<std::size_t>(bytes.size()));
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

void TestResponseHead::framesByStatusAndMethod_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<Method>("method");
    QTest::addColumn<Framing>("framing");
    QTest::addColumn<bool>("keepAlive");
    const auto row = [](const char* name, const char* start, const char* fields, Method method,
                        Framing framing, bool keepAlive) {
        QTest::newRow(name) << QByteArray(start) + "\r\n" + fields + "\r\n" << method << framing << keepAlive;
    };
    const char* ok = "HTTP/1.1 200 OK";
    const char* length = "Content-Length: 5\r\n";
    const char* chunked = "Transfer-Encoding: chunked\r\n";
    row("9112-6.3 rule 1 HEAD with length", ok, length, Method::Head, Framing::None, true);
    row("9112-6.3 rule 1 HEAD chunked", ok, chunked, Method::Head, Framing::None, true);
    row("9112-6.3 rule 1 HEAD without either", ok, "", Method::Head, Framing::None, true);
    row("9112-6.3 rule 1 100", "HTTP/1.1 100 Continue", "", Method::Post, Framing::None, true);
    row("9112-6.3 rule 1 204 with length", "HTTP/1.1 204 x", length, Method::Get, Framing::None, true);
    row("9112-6.3 rule 1 304 with length", "HTTP/1.1 304 x", length, Method::Get, Framing::None, true);
    row("9112-6.3 rule 1 205 has a body", "HTTP/1.1 205 x", length, Method::Get, Framing::Length, true);
    row("9112-6.3 rule 2 CONNECT", ok, length, Method::Connect, Framing::None, true);
    row("9112-6.3 rule 2 CONNECT refused", "HTTP/1.1 403 x", length, Method::Connect, Framing::Length, true);
    row("9112-6.3 rule 4 chunked", ok, chunked, Method::Get, Framing::Chunked, true);
    row("9112-6.3 rule 6 length", ok, length, Method::Get, Framing::Length, true);
    row("9112-6.3 rule 6 length 0", ok, "Content-Length: 0\r\n", Method::Get, Framing::None, true);
    row("9112-6.3 rule 8 neither", ok, "", Method::Get, Framing::UntilClose, false);
    row("9112-6.3 rule 8 neither, 1.0", "HTTP/1.0 200 OK", "Connection: keep-alive\r\n", Method::Get,
        Framing::UntilClose, false);
    row("9112-9.3 close", ok, "Content-Length: 5\r\nConnection: close\r\n", Method::Get, Framing::Length,
        false);
    row("9112-9.3 1.0", "HTTP/1.0 200 OK", length, Method::Get, Framing::Length, false);
    row("9112-9.3 1.0 keep-alive", "HTTP/1.0 200 OK", "Content-Length: 5\r\nConnection: keep-alive\r\n",
        Method::Get, Framing::Length, true);
}

void TestResponseHead::framesByStatusAndMethod() {
    QFETCH(QByteArray, bytes);
    QFETCH(Method, method);
    QFETCH(Framing, framing);
    ResponseHead head;
    QVERIFY(parseResponseHead(toView(bytes), Limits{}, method, head).complete());
    QVERIFY(head.framing == framing);
    QTEST(head.keepAlive, "keepAlive");
    if (bytes.contains("Content-Length: 5")) {
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
