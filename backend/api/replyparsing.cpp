// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/balancingjson.h"
#include "backend/api/certificatejson.h"
#include "backend/api/checksjson.h"
#include "backend/api/clienttlsjson.h"
#include "backend/api/json.h"
#include "backend/api/jsonfields.h"
#include "backend/api/lookupjson.h"
#include "backend/api/measurementsjson.h"
#include "backend/api/proxyjson.h"
#include "backend/model/policytext.h"

#include <algorithm>

namespace portolan::api {

namespace {

/// Converts each element; the first that fails decides.
template <class T, class Convert>
base::Result<std::vector<T>> listFromJson(const QJsonArray& array, Convert convert) {
    std::vector<T> values;
    values.reserve(static_cast<std::size_t>(array.size()));
    for (const QJsonValue& element : array) {
        PORTOLAN_TRY(T value, convert(element.toObject()));
        values.push_back(std::move(value));
    }
    return values;
}

template <class T, class Convert>
base::Result<std::vector<T>> listField(JsonFields& fields, const char* name, Convert convert) {
    return listFromJson<T>(fields.array(name).value_or(QJsonArray()), convert);
}

template <class T>
base::Result<T> finished(const JsonFields& fields, T value) {
    if (!fields.ok())
        return malformedReply(fields.error());
    return value;
}

base::Error::Params paramsFromJson(const QJsonObject& json) {
    base::Error::Params params;
    for (auto it = json.begin(); it != json.end(); ++it)
        params.emplace_back(it.key().toStdString(), it.value().toString().toStdString());
    return params;
}

base::Result<Warning> warningFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    Warning warning{fields.requiredText("code"), fields.requiredText("message"),
                    paramsFromJson(fields.object("params").value_or(QJsonObject()))};
    return finished(fields, std::move(warning));
}

base::Result<DnsAnswerView> dnsAnswerFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    DnsAnswerView answer{fields.requiredText("name"), fields.requiredText("type"),
                         fields.requiredText("data")};
    return finished(fields, std::move(answer));
}

base::SocketAddress socketAddress(JsonFields& fields, const char* name) {
    const std::string text = fields.requiredText(name);
    const auto parsed = base::SocketAddress::parse(text);
    if (!parsed)
        fields.fail({"field.type", std::string(name) + " must be ADDRESS:PORT.", name, {}});
    return parsed.value_or(base::SocketAddress());
}

base::Result<ListenerView> listenerFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    ListenerView listener;
    listener.name = fields.requiredText("name");
    listener.protocol = fields.requiredText("protocol");
    listener.address = socketAddress(fields, "address");
    listener.status = fields.requiredText("status");
    listener.message = fields.text("message").value_or("");
    return finished(fields, std::move(listener));
}

base::Result<ZoneView> zoneFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    ZoneView zone;
    zone.name = fields.requiredText("name");
    zone.serial = static_cast<std::uint32_t>(fields.integer("serial").value_or(0));
    PORTOLAN_TRY(zone.warnings, listField<Warning>(fields, "warnings", warningFromJson));
    return finished(fields, std::move(zone));
}

ComponentState componentStateFromWord(std::string_view word) {
    if (word == "ok")
        return ComponentState::Ok;
    return word == "disabled" ? ComponentState::Disabled : ComponentState::Failed;
}

std::uint64_t count(JsonFields& fields, const char* name) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(fields.integer(name).value_or(0), 0));
}

std::uint16_t port(JsonFields& fields, const char* name) {
    const std::int64_t value = fields.integer(name).value_or(0);
    if (value < 1 || value > 65535)
        fields.fail({"field.type", std::string(name) + " must be a port.", name, {}});
    return static_cast<std::uint16_t>(value);
}

std::optional<model::Fingerprint> pin(JsonFields& fields, const char* name) {
    const auto text = fields.text(name);
    if (!text)
        return std::nullopt;
    const auto parsed = model::parseFingerprint(*text);
    if (parsed)
        return *parsed;
    fields.fail(parsed.error().at(name));
    return std::nullopt;
}

}  // namespace

base::Result<HealthView> healthFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    HealthView health;
    health.state = model::healthStateFromWord(fields.requiredText("state"));
    health.cause = model::healthCauseFromCode(fields.text("code").value_or(""));
    if (const std::string_view name = model::detailNameOf(health.cause); !name.empty()) {
        const QJsonObject params = fields.object("params").value_or(QJsonObject());
        health.detail = params[toQString(name)].toString().toUInt();
    }
    health.since = fields.time("since");
    if (const auto latency = fields.number("latency_ms"))
        health.latency = std::chrono::microseconds(static_cast<std::int64_t>(*latency * 1000.0 + 0.5));
    return finished(fields, std::move(health));
}

