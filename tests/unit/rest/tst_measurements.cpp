// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/rest/measurementroutes.h"
#include "tests/unit/rest/fakeadministration.h"

#include <QJsonDocument>
#include <QTest>
#include <QUrl>

using namespace portolan;
using namespace portolan::rest;

/// The routes of what was measured, against a fake Administration.
class MeasurementRoutesTest : public QObject {
    Q_OBJECT

    FakeAdministration m_administration;
    Router m_router;
    MeasurementRoutes m_routes{m_administration, m_router};
    Response m_response;

    const Response& get(const char* target, Method method = Method::Get) {
        const QUrl url(QString::fromLatin1(target));
        Request request;
        request.method = method;
        request.path = url.path();
        request.query = QUrlQuery(url);
        m_router.dispatch(request, {}, [this](const Response& response) { m_response = response; });
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

  private Q_SLOTS:
    void init() { m_administration.error.reset(); }

    void requestsAreAskedForByWhatTheQuerySays() {
        m_administration.reportReply = api::RequestPage{{api::RequestView{.id = 5}}};
        const Response response =
            get("/api/v1/requests?service=7&host=a.example&status=404&after=12&limit=3");
        QCOMPARE(response.status, 200);
        QCOMPARE(response.fields.count({"Cache-Control", "no-store"}), 1);
        QCOMPARE(json(response)[QStringLiteral("items")].toArray().size(), 1);
        const auto& wanted = std::get<api::RecentRequests>(m_administration.reported);
        QVERIFY(wanted.service == model::ServiceId{7});
        QCOMPARE(wanted.host, std::string("a.example"));
        QVERIFY(wanted.statusFrom == 404 && wanted.statusTo == 404);
        QCOMPARE(wanted.after, std::uint64_t{12});
        QCOMPARE(wanted.limit, std::size_t{3});
    }
    void aStatusMayBeAClassOrARange() {
        m_administration.reportReply = api::RequestPage{};
        get("/api/v1/requests?status=5xx");
        const auto asked = [&] { return std::get<api::RecentRequests>(m_administration.reported); };
        QVERIFY(asked().statusFrom == 500 && asked().statusTo == 599);
        get("/api/v1/requests?status=400-417");
        QVERIFY(asked().statusFrom == 400 && asked().statusTo == 417);
        get("/api/v1/requests");
        QVERIFY(!asked().statusFrom && !asked().service && asked().limit == 100);
    }
    void whatTheQueryGetsWrongIs400_data() {
        QTest::addColumn<QByteArray>("target");
        for (const char* target : {"/api/v1/requests?status=bad", "/api/v1/requests?limit=-1",
                                   "/api/v1/requests?service=web", "/api/v1/queries?after=x"})
            QTest::newRow(target) << QByteArray(target);
    }
    void whatTheQueryGetsWrongIs400() {
        QFETCH(QByteArray, target);
        QCOMPARE(get(target.constData()).status, 400);
    }
    void queriesAreAskedForByWhatTheQuerySays() {
        m_administration.reportReply = api::QueryPage{{}, {{"grafana.example", 2, {}}}};
        const Response response = get("/api/v1/queries?name=Wiki.example.&type=AAAA&rcode=NXDOMAIN&limit=5");
        QCOMPARE(json(response)[QStringLiteral("missing")].toArray().size(), 1);
        const auto& wanted = std::get<api::RecentQueries>(m_administration.reported);
        QCOMPARE(wanted.name, std::string("Wiki.example"));
        QCOMPARE(wanted.type, std::string("AAAA"));
        QCOMPARE(wanted.rcode, std::string("NXDOMAIN"));
    }
    void errorsGoThrough() {
        m_administration.error = base::Error{"access.token_required", "A token, please.", "", {}};
        QCOMPARE(get("/api/v1/requests").status, 401);
        QCOMPARE(field(m_response, "Content-Type"), QByteArray("application/problem+json"));
    }
    void metricsAreText() {
        api::TotalsView totals;
        totals.version = "0.1.0";
        m_administration.reportReply = totals;
        for (const char* path : {"/metrics", "/api/v1/metrics"}) {
            const Response response = get(path);
            QCOMPARE(response.status, 200);
            QCOMPARE(field(response, "Content-Type"), QByteArray("text/plain; version=0.0.4; charset=utf-8"));
            QVERIFY(response.body.contains("portolan_build_info{version=\"0.1.0\"} 1\n"));
        }
        QVERIFY(std::holds_alternative<api::TotalsRequest>(m_administration.reported));
        QVERIFY(get("/metrics", Method::Head).body.isEmpty());
        QCOMPARE(m_response.status, 200);
    }
    void trafficIsTheSameAsJson() {
        api::TotalsView totals;
        totals.version = "0.1.0";
        totals.requests = 3;
        m_administration.reportReply = totals;
        const QJsonObject proxy = json(get("/api/v1/traffic"))[QStringLiteral("proxy")].toObject();
        QCOMPARE(proxy[QStringLiteral("requests")].toInt(), 3);
    }
};

QTEST_APPLESS_MAIN(MeasurementRoutesTest)
#include "tst_measurements.moc"
