// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/rest/webhookroutes.h"
#include "tests/support/printing.h"
#include "tests/unit/rest/fakeadministration.h"

#include <QJsonDocument>
#include <QTest>

using namespace portolan;
using namespace portolan::rest;

/// The routes of webhooks, against a fake Administration.
class WebhookRoutesTest : public QObject {
    Q_OBJECT

    FakeAdministration m_administration;
    Router m_router;
    WebhookRoutes m_routes{m_administration, m_router};

    /// `body` has single quotes for double ones.
    Response send(Method method, const char* path, const QByteArray& body = {},
                  const QByteArray& ifMatch = {}) {
        Request request;
        request.method = method;
        request.path = QLatin1String(path);
        request.body = QByteArray(body).replace('\'', '"');
        if (!body.isEmpty())
            request.fields.emplaceBack("Content-Type", "application/json");
        if (!ifMatch.isEmpty())
            request.fields.emplaceBack("If-Match", ifMatch);
        Response kept;
        m_router.dispatch(request, {}, [&kept](const Response& response) { kept = response; });
        return kept;
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
    static api::WebhookView webhook(std::uint64_t id) {
        api::WebhookView view{model::WebhookId{id}, "http://receiver.example/"};
        view.revision = 17;
        return view;
    }

  private Q_SLOTS:
    void init() { m_administration.error.reset(); }

    void adds() {
        m_administration.configureReply = webhook(5);
        const Response response =
            send(Method::Post, "/api/v1/webhooks", "{'url':'http://receiver.example/','secret':'s'}");
        QCOMPARE(response.status, 201);
        QCOMPARE(field(response, "Location"), QByteArray("/api/v1/webhooks/5"));
        QCOMPARE(field(response, "ETag"), QByteArray("\"r17\""));
        const auto& change = std::get<api::SaveWebhook>(m_administration.configured);
        QVERIFY(!change.id);
        QCOMPARE(*change.draft.secret, std::string("s"));
        QCOMPARE(send(Method::Post, "/api/v1/webhooks", "{}").status, 422);
    }
    void replaces() {
        m_administration.configureReply = webhook(5);
        const Response response =
            send(Method::Put, "/api/v1/webhooks/5", "{'url':'http://receiver.example/'}", "\"r16\"");
        QCOMPARE(response.status, 200);
        const auto& change = std::get<api::SaveWebhook>(m_administration.configured);
        QVERIFY(change.id == model::WebhookId{5});
        QVERIFY(!change.draft.secret);
        QVERIFY(m_administration.precondition.revision == model::Revision{16});
    }
    void removes() {
        m_administration.configureReply = webhook(5);
        QCOMPARE(send(Method::Delete, "/api/v1/webhooks/5").status, 200);
        QVERIFY(std::get<api::RemoveWebhook>(m_administration.configured).id == model::WebhookId{5});
        QVERIFY(!m_administration.precondition.revision);
    }
    void showsOneOfTheList() {
        m_administration.reportReply = api::WebhookList{{webhook(4), webhook(5)}};
        QCOMPARE(json(send(Method::Get, "/api/v1/webhooks"))[QStringLiteral("total")].toInt(), 2);
        const Response one = send(Method::Get, "/api/v1/webhooks/5");
        QCOMPARE(one.status, 200);
        QCOMPARE(json(one)[QStringLiteral("id")].toString(), QStringLiteral("5"));
        QCOMPARE(field(one, "ETag"), QByteArray("\"r17\""));
        QCOMPARE(one.fields.count({"Cache-Control", "no-store"}), 1);
        QCOMPARE(send(Method::Get, "/api/v1/webhooks/6").status, 404);
    }
    void tests() {
        m_administration.reportReply =
            api::WebhookTestView{500, base::Error{"webhook.status", "500.", "", {}}, "oh"};
        const Response response = send(Method::Post, "/api/v1/webhooks/5/test");
        QCOMPARE(response.status, 200);
        QCOMPARE(json(response)[QStringLiteral("status")].toInt(), 500);
        QVERIFY(std::get<api::WebhookTestRequest>(m_administration.reported).id == model::WebhookId{5});
    }
    void passesErrorsOn() {
        m_administration.error = base::Error{"access.token_required", "A token.", "", {}};
        for (const Method method : {Method::Get, Method::Delete})
            QCOMPARE(send(method, "/api/v1/webhooks/5").status, 401);
        QCOMPARE(send(Method::Get, "/api/v1/webhooks").status, 401);
        QCOMPARE(send(Method::Post, "/api/v1/webhooks/5/test").status, 401);
    }
};

QTEST_APPLESS_MAIN(WebhookRoutesTest)
#include "tst_webhooks.moc"
