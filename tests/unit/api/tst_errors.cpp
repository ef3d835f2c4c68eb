// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/errors.h"
#include "backend/api/json.h"

#include <QTest>

using namespace portolan;

class TestErrors : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void decidesTheStatusByFamily_data() {
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<int>("status");
        QTest::newRow("not JSON") << QByteArray("request.json") << 400;
        QTest::newRow("wrong method") << QByteArray("request.method") << 405;
        QTest::newRow("unknown path") << QByteArray("request.path_not_found") << 404;
        QTest::newRow("too large") << QByteArray("request.too_large") << 413;
        QTest::newRow("content type") << QByteArray("request.content_type") << 415;
        QTest::newRow("token missing") << QByteArray("access.token_required") << 401;
        QTest::newRow("not the owner") << QByteArray("access.not_owner") << 403;
        QTest::newRow("no such service") << QByteArray("service.not_found") << 404;
        QTest::newRow("taken host") << QByteArray("service.host_taken") << 409;
        QTest::newRow("stale") << QByteArray("precondition.stale") << 412;
        QTest::newRow("store") << QByteArray("store.commit_failed") << 503;
        QTest::newRow("timeout") << QByteArray("call.timeout") << 504;
        QTest::newRow("not connected") << QByteArray("call.not_connected") << 503;
        QTest::newRow("meaning") << QByteArray("port.range") << 422;
        QTest::newRow("a name that looks like a family") << QByteArray("requests.x") << 422;
    }
    void decidesTheStatusByFamily() {
        QFETCH(QByteArray, code);
        QFETCH(int, status);
        QCOMPARE(api::httpStatusOf(code.toStdString()), status);
    }
    void saysAnErrorInTheSeedsShape() {
        const base::Error error{"port.range", "A port lies between 1 and 65535.", "port", {{"port", "0"}}};
        const QJsonObject json = api::seedErrorToJson(error);
        QCOMPARE(json.value(QLatin1String("error")).toBool(), true);
        QCOMPARE(json.value(QLatin1String("status")).toInt(), 422);
        QCOMPARE(json.value(QLatin1String("field")).toString(), QStringLiteral("port"));
        QCOMPARE(api::errorFromJson(json, 422), error);
    }
    void saysAnErrorAsProblem() {
        const base::Error error{"service.host_taken", "Taken.", "host", {{"id", "7"}}};
        const QJsonObject json = api::problemToJson(error);
        QCOMPARE(json.value(QLatin1String("status")).toInt(), 409);
        QCOMPARE(json.value(QLatin1String("title")).toString(), QStringLiteral("Conflict"));
        QCOMPARE(api::errorFromJson(json, 409), error);
    }
    void namesAnErrorWithoutACodeByItsStatus() {
        const base::Error error = api::errorFromJson({}, 502);
        QCOMPARE(error.code, std::string("http.502"));
        QVERIFY(!error.message.empty());
    }
    void readsOnlyItsOwnEtags_data() {
        QTest::addColumn<QByteArray>("etag");
        QTest::addColumn<bool>("ours");
        QTest::newRow("ours") << QByteArray("\"r17\"") << true;
        QTest::newRow("RFC 9110 8.8.1: weak never matches strongly") << QByteArray("W/\"r17\"") << false;
        QTest::newRow("unquoted") << QByteArray("r17") << false;
        QTest::newRow("no digits") << QByteArray("\"r\"") << false;
        QTest::newRow("trailing") << QByteArray("\"r17x\"") << false;
        QTest::newRow("too large") << QByteArray("\"r99999999999999999999\"") << false;
        QTest::newRow("empty") << QByteArray() << false;
    }
    void readsOnlyItsOwnEtags() {
        QFETCH(QByteArray, etag);
        QFETCH(bool, ours);
        const auto revision = api::revisionFromEtag(etag.toStdString());
        QCOMPARE(revision.has_value(), ours);
        if (ours)
            QCOMPARE(QByteArray::fromStdString(api::etagOf(*revision)), etag);
    }
};

QTEST_GUILESS_MAIN(TestErrors)
#include "tst_errors.moc"
