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

namespace {

/// All a head says, so that two ways of reading it can be compared.
QByteArray describe(const ParseResult& result, const RequestHead& head) {
    std::string text = std::to_string(static_cast<int>(result.state)) + " " + std::to_string(result.consumed);
    if (result.complete()) {
        for (const std::string_view part :
             {head.methodText, head.target, head.path, head.query, head.authority, head.host, head.upgrade})
            text += "|" + std::string(part);
        text += " " + std::to_string(static_cast<int>(head.framing)) + " " +
                std::to_string(head.contentLength) + " " + std::to_string(head.port) +
                (head.keepAlive ? " keep" : " close") + (head.expectContinue ? " expect" : "");
        for (const Field& field : head.fields)
            text += "\n" + std::string(field.name) + "=" + std::string(field.value);
    }
    return QByteArray::fromStdString(text);
}

/// Reads as a connection does: the first piece is parsed, the rest when the scanner says so.
QByteArray readInPieces(std::string_view bytes, const std::vector<std::size_t>& ends) {
    const Limits limits;
    RequestHead head;
    HeadScanner scanner;
    ParseResult result;
    for (const std::size_t end : ends) {
        const std::string copy(bytes.substr(0, end));
        if (end != ends.front() && !scanner.mayBeComplete(copy, limits))
            continue;
        result = parseRequestHead(copy, limits, head);
        if (!result.incomplete())
            return describe(result, head);
    }
    return describe(result, head);
}

RequestHead parsed(std::string_view bytes) {
    RequestHead head;
    const ParseResult result = parseRequestHead(bytes, Limits{}, head);
    if (!result.complete())
        qFatal("a head of this test does not parse: %.*s", static_cast<int>(bytes.size()), bytes.data());
    return head;
}

}  // namespace

class TestRequestHead : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void acceptsAndRefusesAsTheStandardsSay_data();
    void acceptsAndRefusesAsTheStandardsSay();
    void givesTheSameResultForEverySplit_data();
    void givesTheSameResultForEverySplit();
    void isNeverCompleteTooEarly();
    void readsHostAndPort_data();
    void readsHostAndPort();
    void readsTargets_data();
    void readsTargets();
    void readsPersistence_data();
    void readsPersistence();
    void readsFraming();
    void readsExpectAndUpgrade();
    void leavesTheNextRequestAlone();
    void keepsTheLimits();
    void keepsTheLimitsWhateverComesBehind();
    void clearsWhatTheLastHeadLeft();
    void survivesRandomBytes();
    void everyFailureHasStatusAndSentence();
};

void TestRequestHead::acceptsAndRefusesAsTheStandardsSay_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<ParseFailure>("failure");
    QTest::addColumn<QByteArray>("says");
    for (const RequestMessage& row : requestMessages())
        QTest::newRow(row.name.c_str()) << toByteArray(row.bytes) << row.failure << toByteArray(row.says);
}

void TestRequestHead::acceptsAndRefusesAsTheStandardsSay() {
    QFETCH(QByteArray, bytes);
    QFETCH(ParseFailure, failure);
    RequestHead head;
    const ParseResult result = parseRequestHead(toView(bytes), Limits{}, head);
    QCOMPARE(sentenceOf(result.failure), sentenceOf(failure));
    QCOMPARE(result.complete(), failure == ParseFailure::None);
    QCOMPARE(result.refused(), failure != ParseFailure::None);
    if (!result.complete())
        return;
    QCOMPARE(result.consumed, static_cast<std::size_t>(bytes.size()));
    QTEST(toByteArray(summary(head)), "says");
}

void TestRequestHead::givesTheSameResultForEverySplit_data() {
    acceptsAndRefusesAsTheStandardsSay_data();
}

void TestRequestHead::givesTheSameResultForEverySplit() {
    QFETCH(QByteArray, bytes);
    const std::string_view view = toView(bytes);
    const QByteArray whole = readInPieces(view, {view.size()});
    std::vector<std::size_t> everyByte;
    for (std::size_t split = 1; split < view.size(); ++split) {
        QCOMPARE(readInPieces(view, {split, view.size()}), whole);
        everyByte.push_back(split);
    }
    everyByte.push_back(view.size());
    QCOMPARE(readInPieces(view, everyByte), whole);
}

