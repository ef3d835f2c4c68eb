// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/client/eventparser.h"

#include <QObject>
#include <QTest>

using portolan::client::EventParser;
using portolan::client::ServerSentEvent;

Q_DECLARE_METATYPE(std::vector<ServerSentEvent>)

class EventParserTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void readsStreams_data();
    void readsStreams();
    void givesTheSameEventsForEverySplit_data() { readsStreams_data(); }
    void givesTheSameEventsForEverySplit();
    void refusesAnEventWithoutEnd();
    void refusesManyLinesWithoutEnd();
};

void EventParserTest::readsStreams_data() {
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<std::vector<ServerSentEvent>>("events");
    using Events = std::vector<ServerSentEvent>;
    QTest::newRow("HTML 9.2.6 one event")
        << QByteArray("id: 7\nevent: service.added\ndata: {}\n\n") << Events{{"service.added", "{}", "7"}};
    QTest::newRow("HTML 9.2.6 without a type") << QByteArray("data: x\n\n") << Events{{"message", "x", ""}};
    QTest::newRow("HTML 9.2.6 data of several lines")
        << QByteArray("data: a\ndata: b\n\n") << Events{{"message", "a\nb", ""}};
    QTest::newRow("HTML 9.2.6 CR LF") << QByteArray("event: a\r\ndata: 1\r\n\r\ndata: 2\r\n\r\n")
                                      << Events{{"a", "1", ""}, {"message", "2", ""}};
    QTest::newRow("HTML 9.2.6 CR alone")
        << QByteArray("data: 1\r\rdata: 2\r\r") << Events{{"message", "1", ""}, {"message", "2", ""}};
    QTest::newRow("HTML 9.2.6 comments")
        << QByteArray(": heartbeat\n\n:\ndata: 1\n: inside\n\n") << Events{{"message", "1", ""}};
    QTest::newRow("HTML 9.2.6 only one space is dropped")
        << QByteArray("data:  two\ndata:none\n\n") << Events{{"message", " two\nnone", ""}};
    QTest::newRow("HTML 9.2.6 a field without colon")
        << QByteArray("data\ndata\n\n") << Events{{"message", "\n", ""}};
    QTest::newRow("HTML 9.2.6 no data, no event")
        << QByteArray("event: a\nid: 3\n\ndata: 1\n\n") << Events{{"message", "1", "3"}};
    QTest::newRow("HTML 9.2.6 the id stays")
        << QByteArray("id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n")
        << Events{{"message", "a", "1"}, {"message", "b", "1"}, {"message", "c", ""}};
    QTest::newRow("HTML 9.2.6 an id with NUL is ignored")
        << QByteArray("id: 1\ndata: a\n\nid: 2\0x\ndata: b\n\n", 32)
        << Events{{"message", "a", "1"}, {"message", "b", "1"}};
    QTest::newRow("HTML 9.2.6 a byte order mark") << QByteArray(
                                                         "\xEF\xBB\xBF"
                                                         "data: 1\n\n")
                                                  << Events{{"message", "1", ""}};
    QTest::newRow("HTML 9.2.6 unknown fields")
        << QByteArray("colour: red\nretry: 10\ndata: 1\n\n") << Events{{"message", "1", ""}};
    QTest::newRow("HTML 9.2.6 an unfinished event is not one")
        << QByteArray("data: 1\n\ndata: 2\n") << Events{{"message", "1", ""}};
    QTest::newRow("a colon in the data")
        << QByteArray("data: {\"a\":1}\n\n") << Events{{"message", "{\"a\":1}", ""}};
}

void EventParserTest::readsStreams() {
    QFETCH(QByteArray, stream);
    QFETCH(std::vector<ServerSentEvent>, events);
    EventParser parser;
    const auto found = parser.feed(std::string_view(stream.constData(), std::size_t(stream.size())));
    QVERIFY(found.has_value());
    QVERIFY(*found == events);
}

void EventParserTest::givesTheSameEventsForEverySplit() {
    QFETCH(QByteArray, stream);
    QFETCH(std::vector<ServerSentEvent>, events);
    const std::string_view whole(stream.constData(), std::size_t(stream.size()));
    for (std::size_t split = 0; split <= whole.size(); ++split) {
        EventParser parser;
        auto found = parser.feed(whole.substr(0, split));
        const auto rest = parser.feed(whole.substr(split));
        QVERIFY(found.has_value() && rest.has_value());
        found->insert(found->end(), rest->begin(), rest->end());
        QVERIFY2(*found == events, qPrintable(QString::number(split)));
    }
}

void EventParserTest::refusesAnEventWithoutEnd() {
    EventParser parser;
    const std::string megabyte(1024 * 1024, 'x');
    QVERIFY(parser.feed("data: ").has_value());
    QVERIFY(parser.feed(megabyte).has_value());
    QVERIFY(parser.feed(megabyte).has_value());
    QVERIFY(parser.feed(megabyte).has_value());
    QVERIFY(!parser.feed(megabyte).has_value());
}

void EventParserTest::refusesManyLinesWithoutEnd() {
    EventParser parser;
    const std::string line = "data: " + std::string(1024, 'x') + "\n";
    int lines = 0;
    while (lines < 10000 && parser.feed(line))
        ++lines;
    QVERIFY(lines > 4000 && lines < 4200);
}

QTEST_GUILESS_MAIN(EventParserTest)
#include "tst_eventparser.moc"
