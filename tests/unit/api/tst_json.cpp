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
    service.checks.path = "/health";
    service.checks.statuses = {{200, 299}};
    service.checks.interval = std::chrono::milliseconds(2500);
    service.checks.slow = std::chrono::milliseconds(300);
    service.health = {model::HealthState::Down, model::HealthCause::WrongStatus, noon, std::nullopt, 503};
    service.origin = *base::IpAddress::parse("100.2.2.2");
    service.createdAt = noon;
    service.updatedAt = noon;
    service.expiresAt = noon + std::chrono::hours(1);
    service.revision = 99;
    service.targets.front().pin = model::Fingerprint{0xde, 0xad};
    service.targets.front().offered = model::Fingerprint{0xbe, 0xef};
    service.proxy = {model::HostHeader::AsLocalhost,
                     model::ForwardingFields::Omit,
                     {{"X-Api-Key", "s\"3cret"}, {"X-Empty", ""}},
                     {"tcp", "ssh"},
                     std::chrono::milliseconds(250),
                     std::chrono::seconds(30),
                     {model::TlsVerification::Authority, "llm.example"}};
    service.delivery = model::Delivery::Direct;
    service.clientTls = {model::ClientAccess::HttpsOnly, std::chrono::seconds(31536000)};
    return service;
}