void TestRequestHead::isNeverCompleteTooEarly() {
    constexpr std::string_view bytes =
        "POST /a?b HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nX-Long: "
        "0123456789012345678901234567890\r\n\r\n";
    HeadScanner scanner;
    RequestHead head;
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        QVERIFY(parseRequestHead(bytes.substr(0, length), Limits{}, head).incomplete());
        QVERIFY(!scanner.mayBeComplete(bytes.substr(0, length), Limits{}));
    }
    QVERIFY(scanner.mayBeComplete(bytes, Limits{}));
    QVERIFY(parseRequestHead(bytes, Limits{}, head).complete());
}

void TestRequestHead::readsHostAndPort_data() {
    QTest::addColumn<QByteArray>("authority");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<bool>("ipv6");
    QTest::newRow("9110-7.2 name") << QByteArray("Llm.Internal") << QByteArray("Llm.Internal") << 0 << false;
    QTest::newRow("9110-7.2 name and port") << QByteArray("a:8080") << QByteArray("a") << 8080 << false;
    QTest::newRow("3986-3.2.3 empty port") << QByteArray("a:") << QByteArray("a") << 0 << false;
    QTest::newRow("3986-3.2.3 leading zeros") << QByteArray("a:00080") << QByteArray("a") << 80 << false;
    QTest::newRow("3986-3.2.2 v4") << QByteArray("192.0.2.1:1") << QByteArray("192.0.2.1") << 1 << false;
    QTest::newRow("3986-3.2.2 v6") << QByteArray("[::1]:65535") << QByteArray("::1") << 65535 << true;
    QTest::newRow("3986-3.2.2 v6 bare")
        << QByteArray("[2001:DB8::1]") << QByteArray("2001:DB8::1") << 0 << true;
}

void TestRequestHead::readsHostAndPort() {
    QFETCH(QByteArray, authority);
    const QByteArray viaHost = "GET /x HTTP/1.1\r\nHost: " + authority + "\r\n\r\n";
    const QByteArray viaTarget = "GET http://" + authority + "/x HTTP/1.1\r\nHost: other\r\n\r\n";
    for (const QByteArray& bytes : {viaHost, viaTarget}) {
        const RequestHead head = parsed(toView(bytes));
        QTEST(toByteArray(head.host), "host");
        QTEST(static_cast<int>(head.port), "port");
        QTEST(head.hostIsIpv6, "ipv6");
        QCOMPARE(toByteArray(head.authority), authority);
        QCOMPARE(head.target, "/x"sv);
    }
}

void TestRequestHead::readsTargets_data() {
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("target");
    const auto row = [](const char* name, const char* line, const char* path, const char* query,
                        const char* target) {
        QTest::newRow(name) << QByteArray(line) << QByteArray(path) << QByteArray(query)
                            << QByteArray(target);
    };
    row("9112-3.2.1", "GET /a/b?c?d", "/a/b", "c?d", "/a/b?c?d");
    row("9112-3.2.1 empty query", "GET /a?", "/a", "", "/a?");
    row("9112-3.2.2", "GET http://h/a?b", "/a", "b", "/a?b");
    row("9112-3.2.2 no path", "GET http://h", "/", "", "/");
    row("9112-3.2.4 no path", "OPTIONS http://h", "*", "", "*");
    row("9112-3.2.4", "OPTIONS *", "*", "", "*");
}

void TestRequestHead::readsTargets() {
    QFETCH(QByteArray, line);
    const QByteArray bytes = line + " HTTP/1.1\r\nHost: h\r\n\r\n";
    const RequestHead head = parsed(toView(bytes));
    QTEST(toByteArray(head.path), "path");
    QTEST(toByteArray(head.query), "query");
    QTEST(toByteArray(head.target), "target");
}

