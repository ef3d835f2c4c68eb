// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/errors.h"
#include "backend/rest/server.h"
#include "tests/unit/rest/fakeadministration.h"

#include <QJsonDocument>
#include <QTest>

using namespace portolan;
using namespace portolan::rest;

namespace {

QString text(const char* latin1) {
    return QString::fromLatin1(latin1);
}

Method methodOf(const QByteArray& name) {
    for (const auto& [known, method] :
         std::initializer_list<std::pair<const char*, Method>>{{"GET", Method::Get},
                                                               {"HEAD", Method::Head},
                                                               {"POST", Method::Post},
                                                               {"PUT", Method::Put},
                                                               {"DELETE", Method::Delete},
                                                               {"OPTIONS", Method::Options},
                                                               {"PATCH", Method::Patch}})
        if (name == known)
            return method;
    return Method::Other;
}

}  // namespace

/// The routes behind Server::handle(), against a fake Administration.
class TestRoutes : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init();
    void cleanup();

    void addRecordAnnounces();
    void addRecordSaysWhetherItCreated();
    void addRecordRefusesBadBodies_data();
    void addRecordRefusesBadBodies();
    void listRecordsIsAnArrayOfNames();
    void removeRecordByBodyOrQuery();
    void healthIs503WhenAPartHasFailed();
    void errorsHaveTheShapeOfTheirPath_data();
    void errorsHaveTheShapeOfTheirPath();

    void servicesAreListedInPages();
    void servicesAreFoundByHost();
    void servicesRefuseBadQueries();
    void aServiceIsAddedWithLocationAndETag();
    void aTakenHostIs409WithItsOwner();
    void aServiceIsShownWithItsETag();
    void aKnownETagIs304_data();
    void aKnownETagIs304();
    void changesCarryTheirPrecondition_data();
    void changesCarryTheirPrecondition();
    void aServiceIsPreviewed();

    void recordsAreListedAddedShownReplacedAndRemoved();
    void aZoneIsExported();
    void authoritiesAreAnArray();
    void zonesAndHealthAreShown();
    void eventsAreAdmitted();

    void refusesForeignHostsBeforeAnythingElse();
    void theTokenMakesTheCaller();
    void requestIdsGoOutAsTheyCameIn();
    void repliesMayComeLater();
    void rulesCanBeReplaced();

  private:
    Response call(const QByteArray& method, const char* target, const QByteArray& body = {},
                  const Fields& fields = {}) {
        Request request;
        request.method = methodOf(method);
        const QUrl url(QString::fromLatin1(target));
        request.path = url.path();
        request.query = QUrlQuery(url);
        request.body = body;
        request.fields = fields;
        for (const auto& [name, value] : Fields{{"Host", "dns.internal.x"},
                                                {"Portolan-Peer", "100.2.2.2"},
                                                {"Portolan-Local", "100.1.1.1:8080"},
                                                {"Portolan-Listener", "api"},
                                                {"Portolan-Request-Id", "id-1"},
                                                {"Content-Type", "application/json"}})
            if (request.field(name.constData()).isEmpty())
                request.fields.emplaceBack(name, value);
        m_answers = 0;
        m_response = {};
        m_server->handle(request, [this](const Response& response) {
            ++m_answers;
            m_response = response;
        });
        return m_response;
    }
    static QByteArray field(const Response& response, const char* name) {
        for (const auto& [key, value] : response.fields)
            if (key == name)
                return value;
        return {};
    }
    static QJsonObject json(const Response& response) {
        return QJsonDocument::fromJson(response.body).object();
    }

    std::unique_ptr<FakeAdministration> m_administration;
    std::unique_ptr<Server> m_server;
    Response m_response;
    int m_answers = 0;
};

