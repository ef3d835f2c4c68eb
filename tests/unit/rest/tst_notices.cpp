// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/rest/noticeroutes.h"
#include "tests/unit/rest/fakeadministration.h"

#include <QJsonDocument>
#include <QTest>
#include <QUrl>

using namespace portolan;
using namespace portolan::rest;

/// The routes of notices, against a fake Administration.
class NoticeRoutesTest : public QObject {
    Q_OBJECT

    FakeAdministration m_administration;
    Router m_router;
    NoticeRoutes m_routes{m_administration, m_router};

    Response get(const char* target) {
        const QUrl url(QString::fromLatin1(target));
        Request request;
        request.path = url.path();
        request.query = QUrlQuery(url);
        Response kept;
        m_router.dispatch(request, {}, [&kept](const Response& response) { kept = response; });
        return kept;
    }

  private Q_SLOTS:
    void listsNotices() {
        model::Notice notice;
        notice.id = 5;
        m_administration.reportReply = api::NoticeList{{notice}, 1};
        const Response response = get("/api/v1/notices?after=4&limit=3");
        QCOMPARE(response.status, 200);
        QCOMPARE(response.fields.count({"Cache-Control", "no-store"}), 1);
        const QJsonObject json = QJsonDocument::fromJson(response.body).object();
        QCOMPARE(json[QStringLiteral("total")].toInt(), 1);
        const auto& wanted = std::get<api::NoticesRequest>(m_administration.reported);
        QCOMPARE(wanted.after, std::uint64_t{4});
        QCOMPARE(wanted.limit, std::size_t{3});
        (void)get("/api/v1/notices");
        QCOMPARE(std::get<api::NoticesRequest>(m_administration.reported).limit, std::size_t{100});
    }
    void whatTheQueryGetsWrongIs400() {
        QCOMPARE(get("/api/v1/notices?limit=many").status, 400);
        QCOMPARE(get("/api/v1/notices?after=-1").status, 400);
    }
};

QTEST_APPLESS_MAIN(NoticeRoutesTest)
#include "tst_notices.moc"
