// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Raw bytes from clients and from targets through the real program: a refused request reaches no target and
// ends its connection, an accepted one arrives once and as the proxy wrote it, and no answer that breaks the
// rules becomes a success. Rows are named by the RFC sections they come from. One program serves all rows.
#include "tests/support/httpmessages.h"
#include "tests/support/printing.h"
#include "tests/support/program.h"
#include "tests/support/recordingupstream.h"
#include "tests/support/waituntil.h"

#include <QTest>

using namespace portolan::support;
using namespace std::string_literals;

namespace {

const std::string host = "app.internal.example";

/// "@" stands for the service's host in the messages of this test.
std::string withHost(std::string text) {
    for (std::size_t at = 0; (at = text.find('@', at)) != std::string::npos; at += host.size())
        text.replace(at, 1, host);
    return text;
}

QByteArray toByteArray(const std::string& text) {
    return QByteArray::fromStdString(text);
}

/// What a target is to see of a request.
struct Arrived {
    const char* line;
    const char* fields;
    std::string body{};
    const char* trailers = "";
};

struct Passing {
    const char* name;
    std::string sent;
    std::vector<Arrived> arrived;
    std::vector<int> statuses{200};
    bool closes = false;  ///< the connection ends behind the last reply
};

#define POST "POST /x HTTP/1.1\r\nHost: @\r\n"
#define GET "GET /x HTTP/1.1\r\nHost: @\r\n"
#define SMUGGLED "GET /smuggled HTTP/1.1\r\nHost: @\r\n\r\n"

const Passing passing[] = {
    {"9112-6.3 length",
     POST "Content-Length: 5\r\n\r\nhello",
     {{"POST /x HTTP/1.1", "Host: @\r\nContent-Length: 5\r\n", "hello"}}},
    {"9112-6.3 leading zeros are written without",
     POST "Content-Length: 005\r\n\r\nhello",
     {{"POST /x HTTP/1.1", "Host: @\r\nContent-Length: 5\r\n", "hello"}}},
    {"9112-6.3 no body, length 0",
     POST "Content-Length: 0\r\n\r\n",
     {{"POST /x HTTP/1.1", "Host: @\r\nContent-Length: 0\r\n"}}},
    {"9112-6.3 GET with a body",
     GET "Content-Length: 5\r\n\r\nhello",
     {{"GET /x HTTP/1.1", "Host: @\r\nContent-Length: 5\r\n", "hello"}}},
    {"9112-6.3 a body that looks like a request",
     POST "Content-Length: 54\r\n\r\n" SMUGGLED,
     {{"POST /x HTTP/1.1", "Host: @\r\nContent-Length: 54\r\n", SMUGGLED}}},
    {"9112-7.1 chunked",
     POST "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
     {{"POST /x HTTP/1.1", "Host: @\r\nTransfer-Encoding: chunked\r\n", "hello"}}},
    {"9112-7.1 sizes are written anew",
     POST "transfer-encoding: Chunked\r\n\r\n005\r\nhello\r\n000\r\n\r\n",
     {{"POST /x HTTP/1.1", "Host: @\r\nTransfer-Encoding: chunked\r\n", "hello"}}},
    {"9112-7.1 a chunk that looks like a request",
     POST "Transfer-Encoding: chunked\r\n\r\n36\r\n" SMUGGLED "\r\n0\r\n\r\n",
     {{"POST /x HTTP/1.1", "Host: @\r\nTransfer-Encoding: chunked\r\n", SMUGGLED}}},
    {"9112-7.1 a chunk that looks like the last one",
     POST "Transfer-Encoding: chunked\r\n\r\n5\r\n0\r\n\r\n\r\n0\r\n\r\n",
     {{"POST /x HTTP/1.1", "Host: @\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"}}},
    {"9112-7.1.1 extensions end here",
     POST "Transfer-Encoding: chunked\r\n\r\n5;a=\"b\"\r\nhello\r\n0;c\r\n\r\n",
     {{"POST /x HTTP/1.1", "Host: @\r\nTransfer-Encoding: chunked\r\n", "hello"}}},
    {"9112-7.1.2 trailers pass, framing ones do not",
     POST "Transfer-Encoding: chunked\r\n\r\n0\r\nX-Sum: 1\r\nContent-Length: 5\r\nHost: b\r\n\r\n",
     {{"POST /x HTTP/1.1", "Host: @\r\nTransfer-Encoding: chunked\r\n", "", "X-Sum: 1\r\n"}}},
    {"9112-9.3.2 two requests at once",
     GET "\r\n" SMUGGLED,
     {{"GET /x HTTP/1.1", "Host: @\r\n"}, {"GET /smuggled HTTP/1.1", "Host: @\r\n"}},
     {200, 200}},
    {"9112-9.3.2 a request behind a body",
     POST "Content-Length: 5\r\n\r\nhello" SMUGGLED,
     {{"POST /x HTTP/1.1", "Host: @\r\nContent-Length: 5\r\n", "hello"},
      {"GET /smuggled HTTP/1.1", "Host: @\r\n"}},
     {200, 200}},
    {"9112-6.3 bytes behind a body are no request",
     POST "Content-Length: 5\r\n\r\nhello!!\r\n\r\n",
     {{"POST /x HTTP/1.1", "Host: @\r\nContent-Length: 5\r\n", "hello"}},
     {200, 400},
     true},
    {"9112-6.3 a body without a length is no body",
     POST "\r\nhello\r\n\r\n",
     {{"POST /x HTTP/1.1", "Host: @\r\n"}},
     {200, 400},
     true},
    {"9112-7.1 bytes behind the last chunk are no request",
     POST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nhello\r\n\r\n",
     {{"POST /x HTTP/1.1", "Host: @\r\nTransfer-Encoding: chunked\r\n"}},
     {200, 400},
     true},
    {"9112-9.6 nothing is read behind close",
     GET "Connection: close\r\n\r\n" SMUGGLED,
     {{"GET /x HTTP/1.1", "Host: @\r\n"}},
     {200},
     true},
    {"9112-9.3 nothing is read behind 1.0",
     "GET /x HTTP/1.0\r\nHost: @\r\n\r\n" SMUGGLED,
     {{"GET /x HTTP/1.1", "Host: @\r\n"}},
     {200},
     true},
    {"9112-2.2 empty lines before", "\r\n\r\n" GET "\r\n", {{"GET /x HTTP/1.1", "Host: @\r\n"}}},
    {"9112-3.2.2 own absolute form",
     "GET http://@/x HTTP/1.1\r\nHost: @\r\n\r\n",
     {{"GET /x HTTP/1.1", "Host: @\r\n"}}},
    {"9112-3.2.2 own absolute form overrides Host",
     "GET http://@/x HTTP/1.1\r\nHost: other.example\r\n\r\n",
     {{"GET /x HTTP/1.1", "Host: @\r\n"}}},
    {"9112-3.2.4 asterisk", "OPTIONS * HTTP/1.1\r\nHost: @\r\n\r\n", {{"OPTIONS * HTTP/1.1", "Host: @\r\n"}}},
    {"9110-7.6.1 Connection takes no length away",
     POST "Connection: content-length, host\r\nContent-Length: 5\r\n\r\nhello",
     {{"POST /x HTTP/1.1", "Host: @\r\nContent-Length: 5\r\n", "hello"}}},
    {"9110-7.6.1 Connection takes no coding away",
     POST "Connection: transfer-encoding\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     {{"POST /x HTTP/1.1", "Host: @\r\nTransfer-Encoding: chunked\r\n"}}},
    {"9110-7.6.1 what Connection names ends here",
     GET "Connection: x-hop\r\nX-Hop: 1\r\nX-Stays: 1\r\n\r\n",
     {{"GET /x HTTP/1.1", "Host: @\r\nX-Stays: 1\r\n"}}},
    {"9110-7.8 h2c is not passed on",
     GET "Connection: upgrade, http2-settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n",
     {{"GET /x HTTP/1.1", "Host: @\r\n"}}},
    {"9112-6.1 names with underscores frame nothing",
     POST "Transfer_Encoding: chunked\r\nContent_Length: 9\r\nContent-Length: 5\r\n\r\nhello",
     {{"POST /x HTTP/1.1",
       "Host: @\r\nTransfer_Encoding: chunked\r\nContent_Length: 9\r\nContent-Length: 5\r\n", "hello"}}},
    {"9112-6.1 TE frames nothing",
     POST "TE: chunked\r\nContent-Length: 5\r\n\r\nhello",
     {{"POST /x HTTP/1.1", "Host: @\r\nContent-Length: 5\r\n", "hello"}}},
    {"9110-5.5 blanks around values end here",
     GET "X:\t a \t\r\n\r\n",
     {{"GET /x HTTP/1.1", "Host: @\r\nX: a\r\n"}}},
    {"9110-5.5 utf-8 passes", GET "X: \xc3\xbc\r\n\r\n", {{"GET /x HTTP/1.1", "Host: @\r\nX: \xc3\xbc\r\n"}}},
    {"9112-3.2.1 the target passes untouched",
     "GET //x/../%2e?a=\"b\"&%0d%0a HTTP/1.1\r\nHost: @\r\n\r\n",
     {{"GET //x/../%2e?a=\"b\"&%0d%0a HTTP/1.1", "Host: @\r\n"}}},
};

struct Refused {
    std::string name;
    std::string sent;
    int status = 400;
};

const std::string chunkedHead = withHost(POST "Transfer-Encoding: chunked\r\n\r\n");

/// Every refused row of the shared tables, with the service's host. What stands behind each is a whole body
/// for whoever reads a length of 5 or chunks, and then a second request.
std::vector<Refused> refusedRows() {
    std::vector<Refused> rows;
    for (const RequestMessage& message : requestMessages()) {
        if (message.failure == portolan::httpwire::ParseFailure::None)
            continue;
        std::string bytes = message.bytes;
        if (const std::size_t at = bytes.find("Host: a\r\n"); at != std::string::npos)
            bytes.replace(at + 6, 1, host);
        rows.push_back({message.name, bytes + "0\r\n\r\n" + withHost(SMUGGLED), statusOf(message.failure)});
    }
    for (const ChunkedMessage& message : chunkedMessages())
        if (message.failure != portolan::httpwire::ParseFailure::None)
            rows.push_back(
                {message.name, chunkedHead + message.bytes + withHost(SMUGGLED), statusOf(message.failure)});
    const std::string many = withHost(GET);
    rows.push_back({"6585-5 101 fields",
                    many +
                        [] {
                            std::string lines;
                            for (int i = 0; i < 100; ++i)
                                lines += "X: 1\r\n";
                            return lines + "\r\n";
                        }(),
                    431});
    rows.push_back(
        {"6585-5 a field of 33 KiB", many + "X: " + std::string(33 * 1024, 'a') + "\r\n\r\n", 431});
    rows.push_back({"9110-15.5.15 a target of 17 KiB",
                    withHost("GET /" + std::string(17 * 1024, 'a') + " HTTP/1.1\r\nHost: @\r\n\r\n"), 414});
    rows.push_back(
        {"9112-7.1.1 an extension of 2 KiB", chunkedHead + "5;" + std::string(2048, 'a') + "\r\nhello", 400});
    rows.push_back({"9112-7.1.2 a trailer of 17 KiB",
                    chunkedHead + "0\r\nX: " + std::string(17 * 1024, 'a') + "\r\n\r\n", 431});
    return rows;
}

/// What a target says, and what may become of it.
struct Hostile {
    enum class Outcome { Refused, Cut, Whole };
    std::string name;
    std::string bytes;
    RecordedAnswer::Then then = RecordedAnswer::Then::Keep;
    Outcome outcome = Outcome::Refused;
    std::string body{};  ///< of a whole reply
    const char* method = "GET";
    std::string fields{};  ///< of the request
};

using Then = RecordedAnswer::Then;
using Outcome = Hostile::Outcome;

const std::string poison = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison";

std::vector<Hostile> hostileRows() {
    const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const std::string ten = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";
    const std::string webSocket = "Connection: upgrade\r\nUpgrade: websocket\r\n";
    std::string fields;
    for (int i = 0; i < 101; ++i)
        fields += "X: 1\r\n";
    std::vector<Hostile> rows{
        {"9112-8 nothing", "", Then::Close},
        {"9112-8 a reset", "", Then::Reset},
        {"9112-8 a status line cut short", "HTTP/1.1 200", Then::Close},
        {"9112-8 a head cut short", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", Then::Close},
        {"9112-8 a head and a reset", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", Then::Reset},
        {"6585-5 a head of 33 KiB", "HTTP/1.1 200 OK\r\nX: " + std::string(33 * 1024, 'a')},
        {"6585-5 101 fields", "HTTP/1.1 200 OK\r\n" + fields + "\r\n"},
        {"9112-8 a body cut short", ten + "hello", Then::Close, Outcome::Cut},
        {"9112-8 no byte of the body", ten, Then::Close, Outcome::Cut},
        {"9112-8 a body and a reset", ten + "hello", Then::Reset, Outcome::Cut},
        {"9112-8 chunks cut short", chunked + "5\r\nhello\r\n", Then::Close, Outcome::Cut},
        {"9112-8 a chunk cut short", chunked + "5\r\nhel", Then::Close, Outcome::Cut},
        {"9112-8 a size cut short", chunked + "5", Then::Close, Outcome::Cut},
        {"9112-8 the last chunk cut short", chunked + "5\r\nhello\r\n0\r\n", Then::Close, Outcome::Cut},
        {"9112-8 trailers cut short", chunked + "0\r\nX: 1\r\n", Then::Close, Outcome::Cut},
        {"9112-7.1.1 an extension of 2 KiB", chunked + "5;" + std::string(2048, 'a'), Then::Keep,
         Outcome::Cut},
        {"9112-7.1.2 a trailer of 17 KiB", chunked + "0\r\nX: " + std::string(17 * 1024, 'a'), Then::Keep,
         Outcome::Cut},
        {"9112-6.3 until close, and a reset", "HTTP/1.1 200 OK\r\n\r\nhello", Then::Reset, Outcome::Cut},
        {"9112-6.3 until close", "HTTP/1.1 200 OK\r\n\r\nhello", Then::Close, Outcome::Whole, "hello"},
        {"9110-15.2.2 101 that nobody asked for",
         "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"},
        {"9110-15.2.2 101 without Upgrade", "HTTP/1.1 101 Switching Protocols\r\n\r\n", Then::Keep,
         Outcome::Refused, "", "GET", webSocket},
        {"9110-15.2 an interim response and nothing", "HTTP/1.1 103 Early Hints\r\n\r\n", Then::Close},
        {"9110-15.2 an interim response, then garbage", "HTTP/1.1 100 Continue\r\n\r\nhello"},
        // What stands behind a whole answer is nobody's answer.
        {"9112-6.3 a second answer behind the body", RecordingUpstream::ok("ok") + poison, Then::Keep,
         Outcome::Whole, "ok"},
        {"9112-7.1 a second answer behind the last chunk", chunked + "2\r\nok\r\n0\r\n\r\n" + poison,
         Then::Keep, Outcome::Whole, "ok"},
        {"9112-6.3 HEAD with a body", ten + poison, Then::Keep, Outcome::Whole, "", "HEAD"},
        {"9112-6.3 204 with a length and a body", "HTTP/1.1 204 x\r\nContent-Length: 49\r\n\r\n" + poison,
         Then::Keep, Outcome::Whole},
        {"9112-6.1 204 with chunks", "HTTP/1.1 204 x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         Then::Keep, Outcome::Whole},
        {"9112-6.3 304 with a body", "HTTP/1.1 304 x\r\nContent-Length: 49\r\n\r\n" + poison, Then::Keep,
         Outcome::Whole},
    };
    for (const ResponseMessage& message : responseMessages())
        if (message.failure != portolan::httpwire::ParseFailure::None)
            rows.push_back({message.name, message.bytes, Then::Keep, Outcome::Refused, "",
                            message.method == portolan::httpwire::Method::Head ? "HEAD" : "GET"});
    for (const ChunkedMessage& message : chunkedMessages())
        if (message.failure != portolan::httpwire::ParseFailure::None)
            rows.push_back({message.name, chunked + message.bytes, Then::Keep, Outcome::Cut});
    return rows;
}

}  // namespace

class FramingTest : public QObject {
    Q_OBJECT

    std::unique_ptr<RecordingUpstream> m_upstream;
    std::unique_ptr<ProgramUnderTest> m_program;
    int m_sentinels = 0;

    /// What has reached the target before this call: a last request on a connection of its own marks the end.
    [[nodiscard]] std::vector<RecordedRequest> arrivedSoFar() {
        const std::string line = "/sentinel/" + std::to_string(++m_sentinels);
        const HttpReply reply = m_program->through(host, line);
        std::vector<RecordedRequest> all = m_upstream->take();
        if (reply.body != "sentinel" || all.empty() || all.back().line != "GET " + line + " HTTP/1.1")
            qFatal("the sentinel got lost: %d %s", reply.status, reply.body.c_str());
        all.pop_back();
        return all;
    }

  private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void passesOnWhatItUnderstood_data();
    void passesOnWhatItUnderstood();
    void passesNothingOfWhatItRefuses_data();
    void passesNothingOfWhatItRefuses();
    void sendsOthersAway_data();
    void sendsOthersAway();
    void finishesNoRequestThatItsClientLeft();
    void makesNoSuccessOfABrokenAnswer_data();
    void makesNoSuccessOfABrokenAnswer();
    void takesNoAnswerThatCameBeforeItsRequest();
    void endsTheConnectionOfAnAnswerThatMayGoOn_data();
    void endsTheConnectionOfAnAnswerThatMayGoOn();
};

void FramingTest::initTestCase() {
    m_upstream = std::make_unique<RecordingUpstream>();
    ProgramOptions options;
    options.arguments = {"--workers", "1"};
    m_program = std::make_unique<ProgramUnderTest>(options);
    QVERIFY2(m_program->start(), m_program->explain().c_str());
    const HttpReply added = m_program->addService(host, m_upstream->port());
    QVERIFY2(added.status == 201, (added.failure + added.body).c_str());
}

void FramingTest::cleanupTestCase() {
    if (QTest::currentTestFailed())
        qWarning("%s", m_program->explain().c_str());
    m_program.reset();
    m_upstream.reset();
}

void FramingTest::passesOnWhatItUnderstood_data() {
    QTest::addColumn<int>("index");
    for (int i = 0; i < static_cast<int>(std::size(passing)); ++i)
        QTest::newRow(passing[i].name) << i;
}

void FramingTest::passesOnWhatItUnderstood() {
    QFETCH(int, index);
    const Passing& row = passing[index];
    m_upstream->answerWith({RecordingUpstream::ok("recorded")});
    HttpConnection client(m_program->http());
    QVERIFY(client.sendRaw(withHost(row.sent)));
    for (const int status : row.statuses) {
        const HttpReply reply = client.receive();
        QVERIFY2(reply.failure.empty(), reply.failure.c_str());
        QCOMPARE(reply.status, status);
    }
    if (row.closes)
        QVERIFY(client.closedByPeer(std::chrono::seconds(5)));
    const std::vector<RecordedRequest> arrived = arrivedSoFar();
    QCOMPARE(arrived.size(), row.arrived.size());
    for (std::size_t i = 0; i < arrived.size(); ++i) {
        QVERIFY(arrived[i].complete);
        QCOMPARE(arrived[i].line, std::string(row.arrived[i].line));
        QCOMPARE(arrived[i].ownFields(), withHost(row.arrived[i].fields));
        QCOMPARE(arrived[i].body, withHost(row.arrived[i].body));
        QCOMPARE(arrived[i].trailers, std::string(row.arrived[i].trailers));
    }
}

void FramingTest::passesNothingOfWhatItRefuses_data() {
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<int>("status");
    for (const Refused& row : refusedRows())
        QTest::newRow(row.name.c_str()) << toByteArray(row.sent) << row.status;
}

void FramingTest::passesNothingOfWhatItRefuses() {
    QFETCH(QByteArray, sent);
    QFETCH(int, status);
    m_upstream->answerWith({RecordingUpstream::ok("recorded")});
    HttpConnection client(m_program->http());
    QVERIFY(client.sendRaw(sent.toStdString()));
    const HttpReply reply = client.receive();
    QVERIFY2(reply.failure.empty(), reply.failure.c_str());
    QCOMPARE(reply.status, status);
    QCOMPARE(reply.field("Connection"), std::string("close"));
    QCOMPARE(client.receiveSome().value_or("").substr(0, 5), std::string());
    QVERIFY(client.closedByPeer(std::chrono::seconds(5)));
    // The beginning of a chunked body may have been on its way when its fault came.
    for (const RecordedRequest& request : arrivedSoFar()) {
        QVERIFY2(!request.complete && !request.broken, request.line.c_str());
        QCOMPARE(request.line, std::string("POST /x HTTP/1.1"));
        QVERIFY(sent.startsWith(toByteArray(chunkedHead)));
    }
}

void FramingTest::sendsOthersAway_data() {
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<int>("status");
    QTest::newRow("9110-15.5.5 unknown host") << QByteArray("GET /x HTTP/1.1\r\nHost: b\r\n\r\n") << 404;
    QTest::newRow("9112-3.2 no host in 1.0") << QByteArray("GET /x HTTP/1.0\r\n\r\n") << 404;
    QTest::newRow("9112-3.2 name of 300 bytes")
        << QByteArray("GET /x HTTP/1.1\r\nHost: " + QByteArray(300, 'a') + "\r\n\r\n") << 404;
    QTest::newRow("9112-3.2.2 foreign absolute form")
        << toByteArray(withHost("GET http://b.example/x HTTP/1.1\r\nHost: @\r\n\r\n")) << 421;
    QTest::newRow("9112-3.2.2 foreign absolute form, its own Host")
        << QByteArray("GET http://b.example/x HTTP/1.1\r\nHost: b.example\r\n\r\n") << 421;
    QTest::newRow("9112-3.2.2 foreign address")
        << QByteArray("GET http://192.0.2.1/x HTTP/1.1\r\nHost: b\r\n\r\n") << 421;
}

void FramingTest::sendsOthersAway() {
    QFETCH(QByteArray, sent);
    HttpConnection client(m_program->http());
    QVERIFY(client.sendRaw(sent.toStdString()));
    const HttpReply reply = client.receive();
    QVERIFY2(reply.failure.empty(), reply.failure.c_str());
    QTEST(reply.status, "status");
    QCOMPARE(arrivedSoFar().size(), 0u);
}

void FramingTest::finishesNoRequestThatItsClientLeft() {
    m_upstream->answerWith({RecordingUpstream::ok("recorded")});
    for (const std::string& sent :
         {withHost(POST "Content-Length: 10\r\n\r\nhello"), chunkedHead + "5\r\nhello",
          chunkedHead + "5\r\nhello\r\n0\r\n", withHost(POST "Content-Le")}) {
        HttpConnection client(m_program->http());
        QVERIFY(client.sendRaw(sent));
        client.shutdownWrite();
        QVERIFY(client.closedByPeer(std::chrono::seconds(5)));
        for (const RecordedRequest& request : arrivedSoFar())
            QVERIFY2(!request.complete && !request.broken, request.line.c_str());
    }
}

void FramingTest::makesNoSuccessOfABrokenAnswer_data() {
    QTest::addColumn<int>("index");
    int index = 0;
    for (const Hostile& row : hostileRows())
        QTest::newRow(row.name.c_str()) << index++;
}

void FramingTest::makesNoSuccessOfABrokenAnswer() {
    static const std::vector<Hostile> rows = hostileRows();
    QFETCH(int, index);
    const Hostile& row = rows[static_cast<std::size_t>(index)];
    m_upstream->answerWith({row.bytes, row.then});
    HttpConnection client(m_program->http());
    QVERIFY(client.sendRaw(row.method + withHost(" /x HTTP/1.1\r\nHost: @\r\n") + row.fields + "\r\n"));
    const HttpReply reply = client.receive(
        row.method == "HEAD"s || (row.outcome == Outcome::Whole && row.body.empty()) ? ReplyBody::None
                                                                                     : ReplyBody::AsFramed);
    switch (row.outcome) {
        case Outcome::Refused:
            QVERIFY2(reply.failure.empty(), reply.failure.c_str());
            QCOMPARE(reply.status, 502);
            break;
        case Outcome::Cut:
            QVERIFY(!reply.failure.empty() || reply.status == 502);
            QVERIFY(client.closedByPeer(std::chrono::seconds(5)) || reply.status == 502);
            break;
        case Outcome::Whole:
            QVERIFY2(reply.failure.empty(), reply.failure.c_str());
            QCOMPARE(reply.body, row.body);
            break;
    }
    // The next answer is that to the next request, whatever is left of this one.
    for (const RecordedRequest& request : arrivedSoFar())
        QVERIFY(request.complete);
}

void FramingTest::takesNoAnswerThatCameBeforeItsRequest() {
    m_upstream->answerWith({RecordingUpstream::ok("recorded")});
    QCOMPARE(m_program->through(host, "/x").body, std::string("recorded"));
    QVERIFY(m_upstream->openConnections() > 0);
    m_upstream->sendUnasked(poison);
    // A connection on which something came unasked is not used again: the program closes it.
    QVERIFY(waitUntil([&] { return m_upstream->openConnections() == 0; }));
    QCOMPARE(m_program->through(host, "/x").body, std::string("recorded"));
}

void FramingTest::endsTheConnectionOfAnAnswerThatMayGoOn_data() {
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("9110-8.6 204 with a length") << QByteArray("HTTP/1.1 204 x\r\nContent-Length: 5\r\n\r\n");
    QTest::newRow("9112-6.1 204 with chunks")
        << QByteArray("HTTP/1.1 204 x\r\nTransfer-Encoding: chunked\r\n\r\n");
    QTest::newRow("9112-9.6 close") << QByteArray("HTTP/1.1 204 x\r\nConnection: close\r\n\r\n");
    QTest::newRow("9112-9.3 1.0") << QByteArray("HTTP/1.0 204 x\r\n\r\n");
}

void FramingTest::endsTheConnectionOfAnAnswerThatMayGoOn() {
    QFETCH(QByteArray, answer);
    m_upstream->answerWith({"HTTP/1.1 204 x\r\n\r\n"});
    QCOMPARE(m_program->through(host, "/x").status, 204);
    QVERIFY(m_upstream->openConnections() > 0);
    m_upstream->answerWith({answer.toStdString()});
    QCOMPARE(m_program->through(host, "/x").status, 204);
    QVERIFY(waitUntil([&] { return m_upstream->openConnections() == 0; }));
}

QTEST_GUILESS_MAIN(FramingTest)
#include "tst_framing.moc"