void TestRoutes::init() {
    m_administration = std::make_unique<FakeAdministration>();
    m_server = std::make_unique<Server>(*m_administration,
                                        AccessRules{{*model::HostName::parse("internal.x")}, "t0ken"});
    m_administration->service.id = model::ServiceId{7};
    m_administration->service.host = "llm.internal.x";
    m_administration->service.revision = 17;
    m_administration->record.id = model::RecordId{3};
    m_administration->record.name = "a.internal.x";
    m_administration->record.revision = 9;
}

void TestRoutes::cleanup() {
    m_server.reset();
    m_administration.reset();
}

void TestRoutes::addRecordAnnounces() {
    const Response response = call("POST", "/add-record", R"({
      "service_name": "llm-service", "name": "llm.internal.jerkytreats.dev", "ip": "100.1.1.1",
      "port": 8080, "forward_to_ip": "100.2.2.2", "proxy_enabled": true })");
    QCOMPARE(response.status, 201);
    const api::AnnounceRequest& asked = m_administration->announced;
    QCOMPARE(asked.serviceName.value_or(""), std::string("llm-service"));
    QCOMPARE(asked.name, std::string("llm.internal.jerkytreats.dev"));
    QCOMPARE(asked.ip.value_or(""), std::string("100.1.1.1"));
    QCOMPARE(asked.port.value_or(0), 8080);
    QCOMPARE(asked.forwardToIp.value_or(""), std::string("100.2.2.2"));
    QCOMPARE(asked.proxyEnabled.value_or(false), true);
    QVERIFY(m_administration->caller.authority == api::Authority::Network);
    QCOMPARE(m_administration->caller.address.toString(), std::string("100.2.2.2"));
    QCOMPARE(m_administration->caller.requestId, std::string("id-1"));
}

void TestRoutes::addRecordSaysWhetherItCreated() {
    auto& reply = m_administration->announceReply;
    reply.name.name = "llm.internal.x";
    reply.name.type = "A";
    reply.name.ip = "100.1.1.1";
    reply.name.proxyRule = api::NameView::ProxyRule{};
    reply.warnings = {{"address.not_ours", "That is not ours.", {}}};
    const Response created = call("POST", "/add-record", R"({"name":"llm"})");
    QCOMPARE(created.status, 201);
    QCOMPARE(field(created, "Content-Type"), QByteArray("application/json"));
    QCOMPARE(json(created)[text("name")].toString(), text("llm.internal.x"));
    QCOMPARE(json(created)[text("ip")].toString(), text("100.1.1.1"));
    QVERIFY(json(created).contains(text("proxy_rule")));
    QVERIFY(json(created).contains(text("warnings")));
    reply.outcome = api::Outcome::Updated;
    QCOMPARE(call("POST", "/add-record", R"({"name":"llm"})").status, 200);
}

void TestRoutes::addRecordRefusesBadBodies_data() {
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("fieldAtFault");
    QTest::newRow("not json") << QByteArray("name=llm") << 400 << QString();
    QTest::newRow("cut off") << QByteArray("{\"name\":") << 400 << QString();
    QTest::newRow("empty") << QByteArray() << 400 << QString();
    QTest::newRow("array") << QByteArray("[]") << 400 << QString();
    QTest::newRow("no name") << QByteArray("{}") << 422 << text("name");
    QTest::newRow("name of a wrong type") << QByteArray("{\"name\":5}") << 422 << text("name");
    QTest::newRow("port of a wrong type")
        << QByteArray("{\"name\":\"a\",\"port\":\"80\"}") << 422 << text("port");
    QTest::newRow("port with a fraction")
        << QByteArray("{\"name\":\"a\",\"port\":80.5}") << 422 << text("port");
}

void TestRoutes::addRecordRefusesBadBodies() {
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    const Response response = call("POST", "/add-record", body);
    QCOMPARE(response.status, status);
    QCOMPARE(json(response)[text("error")].toBool(), true);
    QCOMPARE(json(response)[text("status")].toInt(), status);
    QVERIFY(!json(response)[text("code")].toString().isEmpty());
    QVERIFY(!json(response)[text("message")].toString().isEmpty());
    QTEST(json(response)[text("field")].toString(), "fieldAtFault");
    QVERIFY(m_administration->calls.empty());
}

