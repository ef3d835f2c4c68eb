// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/httpwire/parser.h"
#include "backend/httpwire/writer.h"

#include <QTest>

#include <string>

using namespace portolan::httpwire;
using namespace std::string_view_literals;

class TestWriter : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void writesRequests();
    void writesResponses();
    void dropsWhatWouldSplitAHead_data();
    void dropsWhatWouldSplitAHead();
    void growsAndIsReused();
    void writesWhatItsParserReads();
};

void TestWriter::writesRequests() {
    HeadWriter writer;
    writer.requestLine("GET", "/a?b");
    QVERIFY(writer.field(KnownField::Host, "h"));
    QVERIFY(writer.field("X-Y", ""));
    writer.field(KnownField::ContentLength, std::uint64_t{18446744073709551615U});
    writer.end();
    QCOMPARE(writer.view(),
             "GET /a?b HTTP/1.1\r\nHost: h\r\nX-Y: \r\nContent-Length: 18446744073709551615\r\n\r\n"sv);
}

void TestWriter::writesResponses() {
    HeadWriter writer;
    writer.statusLine(404);
    writer.literal("Date: Mon, 23 Nov 2026 18:00:00 GMT\r\n");
    writer.end();
    QCOMPARE(writer.view(), "HTTP/1.1 404 Not Found\r\nDate: Mon, 23 Nov 2026 18:00:00 GMT\r\n\r\n"sv);
    writer.clear();
    writer.statusLine(200, "Fine");
    writer.end();
    QCOMPARE(writer.view(), "HTTP/1.1 200 Fine\r\n\r\n"sv);
    writer.clear();
    writer.statusLine(299);
    QCOMPARE(writer.view(), "HTTP/1.1 299 \r\n"sv);
    writer.clear();
    writer.statusLine(200, "A\r\nX: 1");
    QCOMPARE(writer.view(), "HTTP/1.1 200 OK\r\n"sv);
}

void TestWriter::dropsWhatWouldSplitAHead_data() {
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("9110-5.5 CR LF in value") << QByteArray("X") << QByteArray("1\r\nSet-Cookie: a");
    QTest::newRow("9110-5.5 LF in value") << QByteArray("X") << QByteArray("1\nY: 2");
    QTest::newRow("9110-5.5 CR in value") << QByteArray("X") << QByteArray("1234567890\r2");
    QTest::newRow("9110-5.5 NUL in value") << QByteArray("X") << QByteArray("1\0002", 3);
    QTest::newRow("9110-5.1 empty name") << QByteArray("") << QByteArray("1");
    QTest::newRow("9110-5.1 blank in name") << QByteArray("X Y") << QByteArray("1");
    QTest::newRow("9110-5.1 colon in name") << QByteArray("X:") << QByteArray("1");
    QTest::newRow("9110-5.1 CR LF in name") << QByteArray("X: 1\r\nY") << QByteArray("1");
}

void TestWriter::dropsWhatWouldSplitAHead() {
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    HeadWriter writer;
    QVERIFY(!writer.field(name.toStdString(), value.toStdString()));
    QVERIFY(writer.view().empty());
}

void TestWriter::growsAndIsReused() {
    HeadWriter writer;
    std::string expected = "HTTP/1.1 200 OK\r\n";
    writer.statusLine(200);
    for (int i = 0; i < 500; ++i) {
        const std::string value(static_cast<std::size_t>(i % 90), 'v');
        QVERIFY(writer.field("X-Name", value));
        expected += "X-Name: " + value + "\r\n";
    }
    QVERIFY(writer.view() == expected);
    writer.clear();
    QVERIFY(writer.view().empty());
    writer.end();
    QCOMPARE(writer.view(), "\r\n"sv);
}

void TestWriter::writesWhatItsParserReads() {
    constexpr std::string_view bytes =
        "PUT /x HTTP/1.1\r\nhost:  A:1 \r\nX-A:b\r\nContent-Length: 3\r\nAccept: */*\r\n\r\n";
    RequestHead head;
    QVERIFY(parseRequestHead(bytes, Limits{}, head).complete());
    HeadWriter writer;
    writer.requestLine(head.methodText, head.target);
    for (const Field& field : head.fields)
        writer.field(field);
    writer.end();
    QCOMPARE(writer.view(),
             "PUT /x HTTP/1.1\r\nhost: A:1\r\nX-A: b\r\nContent-Length: 3\r\nAccept: */*\r\n\r\n"sv);
    RequestHead again;
    QVERIFY(parseRequestHead(writer.view(), Limits{}, again).complete());
    QCOMPARE(again.fields.size(), head.fields.size());
    QCOMPARE(again.contentLength, 3U);
}

QTEST_GUILESS_MAIN(TestWriter)
#include "tst_writer.moc"