void TestRequestHead::readsPersistence_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("keepAlive");
    QTest::addColumn<bool>("namesFields");
    const auto row = [](const char* name, const char* version, const char* fields, bool keep, bool names) {
        QTest::newRow(name) << QByteArray("GET / HTTP/") + version + "\r\nHost: a\r\n" + fields + "\r\n"
                            << keep << names;
    };
    row("9112-9.3 1.1", "1.1", "", true, false);
    row("9112-9.3 1.1 close", "1.1", "Connection: close\r\n", false, false);
    row("9112-9.3 1.1 Close in a list", "1.1", "Connection: x ,, Close\r\n", false, true);
    row("9112-9.3 close in a second line", "1.1", "Connection: keep-alive\r\nConnection: close\r\n", false,
        false);
    row("9112-9.3 keep-alive and close", "1.1", "Connection: keep-alive, close\r\n", false, false);
    row("9112-9.3 1.0", "1.0", "", false, false);
    row("9112-9.3 1.0 keep-alive", "1.0", "Connection: Keep-Alive\r\n", true, false);
    row("9112-9.3 1.0 Proxy-Connection", "1.0", "Proxy-Connection: keep-alive\r\n", false, false);
    row("9110-7.6.1 names a field", "1.1", "Connection: x-hop\r\n", true, true);
    row("9110-7.6.1 not a prefix", "1.1", "Connection: closed\r\n", true, true);
}

void TestRequestHead::readsPersistence() {
    QFETCH(QByteArray, bytes);
    const RequestHead head = parsed(toView(bytes));
    QTEST(head.keepAlive, "keepAlive");
    QTEST(head.connection.namesFields, "namesFields");
}