void TestRoutes::listRecordsIsAnArrayOfNames() {
    m_administration->names.resize(2);
    m_administration->names[1].name = "b.internal.x";
    const Response response = call("GET", "/list-records");
    QCOMPARE(response.status, 200);
    const QJsonArray array = QJsonDocument::fromJson(response.body).array();
    QCOMPARE(array.size(), 2);
    QCOMPARE(array[1].toObject()[text("name")].toString(), text("b.internal.x"));
    m_administration->names.clear();
    QCOMPARE(call("GET", "/list-records").body.trimmed(), QByteArray("[]"));
}

void TestRoutes::removeRecordByBodyOrQuery() {
    Response response = call("DELETE", "/remove-record", R"({"service_name":"x","name":"llm.internal.x"})");
    QCOMPARE(response.status, 200);
    QCOMPARE(m_administration->withdrawn, std::string("llm.internal.x"));
    QCOMPARE(json(response)[text("removed")].toBool(), true);
    response = call("DELETE", "/remove-record?service_name=x&name=b%2Einternal.x");
    QCOMPARE(m_administration->withdrawn, std::string("b.internal.x"));
    m_administration->calls.clear();
    response = call("DELETE", "/remove-record");
    QCOMPARE(response.status, 422);
    QCOMPARE(json(response)[text("field")].toString(), text("name"));
    QCOMPARE(call("DELETE", "/remove-record?name=a", "{").status, 400);
    QVERIFY(m_administration->calls.empty());
}

void TestRoutes::healthIs503WhenAPartHasFailed() {
    auto& status = m_administration->systemStatus;
    status.version = "0.1.0";
    status.components = {{"dns", api::ComponentState::Ok, ""},
                         {"https", api::ComponentState::Disabled, "not yet"}};
    for (const char* path : {"/health", "/api/v1/health"}) {
        status.components[0].state = api::ComponentState::Ok;
        QCOMPARE(call("GET", path).status, 200);
        QCOMPARE(json(m_response)[text("version")].toString(), text("0.1.0"));
        status.components[0].state = api::ComponentState::Failed;
        QCOMPARE(call("GET", path).status, 503);
        QVERIFY(json(m_response)[text("components")].toObject().contains(text("dns")));
    }
}

void TestRoutes::errorsHaveTheShapeOfTheirPath_data() {
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char* method, const char* path, const char* body) {
        QTest::addRow("%s %s", method, path) << QByteArray(method) << QByteArray(path) << QByteArray(body);
    };
    row("POST", "/add-record", "{\"name\":\"a\"}");
    row("GET", "/list-records", "");
    row("DELETE", "/remove-record", "{\"name\":\"a\"}");
    row("GET", "/health", "");
    row("GET", "/api/v1/services", "");
    row("POST", "/api/v1/services", "{\"host\":\"a\",\"targets\":[]}");
    row("POST", "/api/v1/services/preview", "{\"draft\":{\"host\":\"a\",\"targets\":[]}}");
    row("GET", "/api/v1/services/7", "");
    row("PUT", "/api/v1/services/7", "{\"host\":\"a\",\"targets\":[]}");
    row("DELETE", "/api/v1/services/7", "");
    row("GET", "/api/v1/records", "");
    row("POST", "/api/v1/records", "{\"name\":\"a\",\"type\":\"A\",\"data\":\"1.2.3.4\"}");
    row("GET", "/api/v1/records/3", "");
    row("PUT", "/api/v1/records/3", "{\"name\":\"a\",\"type\":\"A\",\"data\":\"1.2.3.4\"}");
    row("DELETE", "/api/v1/records/3", "");
    row("GET", "/api/v1/zones", "");
    row("GET", "/api/v1/zones/internal.x/file", "");
    row("GET", "/api/v1/health", "");
}