base::Result<TargetView> targetFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    TargetView target;
    target.id = model::TargetId(fields.digits("id").value_or(0));
    takePlace(fields, target.address, target.lookup);
    target.weight = static_cast<std::uint16_t>(fields.integer("weight").value_or(1));
    if (fields.boolean("backup").value_or(false))
        target.role = model::TargetRole::Backup;
    if (fields.boolean("drain").value_or(false))
        target.intake = model::TargetIntake::Drained;
    target.maxRequests = static_cast<std::uint32_t>(fields.integer("max_requests").value_or(0));
    target.pin = pin(fields, "pin");
    target.offered = pin(fields, "offered_pin");
    PORTOLAN_TRY(target.health, healthFromJson(fields.object("health").value_or(QJsonObject())));
    return finished(fields, std::move(target));
}

base::Result<ServiceView> serviceFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    ServiceView service;
    service.id = model::ServiceId(fields.digits("id").value_or(0));
    service.name = fields.requiredText("name");
    service.host = fields.requiredText("host");
    service.url = fields.requiredText("url");
    service.protocol = fields.requiredText("protocol");
    service.enabled = fields.boolean("enabled").value_or(true);
    service.maintenance = fields.boolean("maintenance").value_or(false);
    service.checks = checksFromJson(fields);
    service.recordAddress = fields.address("record_address");
    service.origin = fields.address("origin").value_or(base::IpAddress());
    service.createdAt = fields.time("created_at").value_or(base::SystemTime());
    service.updatedAt = fields.time("updated_at").value_or(base::SystemTime());
    service.expiresAt = fields.time("expires_at");
    service.revision = count(fields, "revision");
    service.fieldValues = proxyFromJson(fields, service.proxy);
    service.delivery =
        model::deliveryFromWord(fields.text("delivery").value_or("")).value_or(service.delivery);
    service.clientTls = clientTlsFromJson(fields);
    service.balancing = balancingFromJson(fields);
    if (const auto traffic = fields.object("traffic")) {
        PORTOLAN_TRY(service.traffic, trafficFromJson(*traffic));
    }
    PORTOLAN_TRY(service.targets, listField<TargetView>(fields, "targets", targetFromJson));
    PORTOLAN_TRY(service.dns, listField<DnsAnswerView>(fields, "dns", dnsAnswerFromJson));
    PORTOLAN_TRY(service.health, healthFromJson(fields.object("health").value_or(QJsonObject())));
    service.certificate = certificateFromJson(fields);
    return finished(fields, std::move(service));
}

base::Result<ServicePage> servicePageFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    ServicePage page;
    PORTOLAN_TRY(page.items, listField<ServiceView>(fields, "items", serviceFromJson));
    page.total = count(fields, "total");
    return finished(fields, std::move(page));
}

base::Result<ServiceChange> serviceChangeFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    PORTOLAN_TRY(ServiceView service, serviceFromJson(json));
    PORTOLAN_TRY(auto warnings, listField<Warning>(fields, "warnings", warningFromJson));
    return finished(fields, ServiceChange{std::move(service), std::move(warnings)});
}

base::Result<RecordView> recordFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    RecordView record;
    record.id = model::RecordId(fields.digits("id").value_or(0));
    record.label = fields.text("label").value_or("");
    record.name = fields.requiredText("name");
    record.type = fields.requiredText("type");
    record.data = fields.requiredText("data");
    record.ttl = fields.integer("ttl").value_or(0);
    record.origin = fields.address("origin").value_or(base::IpAddress());
    record.createdAt = fields.time("created_at").value_or(base::SystemTime());
    record.updatedAt = fields.time("updated_at").value_or(base::SystemTime());
    record.expiresAt = fields.time("expires_at");
    record.revision = count(fields, "revision");
    return finished(fields, std::move(record));
}

base::Result<RecordPage> recordPageFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    RecordPage page;
    PORTOLAN_TRY(page.items, listField<RecordView>(fields, "items", recordFromJson));
    page.total = count(fields, "total");
    return finished(fields, std::move(page));
}

