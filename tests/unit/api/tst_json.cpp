// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/json.h"

#include <QTest>

using namespace portolan;

namespace {

const base::SystemTime noon{std::chrono::milliseconds(1795435200123)};

api::ServiceView sampleService() {
    api::ServiceView service;
    service.id = model::ServiceId(12);
    service.name = "LLM \xc3\xbc";
    service.host = "llm.portolan.internal";
    service.url = "http://llm.portolan.internal";
    service.targets = {
        {model::TargetId(3),
         {*base::IpAddress::parse("fd00::2"), 8080},
         2,
         {model::HealthState::Down, model::HealthCause::Refused, noon, std::chrono::microseconds(1500)}}};
    service.protocol = "http";
    service.enabled = false;
    service.recordAddress = base::IpAddress::parse("100.1.1.1");
    service.dns = {{"llm.portolan.internal", "A", "100.1.1.1"}};
    service.health = {model::HealthState::Disabled, model::HealthCause::None, std::nullopt, std::nullopt};
    service.origin = *base::IpAddress::parse("100.2.2.2");
    service.createdAt = noon;
    service.updatedAt = noon;
    service.expiresAt = noon + std::chrono::hours(1);
    service.revision = 99;
    return service;
}

}  // namespace

class TestJson : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void readsTheBriefsOwnCall() {
        const auto json = api::parseObject(
            "{\"service_name\": \"llm-service\", \"name\": \"llm.internal.jerkytreats.dev\", \"ip\": "
            "\"100.1.1.1\","
            "\"port\": 8080, \"forward_to_ip\": \"100.2.2.2\", \"proxy_enabled\": true }");
        QVERIFY(json.ok());
        const auto request = api::announceRequestFromJson(*json);
        QVERIFY(request.ok());
        QCOMPARE(request->serviceName.value(), std::string("llm-service"));
        QCOMPARE(request->name, std::string("llm.internal.jerkytreats.dev"));
        QCOMPARE(request->ip.value(), std::string("100.1.1.1"));
        QCOMPARE(request->port.value(), std::int64_t(8080));
        QCOMPARE(request->forwardToIp.value(), std::string("100.2.2.2"));
        QCOMPARE(request->proxyEnabled.value(), true);
        QVERIFY(!request->targets);
    }

    void namesTheFieldAtFault_data() {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QByteArray>("field");
        QTest::newRow("not JSON") << QByteArray("{name:1}") << QByteArray("request.json") << QByteArray();
        QTest::newRow("empty") << QByteArray() << QByteArray("request.json") << QByteArray();
        QTest::newRow("an array") << QByteArray("[]") << QByteArray("request.json_object") << QByteArray();
        QTest::newRow("no name") << QByteArray("{}") << QByteArray("field.required") << QByteArray("name");
        QTest::newRow("name null") << QByteArray("{\"name\":null}") << QByteArray("field.required")
                                   << QByteArray("name");
        QTest::newRow("name a number")
            << QByteArray("{\"name\":1}") << QByteArray("field.type") << QByteArray("name");
        QTest::newRow("port a string")
            << QByteArray(R"({"name":"a","port":"80"})") << QByteArray("field.type") << QByteArray("port");
        QTest::newRow("port a fraction")
            << QByteArray(R"({"name":"a","port":80.5})") << QByteArray("field.type") << QByteArray("port");
        QTest::newRow("port beyond exact numbers")
            << QByteArray(R"({"name":"a","port":1e300})") << QByteArray("field.type") << QByteArray("port");
        QTest::newRow("switch a string") << QByteArray(R"({"name":"a","proxy_enabled":"yes"})")
                                         << QByteArray("field.type") << QByteArray("proxy_enabled");
        QTest::newRow("targets an object") << QByteArray(R"({"name":"a","targets":{}})")
                                           << QByteArray("field.type") << QByteArray("targets");
        QTest::newRow("a target a number") << QByteArray(R"({"name":"a","targets":[7]})")
                                           << QByteArray("field.type") << QByteArray("targets[0]");
        QTest::newRow("a target without port")
            << QByteArray(R"({"name":"a","targets":[{"ip":"100.2.2.2","port":1},{"ip":"100.2.2.2"}]})")
            << QByteArray("field.required") << QByteArray("targets[1].port");
        QTest::newRow("a target without address")
            << QByteArray(R"({"name":"a","targets":[{"port":1}]})") << QByteArray("field.required")
            << QByteArray("targets[0].address");
    }
    void namesTheFieldAtFault() {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, code);
        QFETCH(QByteArray, field);
        const auto json = api::parseObject(body);
        const base::Error error = json ? api::announceRequestFromJson(*json).error() : json.error();
        QCOMPARE(QByteArray::fromStdString(error.code), code);
        QCOMPARE(QByteArray::fromStdString(error.field), field);
        QVERIFY(error.message.ends_with('.'));
    }

    void bringsAServiceBack() {
        const api::ServiceView service = sampleService();
        const auto back = api::serviceFromJson(api::toJson(service));
        QVERIFY2(back.ok(), back.ok() ? "" : back.error().message.c_str());
        QVERIFY(*back == service);
    }

    void bringsADraftBack() {
        api::ServiceDraft draft{
            "llm", "LLM", {{"100.2.2.2", 8080, 3}, {"100.2.2.3", 8080, {}}}, "http", "100.1.1.1", true, 60};
        const auto back = api::serviceDraftFromJson(api::toJson(draft));
        QVERIFY(back.ok());
        QVERIFY(*back == draft);
    }

    void bringsANameBack() {
        api::AnnounceReply reply;
        reply.name = {"llm-service",
                      "llm.portolan.internal",
                      "A",
                      "100.1.1.1",
                      api::NameView::ProxyRule{true, *base::IpAddress::parse("100.2.2.2"), 8080, "http",
                                               "llm.portolan.internal", noon},
                      noon,
                      noon,
                      std::nullopt};
        reply.targetChosenBy = "forward_to_ip";
        reply.warnings = {{"target.outside_tailnet_range", "Outside.", {{"address", "100.2.2.2"}}}};
        const auto back = api::announceReplyFromJson(api::toJson(reply), api::Outcome::Created);
        QVERIFY(back.ok());
        QVERIFY(back->name == reply.name);
        QVERIFY(back->warnings == reply.warnings);
        QCOMPARE(back->targetChosenBy, reply.targetChosenBy);
    }

    void bringsTheStatusBack() {
        api::SystemStatus status;
        status.version = "1.2.3";
        status.components = {{"dns", api::ComponentState::Failed, "Port 53 is held by dnsmasq."},
                             {"https", api::ComponentState::Disabled, "not in this version"},
                             {"store", api::ComponentState::Ok, ""}};
        status.listeners = {{"dns", "udp", *base::SocketAddress::parse("[::1]:53"), "failed", "held"}};
        status.zones = {{"portolan.internal", 4000000000u, {{"zone.hsts_preloaded", "Needs TLS.", {}}}}};
        status.advertised = {*base::IpAddress::parse("100.1.1.1")};
        status.generation = 7;
        status.revision = 5;
        const QJsonObject json = api::toJson(status);
        QCOMPARE(json.value(QLatin1String("status")).toString(), QStringLiteral("failed"));
        const auto back = api::statusFromJson(json);
        QVERIFY2(back.ok(), back.ok() ? "" : back.error().message.c_str());
        QVERIFY(*back == status);
    }

    void refusesAReplyThatIsNotOurs() {
        const auto service = api::serviceFromJson(QJsonObject{{QStringLiteral("hello"), 1}});
        QVERIFY(!service.ok());
        QCOMPARE(service.error().code, std::string("reply.malformed"));
    }
};

QTEST_GUILESS_MAIN(TestJson)
#include "tst_json.moc"
