// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/json.h"
#include "backend/client/restadministration.h"
#include "tests/unit/client/cannedserver.h"

#include <QJsonDocument>
#include <QTest>

using namespace portolan;
using namespace std::chrono_literals;

namespace {

const api::Caller nobody;

api::ServiceView sampleService() {
    api::ServiceView service;
    service.id = model::ServiceId{7};
    service.name = "llm";
    service.host = "llm.internal.example";
    service.url = "http://llm.internal.example";
    service.targets.push_back({model::TargetId{3}, *base::SocketAddress::parse("100.2.2.2:8080"), 1, {}});
    service.protocol = "http";
    service.origin = *base::IpAddress::parse("100.2.2.2");
    service.revision = 17;
    return service;
}

QByteArray bytesOf(const QJsonObject& json) {
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

api::ServiceDraft sampleDraft() {
    api::ServiceDraft draft;
    draft.host = "llm";
    draft.targets.push_back({"100.2.2.2", 8080, {}});
    return draft;
}

/// Keeps the one reply of a call, and counts that it is one.
template <class T>
struct Kept {
    std::shared_ptr<std::vector<base::Result<T>>> all = std::make_shared<std::vector<base::Result<T>>>();
    api::Reply<T> reply() const {
        return [all = all](base::Result<T> result) { all->push_back(std::move(result)); };
    }
    [[nodiscard]] bool wait() const {
        return QTest::qWaitFor([this] { return !all->empty(); }, 5000) && all->size() == 1;
    }
    const base::Result<T>& one() const { return all->front(); }
    [[nodiscard]] std::string errorCode() const { return one() ? "no error" : one().error().code; }
};

}  // namespace

class RestAdministrationTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init();
    void sendsEachVerbToItsPath_data();
    void sendsEachVerbToItsPath();
    void addsAService();
    void replacesWithAPrecondition();
    void removesAService();
    void asksForAPartOfTheList();
    void readsTheSeedsList();
    void tellsCreatedFromUpdated();
    void takesAFailedPartForAStatus();
    void passesTheBackendsErrorOn();
    void givesUpAfterTheLimit();
    void saysThatNobodyListens();
    void saysThatTheConnectionWasCut();
    void saysThatItIsNoJson();
    void cancelsWhatIsUnderWay();
    void mayBeDestroyedByAReply();
    void followsNoRedirect();
    void movesWithItsBackend();

  private:
    std::unique_ptr<CannedServer> m_server;
    std::unique_ptr<client::RestAdministration> m_backend;
};

void RestAdministrationTest::init() {
    m_backend.reset();
    m_server = std::make_unique<CannedServer>();
    m_backend = std::make_unique<client::RestAdministration>(client::Endpoint{m_server->url(), "secret"},
                                                             client::Timings{.call = 3s});
}

using Verb = std::function<void(api::Administration&)>;
Q_DECLARE_METATYPE(Verb)