base::Result<NameView> nameFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    NameView name;
    name.serviceName = fields.text("service_name").value_or("");
    name.name = fields.requiredText("name");
    name.type = fields.requiredText("type");
    name.ip = fields.requiredText("ip");
    name.createdAt = fields.time("created_at").value_or(base::SystemTime());
    name.updatedAt = fields.time("updated_at").value_or(base::SystemTime());
    name.expiresAt = fields.time("expires_at");
    const auto ruleJson = fields.object("proxy_rule");
    if (!ruleJson)
        return finished(fields, std::move(name));
    JsonFields rule(*ruleJson, "proxy_rule.");
    const std::string target = rule.requiredText("target_ip");
    const auto address = base::IpAddress::parse(target);
    name.proxyRule = NameView::ProxyRule{rule.boolean("enabled").value_or(true),
                                         address.value_or(base::IpAddress()),
                                         port(rule, "target_port"),
                                         rule.requiredText("protocol"),
                                         rule.requiredText("hostname"),
                                         rule.time("created_at").value_or(base::SystemTime()),
                                         address ? std::string() : target};
    if (!rule.ok())
        fields.fail(rule.error());
    return finished(fields, std::move(name));
}

base::Result<AnnounceReply> announceReplyFromJson(const QJsonObject& json, Outcome outcome) {
    JsonFields fields(json);
    AnnounceReply reply;
    reply.outcome = outcome;
    reply.targetChosenBy = fields.text("target_chosen_by").value_or("");
    PORTOLAN_TRY(reply.name, nameFromJson(json));
    PORTOLAN_TRY(reply.warnings, listField<Warning>(fields, "warnings", warningFromJson));
    return finished(fields, std::move(reply));
}

base::Result<WithdrawReply> withdrawReplyFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    WithdrawReply reply{fields.boolean("removed").value_or(false), fields.text("message").value_or("")};
    return finished(fields, std::move(reply));
}

base::Result<Preview> previewFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    Preview preview;
    preview.host = fields.requiredText("host");
    preview.url = fields.requiredText("url");
    PORTOLAN_TRY(preview.dns, listField<DnsAnswerView>(fields, "dns", dnsAnswerFromJson));
    PORTOLAN_TRY(preview.warnings, listField<Warning>(fields, "warnings", warningFromJson));
    for (const QJsonValue& value : fields.array("targets").value_or(QJsonArray())) {
        if (const auto target = base::SocketAddress::parse(value.toString().toStdString()))
            preview.targets.push_back({*target, {}});
        if (!value.isObject())
            continue;
        const QJsonObject object = value.toObject();
        JsonFields place(object, "targets.");
        PreviewTarget& target = preview.targets.emplace_back();
        takePlace(place, target.address, target.lookup);
        if (!place.ok())
            fields.fail(place.error());
    }
    return finished(fields, std::move(preview));
}

base::Result<SystemStatus> statusFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    SystemStatus status;
    status.version = fields.requiredText("version");
    const QJsonObject components = fields.object("components").value_or(QJsonObject());
    for (auto it = components.begin(); it != components.end(); ++it) {
        const QJsonObject component = it.value().toObject();
        JsonFields inner(component);
        PORTOLAN_TRY(auto causes, listField<Warning>(inner, "causes", warningFromJson));
        status.components.push_back({it.key().toStdString(),
                                     componentStateFromWord(inner.requiredText("status")),
                                     inner.text("message").value_or(""), std::move(causes)});
    }
    PORTOLAN_TRY(status.listeners, listField<ListenerView>(fields, "listeners", listenerFromJson));
    PORTOLAN_TRY(status.zones, listField<ZoneView>(fields, "zones", zoneFromJson));
    for (const QJsonValue& value : fields.array("advertised").value_or(QJsonArray()))
        if (const auto address = base::IpAddress::parse(value.toString().toStdString()))
            status.advertised.push_back(*address);
    status.generation = count(fields, "generation");
    status.revision = count(fields, "revision");
    status.requests = count(fields, "requests");
    status.queries = count(fields, "queries");
    return finished(fields, std::move(status));
}

base::Result<AuthorityView> authorityFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    AuthorityView authority;
    authority.zone = fields.requiredText("zone");
    authority.name = fields.text("name").value_or("");
    const auto fingerprint = model::parseFingerprint(fields.requiredText("fingerprint"));
    if (fingerprint)
        authority.fingerprint = *fingerprint;
    else
        fields.fail(fingerprint.error().at("fingerprint"));
    authority.notBefore = fields.time("not_before").value_or(base::SystemTime());
    authority.notAfter = fields.time("not_after").value_or(base::SystemTime());
    authority.pem = fields.requiredText("pem");
    return finished(fields, std::move(authority));
}

}  // namespace portolan::api