void TestRoutes::errorsHaveTheShapeOfTheirPath() {
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    for (const char* code :
         {"access.not_owner", "service.not_found", "store.failed", "call.timeout", "name.empty"}) {
        m_administration->error = base::Error{code, "Said.", "name", {{"a", "b"}}};
        const Response response = call(method, path.constData(), body);
        QCOMPARE(m_answers, 1);
        QCOMPARE(response.status, api::httpStatusOf(code));
        const bool problem = path.startsWith("/api/");
        QCOMPARE(field(response, "Content-Type"),
                 QByteArray(problem ? "application/problem+json" : "application/json"));
        QCOMPARE(json(response)[text("code")].toString(), text(code));
        QCOMPARE(json(response)[text("status")].toInt(), response.status);
        QCOMPARE(json(response).contains(text("error")), !problem);
        QCOMPARE(json(response).contains(text("errors")), problem);
    }
}

void TestRoutes::servicesAreListedInPages() {
    m_administration->services = {{m_administration->service}, 40};
    const Response response = call("GET", "/api/v1/services?filter=l%2Bm%20x&offset=20&limit=5");
    QCOMPARE(response.status, 200);
    QCOMPARE(m_administration->listed.filter, std::string("l+m x"));
    QCOMPARE(m_administration->listed.offset, 20U);
    QCOMPARE(m_administration->listed.limit, 5U);
    QCOMPARE(json(response)[text("total")].toInt(), 40);
    QCOMPARE(json(response)[text("items")].toArray().size(), 1);
    (void)call("GET", "/api/v1/services");
    QCOMPARE(m_administration->listed.filter, std::string());
    QCOMPARE(m_administration->listed.offset, 0U);
}

void TestRoutes::servicesAreFoundByHost() {
    api::ServiceView other = m_administration->service;
    other.host = "my-llm.internal.x";
    m_administration->services = {{other, m_administration->service, other}, 3};
    const Response response = call("GET", "/api/v1/services?host=LLM.internal.x.");
    QCOMPARE(m_administration->listed.filter, std::string("LLM.internal.x"));
    QCOMPARE(json(response)[text("total")].toInt(), 1);
    QCOMPARE(json(response)[text("items")].toArray()[0].toObject()[text("host")].toString(),
             text("llm.internal.x"));
    const Response behind = call("GET", "/api/v1/services?host=llm.internal.x&offset=1");
    QCOMPARE(json(behind)[text("total")].toInt(), 1);
    QCOMPARE(json(behind)[text("items")].toArray().size(), 0);
}

void TestRoutes::servicesRefuseBadQueries() {
    for (const char* query : {"limit=x", "offset=-1", "limit=1.5", "limit="}) {
        const QByteArray target = QByteArray("/api/v1/services?") + query;
        QCOMPARE(call("GET", target.constData()).status, 400);
        QCOMPARE(json(m_response)[text("code")].toString(), text("request.query"));
    }
    QVERIFY(m_administration->calls.empty());
}

void TestRoutes::aServiceIsAddedWithLocationAndETag() {
    m_administration->warnings = {{"target.outside_tailnet", "Outside.", {}}};
    const Response response =
        call("POST", "/api/v1/services", R"({"host":"llm","targets":[{"address":"100.2.2.2","port":8080}]})");
    QCOMPARE(response.status, 201);
    QCOMPARE(field(response, "Location"), QByteArray("/api/v1/services/7"));
    QCOMPARE(field(response, "ETag"), QByteArray("\"r17\""));
    QCOMPARE(m_administration->draft.host, std::string("llm"));
    QCOMPARE(m_administration->draft.targets.size(), 1U);
    QVERIFY(json(response).contains(text("warnings")));
}

void TestRoutes::aTakenHostIs409WithItsOwner() {
    m_administration->error = base::Error{"service.host_taken", "Taken.", "host", {{"id", "7"}}};
    const Response response = call("POST", "/api/v1/services", R"({"host":"llm","targets":[]})");
    QCOMPARE(response.status, 409);
    const QJsonObject detail = json(response)[text("errors")].toArray()[0].toObject();
    QCOMPARE(detail[text("params")].toObject()[text("id")].toString(), text("7"));
    QCOMPARE(detail[text("field")].toString(), text("host"));
}

