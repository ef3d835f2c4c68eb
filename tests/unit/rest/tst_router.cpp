// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/rest/router.h"

#include <QJsonDocument>
#include <QTest>

using namespace portolan;
using namespace portolan::rest;

Q_DECLARE_METATYPE(portolan::rest::Method)

class TestRouter : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init();
    void findsTheHandler_data();
    void findsTheHandler();
    void answersUnknownPathsInTheirShape();
    void answersWrongMethodsWithAllow_data();
    void answersWrongMethodsWithAllow();
    void answersOptions();
    void answersHeadThroughGet();
    void takesBodiesAsJsonOnly_data();
    void takesBodiesAsJsonOnly();

  private:
    Response dispatch(Method method, const char* path, QByteArray body = {}, QByteArray contentType = {}) {
        Request request;
        request.method = method;
        request.path = QString::fromLatin1(path);
        request.body = std::move(body);
        if (!contentType.isEmpty())
            request.fields.emplaceBack("Content-Type", contentType);
        Response response;
        int answers = 0;
        m_called.clear();
        m_router->dispatch(request, api::Caller{}, [&](const Response& answer) {
            response = answer;
            ++answers;
        });
        if (answers != 1)
            qFatal("answered %d times", answers);
        return response;
    }
    static QByteArray field(const Response& response, const char* name) {
        for (const auto& [key, value] : response.fields)
            if (key == name)
                return value;
        return {};
    }

    std::unique_ptr<Router> m_router;
    QByteArray m_called;
};

void TestRouter::init() {
    m_router = std::make_unique<Router>();
    const auto add = [&](Method method, const char* pattern, const char* name) {
        m_router->add(method, pattern, [this, name](const Call& call, const Answer& answer) {
            m_called = QByteArray(name) +
                       (call.id != 0 ? ' ' + QByteArray::number(qulonglong(call.id)) : QByteArray());
            answer({200, {{"Content-Type", "text/plain"}}, name});
        });
    };
    add(Method::Get, "/health", "health");
    add(Method::Get, "/api/v1/services", "list");
    add(Method::Post, "/api/v1/services", "add");
    add(Method::Post, "/api/v1/services/preview", "preview");
    add(Method::Get, "/api/v1/services/{id}", "show");
    add(Method::Delete, "/api/v1/services/{id}", "remove");
}

void TestRouter::findsTheHandler_data() {
    QTest::addColumn<Method>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("called");
    const auto row = [](const char* name, Method method, const char* path, const char* called) {
        QTest::newRow(name) << method << QByteArray(path) << QByteArray(called);
    };
    row("plain", Method::Get, "/health", "health");
    row("by method", Method::Post, "/api/v1/services", "add");
    row("word beside id", Method::Post, "/api/v1/services/preview", "preview");
    row("id", Method::Get, "/api/v1/services/12", "show 12");
    row("largest id", Method::Delete, "/api/v1/services/18446744073709551615", "remove 18446744073709551615");
    row("id too large", Method::Get, "/api/v1/services/18446744073709551616", "");
    row("negative id", Method::Get, "/api/v1/services/-1", "");
    row("signed id", Method::Get, "/api/v1/services/+1", "");
    row("word for id", Method::Get, "/api/v1/services/abc", "");
    row("no id", Method::Get, "/api/v1/services/", "");
    row("slash at the end", Method::Get, "/health/", "");
    row("other case", Method::Get, "/Health", "");
    row("part", Method::Get, "/api/v1", "");
    row("empty", Method::Get, "", "");
}

void TestRouter::findsTheHandler() {
    QFETCH(Method, method);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, called);
    const Response response = dispatch(method, path.constData());
    QCOMPARE(m_called, called);
    QCOMPARE(response.status, called.isEmpty() ? 404 : 200);
}

void TestRouter::answersUnknownPathsInTheirShape() {
    const Response seed = dispatch(Method::Get, "/nothing");
    QCOMPARE(seed.status, 404);
    QCOMPARE(field(seed, "Content-Type"), QByteArray("application/json"));
    QCOMPARE(QJsonDocument::fromJson(seed.body).object()[QStringLiteral("error")].toBool(), true);
    const Response problem = dispatch(Method::Get, "/api/v1/nothing");
    QCOMPARE(problem.status, 404);
    QCOMPARE(field(problem, "Content-Type"), QByteArray("application/problem+json"));
    QCOMPARE(QJsonDocument::fromJson(problem.body).object()[QStringLiteral("status")].toInt(), 404);
}

void TestRouter::answersWrongMethodsWithAllow_data() {
    QTest::addColumn<Method>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("allow");
    QTest::newRow("9110-15.5.6 POST")
        << Method::Post << QByteArray("/health") << QByteArray("GET, HEAD, OPTIONS");
    QTest::newRow("9110-15.5.6 PATCH")
        << Method::Patch << QByteArray("/api/v1/services/1") << QByteArray("GET, HEAD, DELETE, OPTIONS");
    QTest::newRow("9110-15.5.6 HEAD")
        << Method::Head << QByteArray("/api/v1/services/preview") << QByteArray("POST, OPTIONS");
}

void TestRouter::answersWrongMethodsWithAllow() {
    QFETCH(Method, method);
    QFETCH(QByteArray, path);
    const Response response = dispatch(method, path.constData());
    QCOMPARE(response.status, 405);
    QTEST(field(response, "Allow"), "allow");
    QVERIFY(m_called.isEmpty());
}

void TestRouter::answersOptions() {
    const Response response = dispatch(Method::Options, "/api/v1/services");
    QCOMPARE(response.status, 204);
    QCOMPARE(field(response, "Allow"), QByteArray("GET, HEAD, POST, OPTIONS"));
    QVERIFY(response.body.isEmpty());
    QCOMPARE(dispatch(Method::Options, "/nothing").status, 404);
    QCOMPARE(dispatch(Method::Options, "*").status, 204);
    QCOMPARE(dispatch(Method::Get, "*").status, 404);
}

void TestRouter::answersHeadThroughGet() {
    const Response response = dispatch(Method::Head, "/health");
    QCOMPARE(m_called, QByteArray("health"));
    QCOMPARE(response.status, 200);
    QCOMPARE(field(response, "Content-Type"), QByteArray("text/plain"));
    QVERIFY(response.body.isEmpty());
}

void TestRouter::takesBodiesAsJsonOnly_data() {
    QTest::addColumn<QByteArray>("contentType");
    QTest::addColumn<int>("status");
    QTest::newRow("json") << QByteArray("application/json") << 200;
    QTest::newRow("json in another case") << QByteArray("Application/JSON") << 200;
    QTest::newRow("json with charset") << QByteArray("application/json; charset=utf-8") << 200;
    QTest::newRow("none") << QByteArray() << 415;
    QTest::newRow("form") << QByteArray("application/x-www-form-urlencoded") << 415;
    QTest::newRow("text") << QByteArray("text/plain") << 415;
    QTest::newRow("text that mentions json") << QByteArray("text/plain; application/json") << 415;
    QTest::newRow("longer") << QByteArray("application/jsonp") << 415;
}

void TestRouter::takesBodiesAsJsonOnly() {
    QFETCH(QByteArray, contentType);
    QFETCH(int, status);
    QCOMPARE(dispatch(Method::Post, "/api/v1/services", "{}", contentType).status, status);
    QCOMPARE(m_called.isEmpty(), status != 200);
    // Without a body there is nothing to mistake.
    QCOMPARE(dispatch(Method::Post, "/api/v1/services", {}, contentType).status, 200);
}

QTEST_GUILESS_MAIN(TestRouter)
#include "tst_router.moc"