/// What the JSON of a draft with this member is read as.
base::Result<api::ServiceDraft> draftWith(const QByteArray& member, const QByteArray& value) {
    return api::serviceDraftFromJson(
        *api::parseObject(R"({"host":"a","targets":[],")" + member + R"(":)" + value + "}"));
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

    void bringsTargetsThatAreNamesBack() {
        api::ServiceView service = sampleService();
        api::TargetView target = service.targets.front();
        target.lookup = api::LookupView{"nas.lan", true, noon, 60, {}};
        QCOMPARE(target.place(), "nas.lan:" + std::to_string(target.address.port));
        service.targets = {target, target};
        service.targets.back().address.address = {};
        service.targets.back().lookup = api::LookupView{
            "gone.lan",
            false,
            {},
            {},
            base::Error{"target.name_not_found", "There is no host.", "", {{"name", "gone.lan"}}}};
        const auto back = api::serviceFromJson(api::toJson(service));
        QVERIFY2(back.ok(), back.ok() ? "" : back.error().message.c_str());
        QVERIFY(back->targets == service.targets);
        const QJsonObject json = api::toJson(service)[QLatin1String("targets")].toArray()[0].toObject();
        QCOMPARE(json[QLatin1String("address")].toString(), QStringLiteral("nas.lan"));
        QCOMPARE(json[QLatin1String("resolved")].toObject()[QLatin1String("address")].toString(),
                 QString::fromStdString(target.address.address.toString()));
        api::Preview preview;
        preview.host = "a";
        preview.url = "http://a";
        preview.targets = {{target.address, target.lookup}, {{*base::IpAddress::parse("::1"), 80}, {}}};
        const auto shown = api::previewFromJson(api::toJson(preview));
        QVERIFY(shown.ok());
        QVERIFY(shown->targets == preview.targets);
    }

    void bringsTheCertificateOfAServiceBack() {
        api::ServiceView service = sampleService();
        QCOMPARE(api::toJson(service)[QLatin1String("tls")][QLatin1String("state")].toString(),
                 QStringLiteral("none"));
        service.certificate = {api::CertificateState::Good,
                               {},
                               model::Fingerprint{0xAB},
                               base::SystemTime(std::chrono::hours(24 * 20000)),
                               "Portolan issuer"};
        const QJsonObject json = api::toJson(service);
        const QJsonValue tls = json[QLatin1String("tls")];
        QCOMPARE(tls[QLatin1String("state")].toString(), QStringLiteral("good"));
        QVERIFY(tls[QLatin1String("fingerprint")].toString().startsWith(QLatin1String("sha256:ab00")));
        QCOMPARE(tls[QLatin1String("not_after")].toString(), QStringLiteral("2024-10-04T00:00:00.000Z"));
        QVERIFY(!tls.toObject().contains(QLatin1String("code")));
        QVERIFY(*api::serviceFromJson(json) == service);
        service.certificate = {api::CertificateState::Failed,
                               base::Error{"authority.root_missing", "Gone.", "", {{"zone", "lab"}}},
                               {},
                               {},
                               {}};
        QVERIFY(*api::serviceFromJson(api::toJson(service)) == service);
        service.certificate = {api::CertificateState::Pending, {}, {}, {}, {}};
        QVERIFY(*api::serviceFromJson(api::toJson(service)) == service);
    }

    void bringsAServiceWithTheDefaultPolicyBack() {
        api::ServiceView service = sampleService();
        service.proxy = {};
        service.delivery = model::Delivery::Proxy;
        service.clientTls = {};
        service.targets.front().pin.reset();
        const QJsonObject json = api::toJson(service);
        QCOMPARE(json[QLatin1String("proxy")][QLatin1String("host_header")].toString(),
                 QStringLiteral("keep"));
        QCOMPARE(json[QLatin1String("delivery")].toString(), QStringLiteral("proxy"));
        QCOMPARE(json[QLatin1String("tls")][QLatin1String("access")].toString(),
                 QStringLiteral("http_and_https"));
        QVERIFY(json[QLatin1String("tls")][QLatin1String("strict_transport_seconds")].isNull());
        QCOMPARE(json[QLatin1String("proxy")][QLatin1String("connect_timeout")].toDouble(), 5.0);
        QVERIFY(!json[QLatin1String("targets")][0].toObject().contains(QLatin1String("pin")));
        QVERIFY(*api::serviceFromJson(json) == service);
    }

    void showsNoHiddenValue() {
        api::ServiceView service = sampleService();
        service.fieldValues = api::FieldValues::Hidden;
        const QJsonObject json = api::toJson(service);
        const QJsonValue field = json[QLatin1String("proxy")][QLatin1String("request_fields")][0];
        QVERIFY(field[QLatin1String("value")].isNull());
        QVERIFY(field[QLatin1String("redacted")].toBool());
        const auto back = api::serviceFromJson(json);
        QVERIFY(back->fieldValues == api::FieldValues::Hidden);
        QCOMPARE(back->proxy.requestFields.front().name, std::string("X-Api-Key"));
        QVERIFY(back->proxy.requestFields.front().value.empty());
    }

    void readsAServiceOfABackendWithoutPolicies() {
        QJsonObject json = api::toJson(sampleService());
        for (const auto* member : {"proxy", "delivery", "tls"})
            json.remove(QLatin1String(member));
        const auto service = api::serviceFromJson(json);
        QVERIFY(service.ok());
        QVERIFY(service->proxy == model::ProxyPolicy());
        QVERIFY(service->delivery == model::Delivery::Proxy);
        QVERIFY(service->clientTls == model::ClientTls());
    }

    void readsBackWhatItShows() {
        const auto draft = api::serviceDraftFromJson(api::toJson(sampleService()));
        QVERIFY2(draft.ok(), draft.ok() ? "" : draft.error().message.c_str());
        QCOMPARE(draft->proxy.hostHeader.value(), std::string("localhost"));
        QCOMPARE(draft->proxy.forwardingFields.value(), false);
        QVERIFY((draft->proxy.requestFields->front() == api::RequestFieldDraft{"X-Api-Key", "s\"3cret"}));
        QVERIFY((draft->proxy.upgrades == std::vector<std::string>{"tcp", "ssh"}));
        QCOMPARE(draft->proxy.connectTimeout.value(), 0.25);
        QCOMPARE(draft->proxy.responseHeadTimeout.value(), 30.0);
        QCOMPARE(draft->proxy.tlsVerification.value(), std::string("authority"));
        QCOMPARE(draft->proxy.tlsServerName.value(), std::string("llm.example"));
        QVERIFY(draft->targets.front().pin->starts_with("sha256:dead0000"));
        QCOMPARE(draft->delivery.value(), std::string("direct"));
        QCOMPARE(draft->clientTls.access.value(), std::string("https_only"));
        QCOMPARE(draft->clientTls.strictTransport.value(), std::int64_t(31536000));
    }

    void keepsForgetsOrNamesAPin_data() {
        QTest::addColumn<QByteArray>("pin");
        QTest::addColumn<bool>("isSaid");
        QTest::addColumn<QByteArray>("read");
        QTest::newRow("absent keeps it") << QByteArray() << false << QByteArray();
        QTest::newRow("null forgets it") << QByteArray(",\"pin\":null") << true << QByteArray();
        QTest::newRow("text names it")
            << QByteArray(",\"pin\":\"sha256:00\"") << true << QByteArray("sha256:00");
    }
    void keepsForgetsOrNamesAPin() {
        QFETCH(QByteArray, pin);
        QFETCH(bool, isSaid);
        QFETCH(QByteArray, read);
        const QByteArray target = R"({"address":"10.0.0.5","port":80)" + pin + "}";
        const auto draft =
            api::serviceDraftFromJson(*api::parseObject(R"({"host":"a","targets":[)" + target + "]}"));
        QCOMPARE(draft->targets.front().pin.has_value(), isSaid);
        QCOMPARE(QByteArray::fromStdString(draft->targets.front().pin.value_or("")), read);
        QVERIFY(*api::serviceDraftFromJson(api::toJson(*draft)) == *draft);
        const auto announced =
            api::announceRequestFromJson(*api::parseObject(R"({"name":"a","targets":[)" + target + "]}"));
        QVERIFY(!announced->targets->front().pin);
    }

    void namesTheFieldOfThePolicyAtFault_data() {
        QTest::addColumn<QByteArray>("member");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QByteArray>("field");
        const auto other = [](const char* name, const char* member, const char* value, const char* field,
                              const char* code = "field.type") {
            QTest::newRow(name) << QByteArray(member) << QByteArray(value) << QByteArray(code)
                                << QByteArray(field);
        };
        const auto row = [&](const char* name, const char* proxy, const char* field,
                             const char* code = "field.type") { other(name, "proxy", proxy, field, code); };
        row("a number", "7", "proxy");
        row("Host a number", R"({"host_header":7})", "proxy.host_header");
        row("forwarding a word", R"({"forwarding_fields":"no"})", "proxy.forwarding_fields");
        row("fields an object", R"({"request_fields":{}})", "proxy.request_fields");
        row("a field a word", R"({"request_fields":[{"name":"a"},"b"]})", "proxy.request_fields[1]");
        row("a field without name", R"({"request_fields":[{"value":"b"}]})", "proxy.request_fields[0].name",
            "field.required");
        row("a value a number", R"({"request_fields":[{"name":"a","value":1}]})",
            "proxy.request_fields[0].value");
        row("upgrades a word", R"({"upgrades":"tcp"})", "proxy.upgrades");
        row("an upgrade a number", R"({"upgrades":["tcp",1]})", "proxy.upgrades[1]");
        row("a time a word", R"({"connect_timeout":"5s"})", "proxy.connect_timeout");
        row("the other time a word", R"({"response_head_timeout":"5"})", "proxy.response_head_timeout");
        row("tls a word", R"({"tls":"pin"})", "proxy.tls");
        row("verification a switch", R"({"tls":{"verification":true}})", "proxy.tls.verification");
        row("server name a number", R"({"tls":{"server_name":1}})", "proxy.tls.server_name");
        other("delivery a switch", "delivery", "true", "delivery");
        other("client TLS a word", "tls", "\"https_only\"", "tls");
        other("access a switch", "tls", R"({"access":true})", "tls.access");
        other("strict transport a word", "tls", R"({"strict_transport_seconds":"1y"})",
              "tls.strict_transport_seconds");
        other("strict transport a fraction", "tls", R"({"strict_transport_seconds":0.5})",
              "tls.strict_transport_seconds");
    }
    void namesTheFieldOfThePolicyAtFault() {
        QFETCH(QByteArray, member);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, code);
        QFETCH(QByteArray, field);
        const auto draft = draftWith(member, value);
        QVERIFY(!draft.ok());
        QCOMPARE(QByteArray::fromStdString(draft.error().code), code);
        QCOMPARE(QByteArray::fromStdString(draft.error().field), field);
    }

    void bringsADraftBack() {
        api::ServiceDraft draft{
            "llm", "LLM", {{"100.2.2.2", 8080, 3}, {"100.2.2.3", 8080, {}}}, "http", "100.1.1.1", true, 60};
        draft.targets.front().pin = "";
        draft.targets.back().pin = "sha256:11";
        draft.proxy = {"target",
                       false,
                       std::vector<api::RequestFieldDraft>{{"X-A", "1"}, {"X-B", {}}},
                       std::vector<std::string>{"tcp"},
                       0.5,
                       30,
                       "pin",
                       "a.example"};
        draft.delivery = "proxy";
        draft.clientTls = {"http_and_https", 0};
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
        status.components = {{"certificates",
                              api::ComponentState::Ok,
                              "a.pem: It has ended.",
                              {{"certificate.expired", "a.pem: It has ended.", {{"file", "a.pem"}}},
                               {"key.missing", "b.pem: No key.", {{"file", "b.pem"}}}}},
                             {"dns", api::ComponentState::Failed, "Port 53 is held by dnsmasq."},
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

    void bringsAnAuthorityBack() {
        api::AuthorityView authority{"portolan.internal",
                                     "Portolan portolan.internal",
                                     {},
                                     base::SystemTime(std::chrono::seconds(1'700'000'000)),
                                     base::SystemTime(std::chrono::seconds(2'000'000'000)),
                                     "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"};
        authority.fingerprint.fill(0x0f);
        QJsonObject json = api::toJson(authority);
        const auto back = api::authorityFromJson(json);
        QVERIFY2(back.ok(), back.ok() ? "" : back.error().message.c_str());
        QVERIFY(*back == authority);
        json[QLatin1String("fingerprint")] = QStringLiteral("sha256:12");
        QCOMPARE(api::authorityFromJson(json).error().code, std::string("reply.malformed"));
    }

    void refusesAReplyThatIsNotOurs() {
        const auto service = api::serviceFromJson(QJsonObject{{QStringLiteral("hello"), 1}});
        QVERIFY(!service.ok());
        QCOMPARE(service.error().code, std::string("reply.malformed"));
    }
};

QTEST_GUILESS_MAIN(TestJson)
#include "tst_json.moc"
