// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/printing.h"
#include "tests/unit/control/controlfixture.h"

#include <QTest>

using namespace portolan;
using namespace portolan::control;
using namespace std::chrono_literals;

namespace {

using model::HealthState;

struct Fixture : ControlFixture {
    Kept<api::Configured> save(const api::Caller& caller, api::WebhookDraft draft,
                               std::optional<model::WebhookId> id = {}) {
        return call<api::Configured>(&Control::configure, caller,
                                     api::ConfigurationChange(api::SaveWebhook{id, std::move(draft)}),
                                     api::Precondition{});
    }
    api::WebhookView added(api::WebhookDraft draft = {"http://receiver.example/hook"}) {
        return std::get<api::WebhookView>(save(withToken(), std::move(draft)).value());
    }
    Kept<api::Report> ask(const api::Caller& caller, api::ReportRequest request) {
        return call<api::Report>(&Control::report, caller, std::move(request));
    }
    api::WebhookView only() {
        return std::get<api::WebhookList>(ask(withToken(), api::WebhooksRequest{}).value()).items.at(0);
    }
    void report(const api::ServiceView& service, HealthState state) {
        control->takeHealthReports(
            {{service.targets[0].id, state, model::HealthCause::None, 1ms, clock.systemNow()}});
        executor.run();
    }
    /// A service goes down, and the notice of it is made.
    void tellOfAnOutage() {
        const auto service = add(withToken(), draftOf("llm")).value().service;
        report(service, HealthState::Up);
        report(service, HealthState::Down);
        executor.advance(10s);
    }
};

}  // namespace