void TestRoutes::aServiceIsShownWithItsETag() {
    const Response response = call("GET", "/api/v1/services/7");
    QCOMPARE(response.status, 200);
    QCOMPARE(m_administration->id, 7U);
    QCOMPARE(field(response, "ETag"), QByteArray("\"r17\""));
    QCOMPARE(json(response)[text("host")].toString(), text("llm.internal.x"));
    const Response head = call("HEAD", "/api/v1/services/7");
    QCOMPARE(head.status, 200);
    QCOMPARE(field(head, "ETag"), QByteArray("\"r17\""));
    QVERIFY(head.body.isEmpty());
}

void TestRoutes::aKnownETagIs304_data() {
    QTest::addColumn<QByteArray>("ifNoneMatch");
    QTest::addColumn<int>("status");
    QTest::newRow("9110-13.1.2 same") << QByteArray("\"r17\"") << 304;
    QTest::newRow("9110-13.1.2 weak") << QByteArray("W/\"r17\"") << 304;
    QTest::newRow("9110-13.1.2 in a list") << QByteArray("\"r1\", \"r17\"") << 304;
    QTest::newRow("9110-13.1.2 any") << QByteArray("*") << 304;
    QTest::newRow("9110-13.1.2 other") << QByteArray("\"r16\"") << 200;
    QTest::newRow("9110-13.1.2 nonsense") << QByteArray("r17") << 200;
}

void TestRoutes::aKnownETagIs304() {
    QFETCH(QByteArray, ifNoneMatch);
    QFETCH(int, status);
    const Response response = call("GET", "/api/v1/services/7", {}, {{"If-None-Match", ifNoneMatch}});
    QCOMPARE(response.status, status);
    QCOMPARE(response.body.isEmpty(), status == 304);
    QCOMPARE(field(response, "ETag"), QByteArray("\"r17\""));
}

void TestRoutes::changesCarryTheirPrecondition_data() {
    QTest::addColumn<QByteArray>("ifMatch");
    QTest::addColumn<int>("status");
    QTest::addColumn<qint64>("revision");
    QTest::newRow("9110-13.1.1 none") << QByteArray() << 200 << qint64(-1);
    QTest::newRow("9110-13.1.1 any") << QByteArray("*") << 200 << qint64(-1);
    QTest::newRow("9110-13.1.1 etag") << QByteArray("\"r17\"") << 200 << qint64(17);
    QTest::newRow("9110-13.1.1 weak never matches") << QByteArray("W/\"r17\"") << 412 << qint64(-1);
    QTest::newRow("9110-13.1.1 foreign etag") << QByteArray("\"abc\"") << 412 << qint64(-1);
    QTest::newRow("9110-13.1.1 list") << QByteArray("\"r1\", \"r2\"") << 400 << qint64(-1);
}

void TestRoutes::changesCarryTheirPrecondition() {
    QFETCH(QByteArray, ifMatch);
    QFETCH(int, status);
    QFETCH(qint64, revision);
    const Fields fields = ifMatch.isEmpty() ? Fields() : Fields{{"If-Match", ifMatch}};
    const QByteArray draft = R"({"host":"llm","targets":[],"name":"a","type":"A","data":"1.2.3.4"})";
    for (const auto& [method, path] :
         std::initializer_list<std::pair<const char*, const char*>>{{"PUT", "/api/v1/services/7"},
                                                                    {"DELETE", "/api/v1/services/7"},
                                                                    {"PUT", "/api/v1/records/3"},
                                                                    {"DELETE", "/api/v1/records/3"}}) {
        m_administration->calls.clear();
        m_administration->precondition = {};
        const Response response =
            call(method, path, QByteArray(method) == "PUT" ? draft : QByteArray(), fields);
        QCOMPARE(response.status, status);
        QCOMPARE(m_administration->calls.empty(), status != 200);
        const auto asked = m_administration->precondition.revision;
        QCOMPARE(asked ? static_cast<qint64>(*asked) : qint64(-1), revision);
    }
    m_administration->error = base::Error{"precondition.stale", "Changed since.", "", {}};
    QCOMPARE(call("PUT", "/api/v1/services/7", draft, {{"If-Match", "\"r1\""}}).status, 412);
}