void RestAdministrationTest::sendsEachVerbToItsPath_data() {
    QTest::addColumn<Verb>("verb");
    QTest::addColumn<QByteArray>("line");
    const auto row = [](const char* name, const char* line, Verb verb) {
        QTest::newRow(name) << std::move(verb) << QByteArray(line);
    };
    using A = api::Administration;
    const model::ServiceId id{12};
    row("announce", "POST /add-record HTTP/1.1", [](A& a) { a.announce(nobody, {}, [](auto) {}); });
    row("withdraw", "DELETE /remove-record HTTP/1.1", [](A& a) { a.withdraw(nobody, {"x"}, [](auto) {}); });
    row("listNames", "GET /list-records HTTP/1.1", [](A& a) { a.listNames(nobody, [](auto) {}); });
    row("listServices", "GET /api/v1/services?offset=0&limit=100000 HTTP/1.1",
        [](A& a) { a.listServices(nobody, {}, [](auto) {}); });
    row("showService", "GET /api/v1/services/12 HTTP/1.1",
        [id](A& a) { a.showService(nobody, id, [](auto) {}); });
    row("addService", "POST /api/v1/services HTTP/1.1",
        [](A& a) { a.addService(nobody, sampleDraft(), [](auto) {}); });
    row("replaceService", "PUT /api/v1/services/12 HTTP/1.1",
        [id](A& a) { a.replaceService(nobody, id, sampleDraft(), {}, [](auto) {}); });
    row("removeService", "DELETE /api/v1/services/12 HTTP/1.1",
        [id](A& a) { a.removeService(nobody, id, {}, [](auto) {}); });
    row("previewService", "POST /api/v1/services/preview HTTP/1.1", [](A& a) {
        a.previewService(nobody, {sampleDraft(), {}}, [](auto) {});
    });
    row("listRecords", "GET /api/v1/records?offset=0&limit=100000 HTTP/1.1",
        [](A& a) { a.listRecords(nobody, {}, [](auto) {}); });
    row("saveRecord", "POST /api/v1/records HTTP/1.1",
        [](A& a) { a.saveRecord(nobody, {}, {}, {}, [](auto) {}); });
    row("removeRecord", "DELETE /api/v1/records/4 HTTP/1.1",
        [](A& a) { a.removeRecord(nobody, model::RecordId{4}, {}, [](auto) {}); });
    const auto report = [](const api::ReportRequest& request) {
        return [request](A& a) { a.report(nobody, request, [](auto) {}); };
    };
    row("report on totals", "GET /api/v1/traffic HTTP/1.1", report(api::TotalsRequest{}));
    row("report on requests", "GET /api/v1/requests?limit=100 HTTP/1.1", report(api::RecentRequests{}));
    row("report on queries", "GET /api/v1/queries?limit=100 HTTP/1.1", report(api::RecentQueries{}));
    row("report on a zone", "GET /api/v1/zones/x.example/file HTTP/1.1",
        report(api::ZoneFileRequest{"x.example"}));
    row("report on authorities", "GET /api/v1/authorities HTTP/1.1", report(api::AuthoritiesRequest{}));
    row("report on notices", "GET /api/v1/notices?limit=100 HTTP/1.1", report(api::NoticesRequest{}));
    row("report on webhooks", "GET /api/v1/webhooks HTTP/1.1", report(api::WebhooksRequest{}));
    row("test of a webhook", "POST /api/v1/webhooks/3/test HTTP/1.1",
        report(api::WebhookTestRequest{model::WebhookId{3}}));
    row("configure", "PUT /api/v1/webhooks/3 HTTP/1.1", [](A& a) {
        a.configure(nobody, api::SaveWebhook{model::WebhookId{3}, {"http://x"}}, {}, [](auto) {});
    });
    row("configure anew", "POST /api/v1/webhooks HTTP/1.1", [](A& a) {
        a.configure(nobody, api::SaveWebhook{{}, {"http://x"}}, {}, [](auto) {});
    });
    row("configure away", "DELETE /api/v1/webhooks/3 HTTP/1.1",
        [](A& a) { a.configure(nobody, api::RemoveWebhook{model::WebhookId{3}}, {}, [](auto) {}); });
    row("status", "GET /api/v1/health HTTP/1.1", [](A& a) { a.status(nobody, [](auto) {}); });
}

void RestAdministrationTest::sendsEachVerbToItsPath() {
    QFETCH(Verb, verb);
    QFETCH(QByteArray, line);
    verb(*m_backend);
    QVERIFY(QTest::qWaitFor([this] { return m_server->requests().size() == 1; }));
    const auto& request = m_server->requests().first();
    QCOMPARE(request.line, line);
    QVERIFY(request.fields.contains("Authorization: Bearer secret"));
    const bool hasBody = !request.body.isEmpty();
    QCOMPARE(request.fields.toLower().contains("content-type: application/json"), hasBody);
}

void RestAdministrationTest::addsAService() {
    m_server->answerNext(201, bytesOf(api::toJson(api::ServiceChange{sampleService(), {}})));
    Kept<api::ServiceChange> kept;
    m_backend->addService(nobody, sampleDraft(), kept.reply());
    QVERIFY(kept.wait());
    QVERIFY2(kept.one().ok(), kept.errorCode().c_str());
    QCOMPARE(kept.one()->service.host, std::string("llm.internal.example"));
    QCOMPARE(kept.one()->service.revision, model::Revision(17));
    const auto sent = api::parseObject(m_server->requests().first().body);
    QVERIFY(sent.ok());
    const auto draft = api::serviceDraftFromJson(sent.value());
    QVERIFY(draft.ok());
    QVERIFY(draft.value() == sampleDraft());
}