class TestWebhooks : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void needATokenForEverything() {
        Fixture fixture;
        const auto network = fixture.from("100.64.0.7");
        QCOMPARE(fixture.save(network, {"http://receiver.example/"}).verdict(),
                 std::string("access.token_required"));
        const auto webhook = fixture.added();
        QCOMPARE(fixture.save(network, {"http://receiver.example/"}, webhook.id).verdict(),
                 std::string("access.token_required"));
        const auto removed = fixture.call<api::Configured>(
            &Control::configure, network, api::ConfigurationChange(api::RemoveWebhook{webhook.id}),
            api::Precondition{});
        QCOMPARE(removed.verdict(), std::string("access.token_required"));
        QCOMPARE(fixture.ask(network, api::WebhooksRequest{}).verdict(),
                 std::string("access.token_required"));
        QCOMPARE(fixture.ask(network, api::WebhookTestRequest{webhook.id}).verdict(),
                 std::string("access.token_required"));
        QVERIFY(fixture.poster.posts.empty());
    }

    void refusesWhatIsWrong_data() {
        QTest::addColumn<std::string>("url");
        QTest::addColumn<std::string>("verdict");
        const auto row = [](const char* name, std::string url, std::string verdict) {
            QTest::newRow(name) << std::move(url) << std::move(verdict);
        };
        row("no URL", "receiver", "webhook.url url");
        row("another scheme", "ftp://receiver.example/", "webhook.url url");
        row("a password", "http://a:b@receiver.example/", "webhook.url_user url");
        row("metadata", "http://169.254.169.254/latest", "webhook.address url");
        row("metadata, otherwise spelled", "http://0xa9fea9fe/latest", "webhook.address url");
        row("our own listener", "http://100.1.1.1/", "webhook.address url");
        row("our own private API", "http://127.0.0.1:41234/", "webhook.address url");
        row("our API on all addresses", "http://192.168.1.2:8080/", "webhook.address url");
        row("another port of this machine", "http://127.0.0.1:9000/", "ok");
        row("somewhere in the world", "https://8.8.8.8/", "ok");
    }
    void refusesWhatIsWrong() {
        QFETCH(std::string, url);
        QFETCH(std::string, verdict);
        Fixture fixture;
        QCOMPARE(fixture.save(fixture.withToken(), {url}).verdict(), verdict);
    }
    void refusesEventsAndSecretsThatCannotBe() {
        Fixture fixture;
        api::WebhookDraft draft{"http://receiver.example/"};
        draft.events = {"services_down", "moon_down"};
        QCOMPARE(fixture.save(fixture.withToken(), draft).verdict(), std::string("webhook.events events"));
        draft.events = {"test"};
        QCOMPARE(fixture.save(fixture.withToken(), draft).verdict(), std::string("webhook.events events"));
        draft.events = std::vector<std::string>{};
        QCOMPARE(fixture.save(fixture.withToken(), draft).verdict(), std::string("webhook.events events"));
        draft.events.reset();
        draft.secret = std::string(257, 'x');
        QCOMPARE(fixture.save(fixture.withToken(), draft).verdict(), std::string("webhook.secret secret"));
    }
    void areNotMany() {
        Fixture fixture;
        for (int i = 0; i < 32; ++i)
            QVERIFY(fixture.save(fixture.withToken(), {"http://receiver.example/"}).ok());
        QCOMPARE(fixture.save(fixture.withToken(), {"http://receiver.example/"}).verdict(),
                 std::string("webhook.too_many"));
    }

    void areChangesLikeOthers() {
        Fixture fixture;
        api::WebhookDraft draft{"http://receiver.example/hook"};
        draft.secret = "secret";
        const auto webhook = fixture.added(draft);
        const store::Change& change = fixture.storage.durable.back().changes.front();
        QCOMPARE(change.action, std::string("webhook.add"));
        QCOMPARE(change.actor.authority, std::string("token"));
        QVERIFY(!change.webhooks.front().before);
        QCOMPARE(change.webhooks.front().after->secret, std::string("secret"));
        QCOMPARE(fixture.storage.durable.back().nextIds.webhook, std::uint64_t(2));
        QCOMPARE(webhook.revision, change.revision);
        // The same again changes nothing.
        const std::size_t writes = fixture.storage.durable.size();
        QVERIFY(fixture.save(fixture.withToken(), {draft.url}, webhook.id).ok());
        QCOMPARE(fixture.storage.durable.size(), writes);
        // Nobody hears of it who may not see it.
        QVERIFY(fixture.eventTypes().empty());
    }

    void areToldOfWhatHappens() {
        Fixture fixture;
        api::WebhookDraft draft{"http://receiver.example/hook"};
        draft.secret = "secret";
        (void)fixture.added(draft);
        fixture.tellOfAnOutage();
        QCOMPARE(fixture.poster.posts.size(), std::size_t(1));
        const notices::Post& post = fixture.poster.posts[0];
        QCOMPARE(post.url, draft.url);
        const QJsonObject body = QJsonDocument::fromJson(QByteArray::fromStdString(post.body)).object();
        QVERIFY(body == fixture.lastEvent("notice"));
        QCOMPARE(body[QStringLiteral("text")].toString(), QStringLiteral("llm went down."));
        fixture.poster.answer(200);
        const api::DeliveryView delivery = fixture.only().delivery;
        QCOMPARE(delivery.delivered, std::uint64_t(1));
        QCOMPARE(delivery.lastStatus, 200);
        QVERIFY(delivery.lastAttempt && !delivery.error);
    }

    void areStillToldAfterARestart() {
        Fixture fixture;
        store::LoadedCatalog loaded;
        model::Webhook webhook;
        webhook.id = model::WebhookId{3};
        webhook.url = "http://receiver.example/hook";
        webhook.kinds = {model::NoticeKind::ServicesDown};
        loaded.catalog.put(webhook);
        loaded.nextIds.webhook = 4;
        fixture.restart(std::move(loaded));
        fixture.tellOfAnOutage();
        QCOMPARE(fixture.poster.posts.size(), std::size_t(1));
        QVERIFY(fixture.added().id == model::WebhookId{4});
    }

    void getAfterARestartWhatDidNotArrive() {
        const auto catalog = [](std::uint64_t nextService = 1) {
            store::LoadedCatalog loaded;
            loaded.nextIds.service = nextService;
            model::Webhook webhook;
            webhook.id = model::WebhookId{3};
            webhook.url = "http://receiver.example/hook";
            webhook.kinds = {model::NoticeKind::ServicesDown};
            loaded.catalog.put(webhook);
            return loaded;
        };
        Fixture fixture;
        fixture.restart(catalog());
        fixture.tellOfAnOutage();
        fixture.restart(catalog());
        QCOMPARE(fixture.poster.posts.size(), std::size_t(2));
        QCOMPARE(fixture.poster.posts[1].body, fixture.poster.posts[0].body);
        QVERIFY(fixture.poster.posts[1].fields[1] == fixture.poster.posts[0].fields[1]);
        fixture.poster.answer(200);  // to the run that has ended, which nobody hears
        QVERIFY(!fixture.measurements.waiting.empty());
        fixture.poster.answer(200);
        fixture.restart(catalog(2));
        QCOMPARE(fixture.poster.posts.size(), std::size_t(2));
        // A day later it would be no news.
        fixture.tellOfAnOutage();
        QCOMPARE(fixture.poster.posts.size(), std::size_t(3));
        fixture.poster.answer(503);
        fixture.clock.advance(24h);
        fixture.restart(catalog());
        QCOMPARE(fixture.poster.posts.size(), std::size_t(3));
        QVERIFY(fixture.measurements.waiting.empty());
    }

    void showWhatWentWrong() {
        Fixture fixture;
        (void)fixture.added();
        fixture.tellOfAnOutage();
        fixture.poster.answer(503);
        const api::DeliveryView delivery = fixture.only().delivery;
        QCOMPARE(delivery.pending, std::size_t(1));
        QCOMPARE(delivery.error->code, std::string("webhook.status"));
        QVERIFY(delivery.nextAttempt.has_value());
    }

    void areTriedAgainWhenTheSettingsSay() {
        Fixture fixture;
        (void)fixture.added();
        model::RunSettings settings = someSettings();
        settings.notices.firstRetry = 1000s;
        fixture.control->reload(settings);
        fixture.executor.run();
        fixture.tellOfAnOutage();
        fixture.poster.answer(503);
        fixture.executor.advance(799s);
        QCOMPARE(fixture.poster.posts.size(), std::size_t(1));
        fixture.executor.advance(401s);
        QCOMPARE(fixture.poster.posts.size(), std::size_t(2));
    }

    void areSwitchedOffWhenTheyAreGone() {
        Fixture fixture;
        (void)fixture.added();
        fixture.tellOfAnOutage();
        fixture.poster.answer(410);
        fixture.executor.run();
        const api::WebhookView webhook = fixture.only();
        QVERIFY(!webhook.enabled);
        QCOMPARE(webhook.delivery.error->code, std::string("webhook.gone"));
        const store::Change& change = fixture.storage.durable.back().changes.front();
        QCOMPARE(change.action, std::string("webhook.retire"));
        QCOMPARE(change.actor.authority, std::string("portolan"));
    }

    void canBeTried() {
        Fixture fixture;
        const auto webhook = fixture.added();
        const auto reply = fixture.ask(fixture.withToken(), api::WebhookTestRequest{webhook.id});
        QCOMPARE(reply.count(), std::size_t(0));
        QCOMPARE(fixture.poster.posts.size(), std::size_t(1));
        const QJsonObject body =
            QJsonDocument::fromJson(QByteArray::fromStdString(fixture.poster.posts[0].body)).object();
        QCOMPARE(body[QStringLiteral("kind")].toString(), QStringLiteral("test"));
        fixture.poster.answer(404, "no such hook");
        QCOMPARE(reply.verdict(), std::string("ok"));
        const auto& view = std::get<api::WebhookTestView>(reply.value());
        QCOMPARE(view.status, 404);
        QCOMPARE(view.answer, std::string("no such hook"));
        QCOMPARE(view.error->code, std::string("webhook.status"));
        QCOMPARE(fixture.ask(fixture.withToken(), api::WebhookTestRequest{model::WebhookId{9}}).verdict(),
                 std::string("webhook.not_found"));
    }

    void answerATestWhenTheBackendStops() {
        Fixture fixture;
        const auto webhook = fixture.added();
        const auto reply = fixture.ask(fixture.withToken(), api::WebhookTestRequest{webhook.id});
        fixture.control.reset();
        fixture.poster.forgetAll();
        QCOMPARE(reply.verdict(), std::string("call.cancelled"));
    }
};

QTEST_GUILESS_MAIN(TestWebhooks)
#include "tst_webhooks.moc"
