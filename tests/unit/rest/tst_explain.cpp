// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/rest/systemroutes.h"
#include "tests/unit/rest/fakeadministration.h"

#include <QJsonDocument>
#include <QTest>
#include <QUrl>

using namespace portolan;
using namespace portolan::rest;

/// GET /api/v1/explain, against a fake Administration.
class ExplainRouteTest : public QObject {
    Q_OBJECT

    FakeAdministration m_administration;
    Router m_router;
    SystemRoutes m_routes{m_administration, m_router};
    Response m_response;

    const Response& get(const char* target) {
        const QUrl url(QString::fromLatin1(target));
        Request request;
        request.method = Method::Get;
        request.path = url.path();
        request.query = QUrlQuery(url);
        m_router.dispatch(request, {}, [this](const Response& response) { m_response = response; });
        return m_response;
    }

  private Q_SLOTS:
    void showsEveryHop() {
        api::Explanation explanation{
            .name = "llm.internal.x", .known = true, .cause = "explain.target_refused"};
        explanation.addresses = {*base::IpAddress::parse("100.1.1.1")};
        explanation.hops.push_back({api::HopStage::Connect,
                                    api::HopVerdict::Bad,
                                    "explain.target_refused",
                                    "It refuses.",
                                    "Look there:",
                                    {"ss -ltnp"},
                                    {{"target", "100.2.2.2:8080"}},
                                    std::chrono::microseconds(1500)});
        m_administration.reportReply = explanation;
        const Response response = get("/api/v1/explain?name=https%3A%2F%2Fllm.internal.x%2F&from=100.3.3.3");
        QCOMPARE(response.status, 200);
        QCOMPARE(response.fields.count({"Cache-Control", "no-store"}), 1);
        const auto& wanted = std::get<api::ExplainRequest>(m_administration.reported);
        QCOMPARE(wanted.name, std::string("https://llm.internal.x/"));
        QVERIFY(wanted.from == *base::IpAddress::parse("100.3.3.3"));
        const QJsonObject json = QJsonDocument::fromJson(response.body).object();
        QCOMPARE(json[QStringLiteral("cause")].toString(), QStringLiteral("explain.target_refused"));
        const QJsonObject hop = json[QStringLiteral("hops")].toArray().first().toObject();
        QCOMPARE(hop[QStringLiteral("stage")].toString(), QStringLiteral("connect"));
        QCOMPARE(hop[QStringLiteral("verdict")].toString(), QStringLiteral("bad"));
        QCOMPARE(hop[QStringLiteral("duration_ms")].toDouble(), 1.5);
        QCOMPARE(hop[QStringLiteral("lines")].toArray().first().toString(), QStringLiteral("ss -ltnp"));
        QCOMPARE(hop[QStringLiteral("params")].toObject()[QStringLiteral("target")].toString(),
                 QStringLiteral("100.2.2.2:8080"));
    }

    void whatTheQueryGetsWrongIs400() {
        for (const char* target :
             {"/api/v1/explain", "/api/v1/explain?name=", "/api/v1/explain?name=a&from=b"})
            QCOMPARE(get(target).status, 400);
    }
};

QTEST_APPLESS_MAIN(ExplainRouteTest)
#include "tst_explain.moc"