void RestAdministrationTest::replacesWithAPrecondition() {
    m_server->answerNext(200, bytesOf(api::toJson(api::ServiceChange{sampleService(), {}})));
    Kept<api::ServiceChange> kept;
    m_backend->replaceService(nobody, model::ServiceId{7}, sampleDraft(), {17}, kept.reply());
    QVERIFY(kept.wait());
    QVERIFY(kept.one().ok());
    QVERIFY(m_server->requests().first().fields.contains("If-Match: \"r17\""));
}

void RestAdministrationTest::removesAService() {
    m_server->answerNext(200, bytesOf(api::toJson(sampleService())));
    Kept<api::ServiceView> kept;
    m_backend->removeService(nobody, model::ServiceId{7}, {}, kept.reply());
    QVERIFY(kept.wait());
    QVERIFY2(kept.one().ok(), kept.errorCode().c_str());
    QVERIFY(!m_server->requests().first().fields.contains("If-Match"));
}

void RestAdministrationTest::asksForAPartOfTheList() {
    m_server->answerNext(200, bytesOf(api::toJson(api::ServicePage{{sampleService()}, 41})));
    Kept<api::ServicePage> kept;
    m_backend->listServices(nobody, {"a+b &c=%", 20, 10}, kept.reply());
    QVERIFY(kept.wait());
    QVERIFY(kept.one().ok());
    QCOMPARE(kept.one()->total, std::size_t(41));
    QCOMPARE(kept.one()->items.size(), std::size_t(1));
    QCOMPARE(m_server->requests().first().line,
             QByteArray("GET /api/v1/services?filter=a%2Bb%20%26c%3D%25&offset=20&limit=10 HTTP/1.1"));
}

void RestAdministrationTest::readsTheSeedsList() {
    api::NameView name;
    name.serviceName = "llm";
    name.name = "llm.internal.example";
    name.type = "A";
    name.ip = "100.1.1.1";
    m_server->answerNext(200, QJsonDocument(QJsonArray{api::toJson(name)}).toJson());
    Kept<std::vector<api::NameView>> kept;
    m_backend->listNames(nobody, kept.reply());
    QVERIFY(kept.wait());
    QVERIFY2(kept.one().ok(), kept.errorCode().c_str());
    QCOMPARE(kept.one()->size(), std::size_t(1));
    QCOMPARE(kept.one()->front().ip, std::string("100.1.1.1"));
}

void RestAdministrationTest::tellsCreatedFromUpdated() {
    api::AnnounceReply answer;
    answer.name.name = "llm.internal.example";
    answer.name.type = "A";
    answer.name.ip = "100.1.1.1";
    for (const auto& [status, outcome] :
         {std::pair{201, api::Outcome::Created}, std::pair{200, api::Outcome::Updated}}) {
        m_server->answerNext(status, bytesOf(api::toJson(answer)));
        Kept<api::AnnounceReply> kept;
        m_backend->announce(nobody, {}, kept.reply());
        QVERIFY(kept.wait());
        QVERIFY2(kept.one().ok(), kept.errorCode().c_str());
        QCOMPARE(kept.one()->outcome, outcome);
    }
}

void RestAdministrationTest::takesAFailedPartForAStatus() {
    api::SystemStatus status;
    status.version = "0.1.0";
    status.components.push_back({"dns", api::ComponentState::Failed, "dnsmasq (812) holds port 53"});
    m_server->answerNext(503, bytesOf(api::toJson(status)));
    Kept<api::SystemStatus> kept;
    m_backend->status(nobody, kept.reply());
    QVERIFY(kept.wait());
    QVERIFY2(kept.one().ok(), kept.errorCode().c_str());
    QVERIFY(!kept.one()->healthy());
}