void TestRoutes::aServiceIsPreviewed() {
    m_administration->previewReply.host = "llm.internal.x";
    const Response response =
        call("POST", "/api/v1/services/preview", R"({"draft":{"host":"llm","targets":[]},"editing":"7"})");
    QCOMPARE(response.status, 200);
    QCOMPARE(json(response)[text("host")].toString(), text("llm.internal.x"));
    QVERIFY(m_administration->previewed.editing == model::ServiceId{7});
    QCOMPARE(call("GET", "/api/v1/services/preview").status, 405);
}

void TestRoutes::aZoneIsExported() {
    m_administration->reportReply = api::ZoneFile{"; internal.x\n"};
    const Response response = call("GET", "/api/v1/zones/internal.x/file");
    QCOMPARE(response.status, 200);
    QCOMPARE(std::get<api::ZoneFileRequest>(m_administration->reported).zone, std::string("internal.x"));
    QCOMPARE(field(response, "Content-Type"), QByteArray("text/dns"));
    QCOMPARE(response.body, QByteArray("; internal.x\n"));
    QCOMPARE(call("POST", "/api/v1/zones/internal.x/file").status, 405);
}

void TestRoutes::authoritiesAreAnArray() {
    api::AuthorityView authority{"internal.x", "Portolan internal.x", {}, {}, {}, "-----BEGIN"};
    authority.fingerprint.fill(0xab);
    m_administration->reportReply = api::AuthorityList{{authority}};
    const Response response = call("GET", "/api/v1/authorities");
    QCOMPARE(response.status, 200);
    QVERIFY(std::holds_alternative<api::AuthoritiesRequest>(m_administration->reported));
    const QJsonArray array = QJsonDocument::fromJson(response.body).array();
    QCOMPARE(array.size(), 1);
    QCOMPARE(array.at(0).toObject()[text("zone")].toString(), text("internal.x"));
    QCOMPARE(array.at(0).toObject()[text("fingerprint")].toString(),
             text("sha256:") + text("ab").repeated(32));
}

void TestRoutes::recordsAreListedAddedShownReplacedAndRemoved() {
    m_administration->records = {{m_administration->record}, 1};
    QCOMPARE(json(call("GET", "/api/v1/records?limit=3"))[text("total")].toInt(), 1);
    QCOMPARE(m_administration->listed.limit, 3U);
    const Response added =
        call("POST", "/api/v1/records", R"({"name":"a","type":"A","data":"1.2.3.4","ttl":60})");
    QCOMPARE(added.status, 201);
    QCOMPARE(field(added, "Location"), QByteArray("/api/v1/records/3"));
    QCOMPARE(m_administration->recordDraft.ttl.value_or(0), 60);
    const Response shown = call("GET", "/api/v1/records/3");
    QCOMPARE(shown.status, 200);
    QCOMPARE(field(shown, "ETag"), QByteArray("\"r9\""));
    QCOMPARE(json(shown)[text("name")].toString(), text("a.internal.x"));
    QVERIFY(m_administration->listed.id == std::uint64_t{3});
    const char* const draft = R"({"name":"a","type":"MX","data":"10 m.x"})";
    const Response replaced = call("PUT", "/api/v1/records/3", draft, {{"If-Match", "\"r9\""}});
    QCOMPARE(replaced.status, 200);
    QCOMPARE(field(replaced, "ETag"), QByteArray("\"r9\""));
    QCOMPARE(m_administration->recordDraft.type, std::string("MX"));
    QVERIFY(m_administration->precondition.revision == model::Revision{9});
    QCOMPARE(call("GET", "/api/v1/records/4").status, 404);
    QCOMPARE(json(m_response)[text("code")].toString(), text("record.not_found"));
    QCOMPARE(call("DELETE", "/api/v1/records/3").status, 200);
    QCOMPARE(m_administration->id, 3U);
    QCOMPARE(m_administration->calls.back(), std::string("removeRecord"));
}