void TestRequestHead::readsFraming() {
    QVERIFY(parsed("GET / HTTP/1.1\r\nHost: a\r\n\r\n").framing == Framing::None);
    const RequestHead length =
        parsed("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999999999999\r\n\r\n");
    QVERIFY(length.framing == Framing::Length);
    QCOMPARE(length.contentLength, 999999999999999999U);
    const RequestHead empty = parsed("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    QVERIFY(empty.framing == Framing::None);
    QVERIFY(empty.hasContentLength);
    const RequestHead chunked = parsed("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: CHUNKED\r\n\r\n");
    QVERIFY(chunked.framing == Framing::Chunked);
    QVERIFY(!chunked.hasContentLength);
}

void TestRequestHead::readsExpectAndUpgrade() {
    const RequestHead head = parsed(
        "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
        "Expect: 100-Continue\r\n\r\n");
    QCOMPARE(head.upgrade, "websocket"sv);
    QVERIFY(head.expectContinue);
    QVERIFY(!head.connection.namesFields);
    QVERIFY(parsed("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n").upgrade.empty());
    // RFC 9110 section 10.1.1: ignored in HTTP/1.0.
    QVERIFY(!parsed("POST / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n").expectContinue);
}

void TestRequestHead::leavesTheNextRequestAlone() {
    constexpr std::string_view two = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n";
    RequestHead head;
    const ParseResult first = parseRequestHead(two, Limits{}, head);
    QVERIFY(first.complete());
    QCOMPARE(head.target, "/1"sv);
    const ParseResult second = parseRequestHead(two.substr(first.consumed), Limits{}, head);
    QVERIFY(second.complete());
    QCOMPARE(head.target, "/2"sv);
    QCOMPARE(first.consumed + second.consumed, two.size());
}

void TestRequestHead::keepsTheLimits() {
    RequestHead head;
    const std::string start = "GET / HTTP/1.1\r\nHost: a\r\n";
    std::string fields = start;
    for (int i = 0; i < 99; ++i)
        fields += "X: 1\r\n";
    QVERIFY(parseRequestHead(fields + "\r\n", Limits{}, head).complete());
    QCOMPARE(head.fields.size(), 100U);
    QVERIFY(parseRequestHead(fields + "X: 1\r\n\r\n", Limits{}, head).failure == ParseFailure::TooManyFields);

    const std::string target = "GET /" + std::string(16 * 1024 - 1, 'a');
    QVERIFY(parseRequestHead(target + " HTTP/1.1\r\nHost: a\r\n\r\n", Limits{}, head).complete());
    QVERIFY(parseRequestHead(target + "a", Limits{}, head).failure == ParseFailure::TargetTooLong);

    const std::string full = start + "X: " + std::string(32 * 1024 - start.size() - 7, 'a') + "\r\n\r\n";
    QCOMPARE(full.size(), 32U * 1024U);
    QVERIFY(parseRequestHead(full, Limits{}, head).complete());
    const std::string over = start + "X: " + std::string(32 * 1024 - start.size() - 6, 'a') + "\r\n\r\n";
    QVERIFY(parseRequestHead(over, Limits{}, head).failure == ParseFailure::HeadTooLarge);
    HeadScanner scanner;
    QVERIFY(scanner.mayBeComplete(over.substr(0, 32 * 1024), Limits{}));
}

void TestRequestHead::keepsTheLimitsWhateverComesBehind() {
    RequestHead head;
    const std::string over = "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(40 * 1024, 'a') + "\r\n\r\n";
    for (const std::size_t length : {std::size_t{32 * 1024}, std::size_t{33 * 1024}, over.size()})
        QVERIFY(parseRequestHead(over.substr(0, length), Limits{}, head).failure ==
                ParseFailure::HeadTooLarge);
    QVERIFY(parseRequestHead(over.substr(0, 32 * 1024 - 1), Limits{}, head).incomplete());
}

void TestRequestHead::clearsWhatTheLastHeadLeft() {
    RequestHead head;
    std::string many =
        "POST http://x:1/?q HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\nExpect: 100-continue\r\n"
        "Connection: upgrade\r\nUpgrade: u\r\n";
    for (int i = 0; i < 40; ++i)
        many += "Accept: " + std::to_string(i) + "\r\n";
    QVERIFY(parseRequestHead(many + "\r\n", Limits{}, head).complete());
    QCOMPARE(head.fields.size(), 45U);
    constexpr std::string_view plain = "GET / HTTP/1.0\r\n\r\n";
    QVERIFY(parseRequestHead(plain, Limits{}, head).complete());
    RequestHead fresh;
    const ParseResult result = parseRequestHead(plain, Limits{}, fresh);
    QCOMPARE(describe(result, head), describe(result, fresh));
    QVERIFY(!head.fields.has(KnownField::Accept));
    QVERIFY(head.host.empty());
}

void TestRequestHead::survivesRandomBytes() {
    std::uint32_t state = 12345;
    const auto random = [&state](std::uint32_t below) {
        state = state * 1664525U + 1013904223U;
        return (state >> 8U) % below;
    };
    const auto rows = requestMessages();
    std::size_t complete = 0;
    for (int round = 0; round < 20000; ++round) {
        std::string bytes = rows[random(static_cast<std::uint32_t>(rows.size()))].bytes;
        for (std::uint32_t flips = random(4); flips > 0; --flips)
            bytes[random(static_cast<std::uint32_t>(bytes.size()))] = static_cast<char>(random(256));
        RequestHead head;
        const ParseResult result = parseRequestHead(bytes, Limits{}, head);
        complete += result.complete() ? 1 : 0;
        if (result.complete())
            for (const Field& field : head.fields)
                QVERIFY(field.value.find_first_of("\r\n\0"sv) == std::string_view::npos &&
                        !field.name.empty());
    }
    QVERIFY(complete > 1000);
}

void TestRequestHead::everyFailureHasStatusAndSentence() {
    for (int i = 1; i < static_cast<int>(ParseFailure::Count); ++i) {
        const int status = statusOf(static_cast<ParseFailure>(i));
        QVERIFY2(status == 400 || status == 414 || status == 431 || status == 501 || status == 505,
                 QByteArray::number(i).constData());
        QVERIFY(!sentenceOf(static_cast<ParseFailure>(i)).empty());
        QVERIFY(!reasonPhrase(status).empty());
    }
    QCOMPARE(statusOf(ParseFailure::UnsupportedVersion), 505);
    QCOMPARE(statusOf(ParseFailure::TargetTooLong), 414);
    QCOMPARE(statusOf(ParseFailure::TooManyFields), 431);
    QCOMPARE(statusOf(ParseFailure::UnsupportedCoding), 501);
}

QTEST_GUILESS_MAIN(TestRequestHead)
#include "tst_requesthead.moc"
