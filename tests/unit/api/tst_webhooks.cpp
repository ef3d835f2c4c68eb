// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/json.h"
#include "backend/api/webhooksjson.h"
#include "tests/support/printing.h"

#include <QJsonDocument>
#include <QTest>

using namespace portolan;
using namespace portolan::api;
using namespace std::chrono_literals;

namespace {

WebhookView someWebhook() {
    WebhookView webhook{model::WebhookId{3}, "https://chat.example.com/hooks/abc"};
    webhook.secret = SecretState::Set;
    webhook.enabled = false;
    webhook.events = {model::NoticeKind::ServicesDown};
    webhook.createdAt = base::SystemTime{1'764'115'200s};
    webhook.updatedAt = base::SystemTime{1'764'115'300s};
    webhook.revision = 17;
    webhook.delivery.pending = 2;
    webhook.delivery.delivered = 5;
    webhook.delivery.lost = 1;
    webhook.delivery.lastAttempt = base::SystemTime{1'764'115'400s};
    webhook.delivery.lastStatus = 503;
    webhook.delivery.error =
        base::Error{"webhook.status", "The receiver answered 503.", "", {{"status", "503"}}};
    webhook.delivery.nextAttempt = base::SystemTime{1'764'115'405s};
    return webhook;
}

/// With single quotes for double ones.
QJsonObject parse(const char* text) {
    return QJsonDocument::fromJson(QByteArray(text).replace('\'', '"')).object();
}

}  // namespace

class WebhooksJsonTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void neverShowsTheSecret() {
        const QJsonObject json = toJson(someWebhook());
        QCOMPARE(json[QStringLiteral("secret")].toObject(), parse("{'set':true}"));
        QCOMPARE(toJson(WebhookView{})[QStringLiteral("secret")].toObject(), parse("{'set':false}"));
    }

    void isReadBackAsItWasWritten() {
        const auto read = webhookFromJson(toJson(someWebhook()));
        QVERIFY(read.ok());
        QVERIFY(*read == someWebhook());
        const WebhookList list{{someWebhook(), someWebhook()}};
        QVERIFY(*webhookListFromJson(toJson(list)) == list);
        const WebhookTestView test{404, base::Error{"webhook.status", "No.", "", {{"status", "404"}}},
                                   "<html>"};
        QVERIFY(*webhookTestFromJson(toJson(test)) == test);
        const WebhookTestView good{200, std::nullopt, "ok"};
        QVERIFY(*webhookTestFromJson(toJson(good)) == good);
    }

    void readsDrafts() {
        const auto whole = webhookDraftFromJson(
            parse("{'url':'http://a.example/','secret':'s','enabled':false,'events':['services_up']}"));
        QVERIFY(whole.ok());
        QVERIFY((*whole == WebhookDraft{"http://a.example/", "s", false, {{"services_up"}}}));
        QVERIFY(*webhookDraftFromJson(toJson(*whole)) == *whole);
        const auto bare = webhookDraftFromJson(parse("{'url':'http://a.example/'}"));
        QVERIFY((*bare == WebhookDraft{"http://a.example/"}));
        QVERIFY(*webhookDraftFromJson(toJson(*bare)) == *bare);
    }

    void keepsTheSecretOfWhatIsSentBackAsItWasShown() {
        const auto draft = webhookDraftFromJson(toJson(someWebhook()));
        QVERIFY(draft.ok());
        QVERIFY(!draft->secret);
        QCOMPARE(draft->url, someWebhook().url);
    }

    void namesTheFieldAtFault_data() {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<std::string>("fault");
        const auto row = [](const char* json, std::string fault) {
            QTest::newRow(json) << QByteArray(json) << std::move(fault);
        };
        row("{}", "field.required url");
        row("{'url':3}", "field.type url");
        row("{'url':'http://a/','secret':7}", "field.type secret");
        row("{'url':'http://a/','enabled':'yes'}", "field.type enabled");
        row("{'url':'http://a/','events':'services_up'}", "field.type events");
        row("{'url':'http://a/','events':[1]}", "field.type events");
    }
    void namesTheFieldAtFault() {
        QFETCH(QByteArray, json);
        QFETCH(std::string, fault);
        const auto draft = webhookDraftFromJson(parse(json.constData()));
        QVERIFY(!draft.ok());
        QCOMPARE(draft.error().code + " " + draft.error().field, fault);
    }
};

QTEST_APPLESS_MAIN(WebhooksJsonTest)
#include "tst_webhooks.moc"