void TestRoutes::zonesAndHealthAreShown() {
    m_administration->systemStatus.zones = {{"internal.x", 5, {}}, {"other.y", 6, {}}};
    const Response zones = call("GET", "/api/v1/zones");
    QCOMPARE(zones.status, 200);
    QCOMPARE(json(zones)[text("total")].toInt(), 2);
    QCOMPARE(json(zones)[text("items")].toArray()[1].toObject()[text("name")].toString(), text("other.y"));
}

void TestRoutes::eventsAreAdmitted() {
    const Response response = call("GET", "/api/v1/events");
    QCOMPARE(response.status, 200);
    QVERIFY(response.body.isEmpty());
    QCOMPARE(call("GET", "/api/v1/events", {}, {{"Host", "evil.example"}}).status, 403);
}

void TestRoutes::refusesForeignHostsBeforeAnythingElse() {
    for (const char* path : {"/add-record", "/nothing", "/api/v1/services", "/health"}) {
        const Response response =
            call("OPTIONS", path, "x", {{"Host", "evil.example"}, {"Content-Type", "text/plain"}});
        QCOMPARE(response.status, 403);
        QCOMPARE(json(response)[text("code")].toString(), text("access.foreign_host"));
    }
    QVERIFY(m_administration->calls.empty());
}

void TestRoutes::theTokenMakesTheCaller() {
    QCOMPARE(call("GET", "/list-records", {}, {{"Authorization", "Bearer t0ken"}}).status, 200);
    QVERIFY(m_administration->caller.authority == api::Authority::Token);
    const Response wrong = call("GET", "/list-records", {}, {{"Authorization", "Bearer wrong"}});
    QCOMPARE(wrong.status, 401);
    QVERIFY(field(wrong, "WWW-Authenticate").startsWith("Bearer"));
    QCOMPARE(call("GET", "/list-records", {}, {{"Portolan-Forwarded", "yes"}}).status, 401);
}

void TestRoutes::requestIdsGoOutAsTheyCameIn() {
    QCOMPARE(field(call("GET", "/list-records"), "X-Request-ID"), QByteArray("id-1"));
    QCOMPARE(field(call("GET", "/nothing"), "X-Request-ID"), QByteArray("id-1"));
    QCOMPARE(field(call("GET", "/health", {}, {{"Host", "evil.example"}}), "X-Request-ID"),
             QByteArray("id-1"));
}

void TestRoutes::repliesMayComeLater() {
    m_administration->pace = FakeAdministration::Pace::WhenTold;
    (void)call("POST", "/add-record", R"({"name":"llm"})");
    QCOMPARE(m_answers, 0);
    QCOMPARE(m_administration->waiting(), 1U);
    m_administration->reply();
    QCOMPARE(m_answers, 1);
    QCOMPARE(m_response.status, 201);
    QCOMPARE(field(m_response, "X-Request-ID"), QByteArray("id-1"));
}

void TestRoutes::rulesCanBeReplaced() {
    m_server->setRules({{*model::HostName::parse("new.z")}, "other"});
    QCOMPARE(call("GET", "/list-records").status, 403);
    QCOMPARE(call("GET", "/list-records", {}, {{"Host", "dns.new.z"}}).status, 200);
    QCOMPARE(
        call("GET", "/list-records", {}, {{"Host", "dns.new.z"}, {"Authorization", "Bearer t0ken"}}).status,
        401);
}

QTEST_GUILESS_MAIN(TestRoutes)
#include "tst_routes.moc"