void RestAdministrationTest::passesTheBackendsErrorOn() {
    const base::Error error{"service.host_taken", "llm is taken.", "host", {{"id", "7"}}};
    m_server->answerNext(409, bytesOf(api::problemToJson(error)));
    Kept<api::ServiceChange> kept;
    m_backend->addService(nobody, sampleDraft(), kept.reply());
    QVERIFY(kept.wait());
    QVERIFY(!kept.one());
    QVERIFY(kept.one().error() == error);
}

void RestAdministrationTest::givesUpAfterTheLimit() {
    client::RestAdministration impatient({m_server->url(), {}}, {.call = 30ms});
    Kept<api::SystemStatus> kept;
    impatient.status(nobody, kept.reply());
    QVERIFY(kept.wait());
    QCOMPARE(kept.errorCode(), std::string("call.timeout"));
}

void RestAdministrationTest::saysThatNobodyListens() {
    m_server->close();
    Kept<api::SystemStatus> kept;
    m_backend->status(nobody, kept.reply());
    QVERIFY(kept.wait());
    QCOMPARE(kept.errorCode(), std::string("call.not_connected"));
}

void RestAdministrationTest::saysThatTheConnectionWasCut() {
    m_server->answerNext("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
    Kept<api::SystemStatus> kept;
    m_backend->status(nobody, kept.reply());
    QTRY_COMPARE(m_server->requests().size(), 1);
    QTRY_VERIFY(m_server->requests().first().socket->bytesToWrite() == 0);
    m_server->requests().first().socket->close();
    QVERIFY(kept.wait());
    QCOMPARE(kept.errorCode(), std::string("call.not_connected"));
}

void RestAdministrationTest::saysThatItIsNoJson() {
    m_server->answerNext(200, "<html>a router's own page</html>");
    Kept<api::SystemStatus> kept;
    m_backend->status(nobody, kept.reply());
    QVERIFY(kept.wait());
    QCOMPARE(kept.errorCode(), std::string("reply.malformed"));
}

void RestAdministrationTest::cancelsWhatIsUnderWay() {
    Kept<api::SystemStatus> first;
    Kept<api::ServicePage> second;
    m_backend->status(nobody, first.reply());
    m_backend->listServices(nobody, {}, second.reply());
    m_backend.reset();
    QCOMPARE(first.all->size(), std::size_t(1));
    QCOMPARE(first.errorCode(), std::string("call.cancelled"));
    QCOMPARE(second.errorCode(), std::string("call.cancelled"));
}

void RestAdministrationTest::mayBeDestroyedByAReply() {
    m_server->answerNext(200, bytesOf(api::toJson(api::SystemStatus{})));
    Kept<api::ServicePage> other;
    bool replied = false;
    m_backend->status(nobody, [&](auto) {
        replied = true;
        m_backend.reset();
    });
    QTRY_COMPARE(m_server->requests().size(), 1);
    if (m_backend)
        m_backend->listServices(nobody, {}, other.reply());
    QTRY_VERIFY(replied);
    QVERIFY(!m_backend);
    QVERIFY(other.all->size() <= 1);
}

void RestAdministrationTest::followsNoRedirect() {
    m_server->answerNext(
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 2\r\n\r\n{}");
    Kept<api::SystemStatus> kept;
    m_backend->status(nobody, kept.reply());
    QVERIFY(kept.wait());
    QCOMPARE(kept.errorCode(), std::string("http.302"));
}

void RestAdministrationTest::movesWithItsBackend() {
    m_server->answerNext("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
    int missed = 0;
    const auto subscription = m_backend->watch(0, {{}, [&missed] { ++missed; }, {}});
    QTRY_COMPARE(missed, 1);
    CannedServer elsewhere;
    elsewhere.answerNext("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
    m_backend->moveTo({elsewhere.url(), "another"});
    m_server.reset();
    QTRY_COMPARE(missed, 2);
    QVERIFY(elsewhere.requests().first().fields.contains("Authorization: Bearer another"));
    elsewhere.answerNext(200, bytesOf(api::toJson(api::SystemStatus{})));
    Kept<api::SystemStatus> kept;
    m_backend->status(nobody, kept.reply());
    QVERIFY(kept.wait());
    QVERIFY2(kept.one().ok(), kept.errorCode().c_str());
}

QTEST_GUILESS_MAIN(RestAdministrationTest)
#include "tst_restadministration.moc"
