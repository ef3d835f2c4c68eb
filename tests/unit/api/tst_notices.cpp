// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/noticesjson.h"
#include "tests/support/printing.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace portolan;
using namespace portolan::api;
using namespace std::chrono_literals;

namespace {

model::Notice someNotice() {
    model::NoticeSubject subject{model::ServiceId{7}, "llm", "llm.internal.example", model::HealthState::Down,
                                 model::HealthCause::WrongStatus};
    subject.detail = 503;
    subject.since = base::SystemTime{1'764'115'100s};
    subject.flaps = 2;
    return {12345, base::SystemTime{1'764'115'200s}, model::NoticeKind::ServicesDown, 1, {subject}};
}

model::Notice certificatesEnd() {
    model::Notice notice{7, base::SystemTime{1'764'115'200s}, model::NoticeKind::CertificatesExpiring, 1};
    notice.certificates = {{model::CertificateSubject::Owner::Operator, "wiki.example",
                            base::SystemTime{1'764'547'200s}, std::chrono::days(14), std::nullopt}};
    return notice;
}

model::Notice certificatesFailed() {
    model::Notice notice{8, base::SystemTime{1'764'115'200s}, model::NoticeKind::CertificatesFailed, 1};
    notice.certificates = {
        {model::CertificateSubject::Owner::Operator,
         "a.pem",
         std::nullopt,
         {},
         base::Error{"key.mismatch", "a.pem: It is another one.", "", {{"file", "a.pem"}}}}};
    return notice;
}

model::Notice listenersLost() {
    model::Notice notice{9, base::SystemTime{1'764'115'200s}, model::NoticeKind::ListenersLost, 2};
    notice.listeners = {{"dns", *base::SocketAddress::parse("[::1]:53"), "in use"},
                        {"http", *base::SocketAddress::parse("127.0.0.1:80"), ""}};
    return notice;
}

}  // namespace

class NoticesJsonTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void isWrittenAsItIsDocumented() {
        const QByteArray text = QJsonDocument(toJson(someNotice())).toJson(QJsonDocument::Compact);
        QCOMPARE(
            text,
            QByteArray(R"({"code":"notice.services_down","count":1,"id":"12345","kind":"services_down",)"
                       R"("params":{"count":"1","flaps":"2","names":"llm"},"services":[{"flaps":2,)"
                       R"("health":{"code":"health.wrong_status","message":)"
                       R"("It answers with the status 503, which is not an expected one.",)"
                       R"("params":{"status":"503"},"since":"2025-11-25T23:58:20.000Z","state":"down"},)"
                       R"("host":"llm.internal.example","id":"7","name":"llm"}],)"
                       R"("text":"llm went down, and went up and down 2 times since. It answers with the )"
                       R"(status 503, which is not an expected one.","time":"2025-11-26T00:00:00.000Z"})"));
    }

    void isReadBackAsItWasWritten() {
        const auto read = noticeFromJson(toJson(someNotice()));
        QVERIFY(read.ok());
        QVERIFY(*read == someNotice());
        const NoticeList list{{someNotice(), someNotice()}, 9};
        const auto listRead = noticeListFromJson(toJson(list));
        QVERIFY(listRead.ok());
        QVERIFY(*listRead == list);
    }

    void writesCertificatesAndListenersAsItIsDocumented() {
        const model::Notice ends = certificatesEnd();
        QCOMPARE(QJsonDocument(toJson(ends)[QStringLiteral("certificates")].toArray())
                     .toJson(QJsonDocument::Compact),
                 QByteArray(R"([{"name":"wiki.example","not_after":"2025-12-01T00:00:00.000Z",)"
                            R"("owner":"operator","warning_days":14}])"));
        const model::Notice failed = certificatesFailed();
        QCOMPARE(QJsonDocument(toJson(failed)[QStringLiteral("certificates")].toArray())
                     .toJson(QJsonDocument::Compact),
                 QByteArray(R"([{"code":"key.mismatch","message":"a.pem: It is another one.",)"
                            R"("name":"a.pem","owner":"operator","params":{"file":"a.pem"}}])"));
        const model::Notice lost = listenersLost();
        QCOMPARE(
            QJsonDocument(toJson(lost)[QStringLiteral("listeners")].toArray()).toJson(QJsonDocument::Compact),
            QByteArray(R"([{"address":"[::1]:53","message":"in use","name":"dns"},)"
                       R"({"address":"127.0.0.1:80","name":"http"}])"));
        QVERIFY(toJson(lost)[QStringLiteral("services")].isArray());
        QVERIFY(!toJson(lost).contains(QStringLiteral("certificates")));
        for (const model::Notice& one : {ends, failed, lost}) {
            const auto read = noticeFromJson(toJson(one));
            QVERIFY(read.ok());
            QVERIFY(*read == one);
        }
    }

    void leavesOutKindsOfALaterVersion() {
        QJsonObject list = toJson(NoticeList{{someNotice(), someNotice()}, 2});
        QJsonArray items = list[QStringLiteral("items")].toArray();
        QJsonObject later = items[0].toObject();
        later[QStringLiteral("kind")] = QStringLiteral("moon_down");
        items[0] = later;
        list[QStringLiteral("items")] = items;
        QCOMPARE(noticeListFromJson(list)->items.size(), std::size_t(1));
        QCOMPARE(noticeFromJson(later).error().code, std::string("reply.malformed"));
    }

    void refusesWhatIsNoNotice() {
        QJsonObject json = toJson(someNotice());
        json[QStringLiteral("services")] = 3;
        QCOMPARE(noticeFromJson(json).error().code, std::string("reply.malformed"));
        const auto refuses = [](model::Notice notice, const char* list, const char* field) {
            QJsonObject changed = toJson(notice);
            QJsonArray subjects = changed[QLatin1String(list)].toArray();
            QJsonObject subject = subjects[0].toObject();
            subject[QLatin1String(field)] = QStringLiteral("nonsense");
            subjects[0] = subject;
            changed[QLatin1String(list)] = subjects;
            const auto read = noticeFromJson(changed);
            return !read.ok() && read.error().code == "reply.malformed";
        };
        QVERIFY(refuses(certificatesEnd(), "certificates", "owner"));
        QVERIFY(refuses(certificatesEnd(), "certificates", "not_after"));
        QVERIFY(refuses(listenersLost(), "listeners", "address"));
    }
};

QTEST_APPLESS_MAIN(NoticesJsonTest)
#include "tst_notices.moc"
