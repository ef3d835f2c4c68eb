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

namespace portolan::api {

namespace {

template <class Id>
QString idText(Id id) {
    return QString::number(static_cast<quint64>(id));
}

template <class T>
QJsonArray toJsonArray(const std::vector<T>& values) {
    QJsonArray array;
    for (const T& value : values)
        array.append(toJson(value));
    return array;
}

QJsonObject paramsToJson(const base::Error::Params& params) {
    QJsonObject json;
    for (const auto& [name, value] : params)
        json[toQString(name)] = toQString(value);
    return json;
}

void putTime(QJsonObject& json, const char* name, const std::optional<base::SystemTime>& time) {
    if (time)
        json[QLatin1String(name)] = toQString(*time);
}

void putWarnings(QJsonObject& json, const std::vector<Warning>& warnings) {
    if (!warnings.empty())
        json[QStringLiteral("warnings")] = toJsonArray(warnings);
}

const char* wordOf(ComponentState state) {
    switch (state) {
        case ComponentState::Ok:
            return "ok";
        case ComponentState::Disabled:
            return "disabled";
        case ComponentState::Failed:
            break;
    }
    return "failed";
}

}  // namespace

QJsonObject toJson(const DnsAnswerView& answer) {
    return {{QStringLiteral("name"), toQString(answer.name)},
            {QStringLiteral("type"), toQString(answer.type)},
            {QStringLiteral("data"), toQString(answer.data)}};
}

QJsonObject toJson(const ListenerView& listener) {
    QJsonObject json{{QStringLiteral("name"), toQString(listener.name)},
                     {QStringLiteral("protocol"), toQString(listener.protocol)},
                     {QStringLiteral("address"), toQString(listener.address.toString())},
                     {QStringLiteral("status"), toQString(listener.status)}};
    if (!listener.message.empty())
        json[QStringLiteral("message")] = toQString(listener.message);
    return json;
}

QJsonObject toJson(const Warning& warning) {
    return {{QStringLiteral("code"), toQString(warning.code)},
            {QStringLiteral("message"), toQString(warning.message)},
            {QStringLiteral("params"), paramsToJson(warning.params)}};
}

QJsonObject toJson(const HealthView& health) {
    QJsonObject json{{QStringLiteral("state"), toQString(model::toWord(health.state))}};
    if (health.cause != model::HealthCause::None) {
        json[QStringLiteral("code")] = toQString(model::codeOf(health.cause));
        json[QStringLiteral("message")] = toQString(model::sentenceOf(health.cause, health.detail));
        if (const std::string_view name = model::detailNameOf(health.cause); !name.empty())
            json[QStringLiteral("params")] = QJsonObject{{toQString(name), QString::number(health.detail)}};
    }
    putTime(json, "since", health.since);
    if (health.latency)
        json[QStringLiteral("latency_ms")] = static_cast<double>(health.latency->count()) / 1000.0;
    return json;
}

QJsonObject toJson(const TargetView& target) {
    QJsonObject json{{QStringLiteral("id"), idText(target.id)},
                     {QStringLiteral("weight"), target.weight},
                     {QStringLiteral("backup"), target.role == model::TargetRole::Backup},
                     {QStringLiteral("drain"), target.intake == model::TargetIntake::Drained},
                     {QStringLiteral("max_requests"), static_cast<qint64>(target.maxRequests)},
                     {QStringLiteral("health"), toJson(target.health)}};
    putPlace(json, target.address, target.lookup);
    if (target.pin)
        json[QStringLiteral("pin")] = toQString(model::toText(*target.pin));
    if (target.offered)
        json[QStringLiteral("offered_pin")] = toQString(model::toText(*target.offered));
    return json;
}

QJsonObject toJson(const ServiceView& service) {
    QJsonObject json{{QStringLiteral("id"), idText(service.id)},
                     {QStringLiteral("name"), toQString(service.name)},
                     {QStringLiteral("host"), toQString(service.host)},
                     {QStringLiteral("url"), toQString(service.url)},
                     {QStringLiteral("targets"), toJsonArray(service.targets)},
                     {QStringLiteral("protocol"), toQString(service.protocol)},
                     {QStringLiteral("proxy"), proxyToJson(service.proxy, service.fieldValues)},
                     {QStringLiteral("delivery"), toQString(model::toWord(service.delivery))},
                     {QStringLiteral("tls"), clientTlsToJson(service.clientTls)},
                     {QStringLiteral("balancing"), balancingToJson(service.balancing)},
                     {QStringLiteral("checks"), checksToJson(service.checks)},
                     {QStringLiteral("enabled"), service.enabled},
                     {QStringLiteral("maintenance"), service.maintenance},
                     {QStringLiteral("dns"), toJsonArray(service.dns)},
                     {QStringLiteral("health"), toJson(service.health)},
                     {QStringLiteral("origin"), toQString(service.origin.toString())},
                     {QStringLiteral("created_at"), toQString(service.createdAt)},
                     {QStringLiteral("updated_at"), toQString(service.updatedAt)},
                     {QStringLiteral("revision"), static_cast<qint64>(service.revision)}};
    if (service.recordAddress)
        json[QStringLiteral("record_address")] = toQString(service.recordAddress->toString());
    putTime(json, "expires_at", service.expiresAt);
    if (service.traffic)
        json[QStringLiteral("traffic")] = toJson(*service.traffic);
    json[QStringLiteral("tls")] =
        withCertificate(json[QStringLiteral("tls")].toObject(), service.certificate);
    return json;
}

QJsonObject toJson(const ServicePage& page) {
    return {{QStringLiteral("items"), toJsonArray(page.items)},
            {QStringLiteral("total"), static_cast<qint64>(page.total)}};
}

QJsonObject toJson(const ServiceChange& change) {
    QJsonObject json = toJson(change.service);
    putWarnings(json, change.warnings);
    return json;
}

QJsonObject toJson(const RecordView& record) {
    QJsonObject json{{QStringLiteral("id"), idText(record.id)},
                     {QStringLiteral("label"), toQString(record.label)},
                     {QStringLiteral("name"), toQString(record.name)},
                     {QStringLiteral("type"), toQString(record.type)},
                     {QStringLiteral("data"), toQString(record.data)},
                     {QStringLiteral("ttl"), static_cast<qint64>(record.ttl)},
                     {QStringLiteral("origin"), toQString(record.origin.toString())},
                     {QStringLiteral("created_at"), toQString(record.createdAt)},
                     {QStringLiteral("updated_at"), toQString(record.updatedAt)},
                     {QStringLiteral("revision"), static_cast<qint64>(record.revision)}};
    putTime(json, "expires_at", record.expiresAt);
    return json;
}

QJsonObject toJson(const RecordPage& page) {
    return {{QStringLiteral("items"), toJsonArray(page.items)},
            {QStringLiteral("total"), static_cast<qint64>(page.total)}};
}

QJsonObject toJson(const NameView& name) {
    QJsonObject json{{QStringLiteral("service_name"), toQString(name.serviceName)},
                     {QStringLiteral("name"), toQString(name.name)},
                     {QStringLiteral("type"), toQString(name.type)},
                     {QStringLiteral("ip"), toQString(name.ip)},
                     {QStringLiteral("created_at"), toQString(name.createdAt)},
                     {QStringLiteral("updated_at"), toQString(name.updatedAt)}};
    putTime(json, "expires_at", name.expiresAt);
    if (const auto& rule = name.proxyRule)
        json[QStringLiteral("proxy_rule")] =
            QJsonObject{{QStringLiteral("enabled"), rule->enabled},
                        {QStringLiteral("target_ip"),
                         toQString(rule->targetName.empty() ? rule->targetIp.toString() : rule->targetName)},
                        {QStringLiteral("target_port"), rule->targetPort},
                        {QStringLiteral("protocol"), toQString(rule->protocol)},
                        {QStringLiteral("hostname"), toQString(rule->hostname)},
                        {QStringLiteral("created_at"), toQString(rule->createdAt)}};
    return json;
}

QJsonObject toJson(const AnnounceReply& reply) {
    QJsonObject json = toJson(reply.name);
    if (!reply.targetChosenBy.empty())
        json[QStringLiteral("target_chosen_by")] = toQString(reply.targetChosenBy);
    putWarnings(json, reply.warnings);
    return json;
}

QJsonObject toJson(const WithdrawReply& reply) {
    return {{QStringLiteral("message"), toQString(reply.message)},
            {QStringLiteral("removed"), reply.removed}};
}

QJsonObject toJson(const Preview& preview) {
    QJsonArray targets;
    for (const PreviewTarget& target : preview.targets) {
        QJsonObject named;
        putPlace(named, target.address, target.lookup);
        targets.append(target.lookup ? QJsonValue(named) : QJsonValue(toQString(target.address.toString())));
    }
    QJsonObject json{{QStringLiteral("host"), toQString(preview.host)},
                     {QStringLiteral("url"), toQString(preview.url)},
                     {QStringLiteral("dns"), toJsonArray(preview.dns)},
                     {QStringLiteral("targets"), targets}};
    putWarnings(json, preview.warnings);
    return json;
}

QJsonObject toJson(const ZoneView& zone) {
    QJsonObject json{{QStringLiteral("name"), toQString(zone.name)},
                     {QStringLiteral("serial"), qint64(zone.serial)}};
    putWarnings(json, zone.warnings);
    return json;
}

QJsonObject toJson(const AuthorityView& authority) {
    return {{QStringLiteral("zone"), toQString(authority.zone)},
            {QStringLiteral("name"), toQString(authority.name)},
            {QStringLiteral("fingerprint"), toQString(model::toText(authority.fingerprint))},
            {QStringLiteral("not_before"), toQString(authority.notBefore)},
            {QStringLiteral("not_after"), toQString(authority.notAfter)},
            {QStringLiteral("pem"), toQString(authority.pem)}};
}

bool SystemStatus::healthy() const {
    for (const ComponentView& component : components)
        if (component.state == ComponentState::Failed)
            return false;
    return true;
}

QJsonObject toJson(const SystemStatus& status) {
    QJsonObject components;
    for (const ComponentView& component : status.components) {
        QJsonObject part{{QStringLiteral("status"), QLatin1String(wordOf(component.state))},
                         {QStringLiteral("message"), toQString(component.message)}};
        if (!component.causes.empty())
            part[QStringLiteral("causes")] = toJsonArray(component.causes);
        components[toQString(component.name)] = part;
    }
    QJsonArray advertised;
    for (const base::IpAddress& address : status.advertised)
        advertised.append(toQString(address.toString()));
    return {{QStringLiteral("status"), status.healthy() ? QStringLiteral("ok") : QStringLiteral("failed")},
            {QStringLiteral("version"), toQString(status.version)},
            {QStringLiteral("components"), components},
            {QStringLiteral("listeners"), toJsonArray(status.listeners)},
            {QStringLiteral("zones"), toJsonArray(status.zones)},
            {QStringLiteral("advertised"), advertised},
            {QStringLiteral("generation"), static_cast<qint64>(status.generation)},
            {QStringLiteral("revision"), static_cast<qint64>(status.revision)},
            {QStringLiteral("requests"), static_cast<qint64>(status.requests)},
            {QStringLiteral("queries"), static_cast<qint64>(status.queries)}};
}

}  // namespace portolan::api
