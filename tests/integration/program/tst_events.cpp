// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The event stream and the resource API of the real program: ETags, paging and Last-Event-ID as a window
// would use them.
#include "tests/support/printing.h"
#include "tests/support/program.h"
#include "tests/support/testupstream.h"
#include "tests/support/waituntil.h"

#include <QTest>

using namespace portolan::support;

namespace {

struct Event {
    std::string id;
    std::string type;
    Json data;
};

/// Follows GET /api/v1/events on a connection of its own.
class EventReader {
  public:
    EventReader(const ProgramUnderTest& program, const std::string& lastId) : m_connection(program.api()) {
        HttpCall call{"GET",
                      "/api/v1/events",
                      {},
                      {{"Accept", "text/event-stream"}, {"Authorization", "Bearer " + program.token()}}};
        if (!lastId.empty())
            call.fields.emplace_back("Last-Event-ID", lastId);
        m_connection.send(call);
        m_head = m_connection.receiveHead();
    }
    [[nodiscard]] const HttpReply& head() const { return m_head; }

    /// The next event of that type; others are passed over.
    Event next(const std::string& type) {
        for (;;) {
            Event event = parse(m_connection.receiveUntil("\n\n"));
            if (event.type == type || event.type.empty())
                return event;
        }
    }

  private:
    /// A block may have chunk sizes around it: only lines with a field name count. An empty type: no event
    /// came.
    Event parse(const std::string& block) {
        Event event;
        if (block.empty())
            return event;
        event.type = "comment";
        for (std::size_t at = 0; at < block.size();) {
            const std::size_t end = std::min(block.find('\n', at), block.size());
            const std::string line = block.substr(at, end - at);
            if (line.starts_with("id: "))
                event.id = line.substr(4);
            else if (line.starts_with("event: "))
                event.type = line.substr(7);
            else if (line.starts_with("data: "))
                event.data = Json::parse(line.substr(6));
            at = end + 1;
        }
        return event;
    }

    HttpConnection m_connection;
    HttpReply m_head;
};

std::string service(const std::string& host, int port) {
    return R"({"host":")" + host + R"(","targets":[{"address":"127.0.0.1","port":)" + std::to_string(port) +
           "}]}";
}

}  // namespace

class EventsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ProgramUnderTest> m_program;

    [[nodiscard]] HttpReply call(const std::string& method, const std::string& target,
                                 const std::string& body = {}, Fields fields = {}) const {
        HttpCall call{method, target, {}, std::move(fields), body};
        if (!body.empty())
            call.fields.emplace_back("Content-Type", "application/json");
        return m_program->callWithToken(call);
    }

  private Q_SLOTS:
    void init() {
        m_program = std::make_unique<ProgramUnderTest>();
        QVERIFY2(m_program->start(), m_program->explain().c_str());
    }
    void cleanup() {
        if (QTest::currentTestFailed())
            qWarning("%s", m_program->explain().c_str());
        m_program.reset();
    }

    void tellsOfEachChange() {
        EventReader reader(*m_program, {});
        QCOMPARE(reader.head().status, 200);
        QVERIFY(reader.head().field("Content-Type").starts_with("text/event-stream"));
        QCOMPARE(m_program->addService("one", 80).status, 201);
        const Event added = reader.next("service.added");
        QCOMPARE(added.data["host"].text(), std::string("one.internal.example"));
        QVERIFY(!added.id.empty());
        QCOMPARE(m_program->addService("one", 81).status, 200);
        QCOMPARE(reader.next("service.changed").data["targets"][0]["port"].number(), 81);
        QCOMPARE(m_program->call(jsonCall("DELETE", "/remove-record", R"({"name":"one"})")).status, 200);
        QCOMPARE(reader.next("service.removed").data["host"].text(), std::string("one.internal.example"));
    }

    void goesOnWhereAReaderLeftOff() {
        std::string last;
        {
            EventReader reader(*m_program, {});
            QCOMPARE(m_program->addService("one", 80).status, 201);
            last = reader.next("service.added").id;
        }
        QCOMPARE(m_program->addService("two", 80).status, 201);
        QCOMPARE(m_program->addService("three", 80).status, 201);
        EventReader again(*m_program, last);
        QCOMPARE(again.next("service.added").data["host"].text(), std::string("two.internal.example"));
        QCOMPARE(again.next("service.added").data["host"].text(), std::string("three.internal.example"));
    }

    void saysWhenEventsWereMissed_data() {
        QTest::addColumn<QByteArray>("lastId");
        QTest::newRow("long gone") << QByteArray("1");
        QTest::newRow("not yet there") << QByteArray("9000000000000000000");
    }
    void saysWhenEventsWereMissed() {
        QFETCH(QByteArray, lastId);
        EventReader reader(*m_program, lastId.toStdString());
        QCOMPARE(reader.head().status, 200);
        QCOMPARE(reader.next("reset").type, std::string("reset"));
    }

    void tellsOfAChangeOfHealth() {
        auto upstream = std::make_unique<TestUpstream>("x");
        EventReader reader(*m_program, {});
        QCOMPARE(m_program->addService("app", upstream->port()).status, 201);
        const Event up = reader.next("health.changed");
        QCOMPARE(up.data["host"].text(), std::string("app.internal.example"));
        QCOMPARE(up.data["health"]["state"].text(), std::string("up"));
        upstream.reset();
        const Event down = reader.next("health.changed");
        QCOMPARE(down.data["health"]["state"].text(), std::string("down"));
        QVERIFY2(down.data.text().find("refused") != std::string::npos, down.data.text().c_str());
    }

    void keepsAServiceUnderItsIdAndEtag() {
        const HttpReply made = call("POST", "/api/v1/services", service("one", 80));
        QVERIFY2(made.status == 201, made.body.c_str());
        const std::string place = made.field("Location");
        QVERIFY2(place.starts_with("/api/v1/services/"), place.c_str());
        const HttpReply shown = call("GET", place);
        QCOMPARE(shown.status, 200);
        QCOMPARE(Json::parse(shown.body)["host"].text(), std::string("one.internal.example"));
        const std::string tag = shown.field("ETag");
        QVERIFY2(tag.size() > 2 && tag.front() == '"', tag.c_str());
        QCOMPARE(call("GET", place, {}, {{"If-None-Match", tag}}).status, 304);
        QCOMPARE(call("HEAD", place).field("ETag"), tag);
        const HttpReply changed = call("PUT", place, service("one", 81), {{"If-Match", tag}});
        QCOMPARE(changed.status, 200);
        QVERIFY(changed.field("ETag") != tag);
        QCOMPARE(call("PUT", place, service("one", 82), {{"If-Match", tag}}).status, 412);
        QCOMPARE(call("DELETE", place, {}, {{"If-Match", tag}}).status, 412);
        QCOMPARE(Json::parse(call("GET", place).body)["targets"][0]["port"].number(), 81);
        const int removed = call("DELETE", place).status;
        QVERIFY2(removed == 200 || removed == 204, std::to_string(removed).c_str());
        QCOMPARE(call("GET", place).status, 404);
    }

    void listsInPages() {
        for (int i = 0; i < 5; ++i)
            QCOMPARE(call("POST", "/api/v1/services", service("s" + std::to_string(i), 80)).status, 201);
        const Json page = Json::parse(call("GET", "/api/v1/services?limit=2&offset=3").body);
        QCOMPARE(page["total"].number(), 5);
        QCOMPARE(page["items"].size(), std::size_t{2});
        QCOMPARE(page["items"][0]["host"].text(), std::string("s3.internal.example"));
    }

    void aPreviewChangesNothing() {
        const HttpReply preview =
            call("POST", "/api/v1/services/preview", R"({"draft":)" + service("one", 80) + "}");
        QVERIFY2(preview.status == 200, preview.body.c_str());
        QCOMPARE(Json::parse(preview.body)["host"].text(), std::string("one.internal.example"));
        QCOMPARE(Json::parse(call("GET", "/api/v1/services").body)["total"].number(), 0);
    }

    void keepsStandAloneRecords() {
        const HttpReply made =
            call("POST", "/api/v1/records", R"({"name":"note","type":"TXT","data":"hello"})");
        QVERIFY2(made.status == 201, made.body.c_str());
        const std::string id = Json::parse(made.body)["id"].text();
        QCOMPARE(Json::parse(call("GET", "/api/v1/records").body)["total"].number(), 1);
        const std::string port = std::to_string(m_program->dns().port);
        QCOMPARE(runCommand({{"dig", "+short", "-p", port, "@127.0.0.1", "note.internal.example", "TXT"}, {}})
                     .output,
                 std::string("\"hello\"\n"));
        const int removed = call("DELETE", "/api/v1/records/" + id).status;
        QVERIFY2(removed == 200 || removed == 204, std::to_string(removed).c_str());
        QCOMPARE(Json::parse(call("GET", "/api/v1/records").body)["total"].number(), 0);
    }

    void returnsTheRequestsId() {
        QCOMPARE(call("GET", "/api/v1/zones", {}, {{"X-Request-Id", "abc-1"}}).field("X-Request-Id"),
                 std::string("abc-1"));
    }
};

QTEST_GUILESS_MAIN(EventsTest)
#include "tst_events.moc"
