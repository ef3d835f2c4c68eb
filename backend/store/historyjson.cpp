// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/store/historyjson.h"

#include "backend/model/policytext.h"
#include "backend/store/balancingjson.h"
#include "backend/store/columns.h"
#include "backend/store/policyjson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace portolan::store {

namespace {

QString toQString(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QJsonValue toJson(const std::optional<base::SystemTime>& time) {
    return time ? QJsonValue(static_cast<qint64>(toColumn(*time))) : QJsonValue(QJsonValue::Null);
}

QJsonObject toJson(const model::Target& target) {
    QJsonObject json{{QStringLiteral("id"), static_cast<qint64>(target.id)},
                     {QStringLiteral("address"), toQString(target.address.address.toString())},
                     {QStringLiteral("port"), target.address.port},
                     {QStringLiteral("weight"), target.weight}};
    if (target.name)
        json.insert(QStringLiteral("name"), toQString(target.name->text()));
    if (target.loopback == model::LoopbackTargets::Allowed)
        json.insert(QStringLiteral("loopback"), true);
    if (target.pin)
        json.insert(QStringLiteral("pin"), toQString(model::toText(*target.pin)));
    if (target.role == model::TargetRole::Backup)
        json.insert(QStringLiteral("backup"), true);
    if (target.intake == model::TargetIntake::Drained)
        json.insert(QStringLiteral("drained"), true);
    if (target.maxRequests > 0)
        json.insert(QStringLiteral("max_requests"), static_cast<qint64>(target.maxRequests));
    return json;
}

QJsonObject toJson(const model::Service& service) {
    QJsonArray targets;
    for (const model::Target& target : service.targets)
        targets.append(toJson(target));
    QJsonObject json{{QStringLiteral("id"), static_cast<qint64>(service.id)},
                     {QStringLiteral("name"), toQString(service.name)},
                     {QStringLiteral("host"), toQString(service.host.text())},
                     {QStringLiteral("targets"), targets},
                     {QStringLiteral("protocol"), toQString(toColumn(service.protocol))},
                     {QStringLiteral("proxy"), policyToJson(service.proxy)},
                     {QStringLiteral("delivery"), toQString(model::toWord(service.delivery))},
                     {QStringLiteral("client_tls"), clientTlsToJson(service.clientTls)},
                     {QStringLiteral("balancing"), balancingToJson(service.balancing)},
                     {QStringLiteral("checks"), checksToJson(service.checks)},
                     {QStringLiteral("enabled"), service.state != model::Switch::Disabled},
                     {QStringLiteral("maintenance"), service.state == model::Switch::Maintenance},
                     {QStringLiteral("origin"), toQString(service.origin.address.toString())},
                     {QStringLiteral("created_at"), toJson(service.createdAt)},
                     {QStringLiteral("updated_at"), toJson(service.updatedAt)},
                     {QStringLiteral("expires_at"), toJson(service.expiresAt)},
                     {QStringLiteral("revision"), static_cast<qint64>(service.revision)}};
    if (service.recordAddress)
        json.insert(QStringLiteral("record_address"), toQString(service.recordAddress->toString()));
    return json;
}

QJsonObject toJson(const model::Record& record) {
    return {{QStringLiteral("id"), static_cast<qint64>(record.id)},
            {QStringLiteral("label"), toQString(record.label)},
            {QStringLiteral("name"), toQString(record.name.text())},
            {QStringLiteral("type"), toQString(model::toWord(record.type))},
            {QStringLiteral("ttl"), static_cast<qint64>(record.ttl.count())},
            {QStringLiteral("data"), toQString(model::toText(record.type, record.data))},
            {QStringLiteral("origin"), toQString(record.origin.address.toString())},
            {QStringLiteral("created_at"), toJson(record.createdAt)},
            {QStringLiteral("updated_at"), toJson(record.updatedAt)},
            {QStringLiteral("expires_at"), toJson(record.expiresAt)},
            {QStringLiteral("revision"), static_cast<qint64>(record.revision)}};
}

QJsonObject toJson(const model::Webhook& webhook) {
    return {{QStringLiteral("id"), static_cast<qint64>(webhook.id)},
            {QStringLiteral("url"), toQString(webhook.url)},
            {QStringLiteral("secret"), toQString(webhook.secret)},
            {QStringLiteral("enabled"), webhook.state == model::Switch::Enabled},
            {QStringLiteral("events"), toQString(kindsToColumn(webhook.kinds))},
            {QStringLiteral("created_at"), toJson(webhook.createdAt)},
            {QStringLiteral("updated_at"), toJson(webhook.updatedAt)},
            {QStringLiteral("revision"), static_cast<qint64>(webhook.revision)}};
}

}  // namespace

QByteArray historyJson(const Change& change, Side side) {
    QJsonArray services;
    for (const ServiceEdit& edit : change.services)
        if (const auto& service = side == Side::Before ? edit.before : edit.after)
            services.append(toJson(*service));
    QJsonArray records;
    for (const RecordEdit& edit : change.records)
        if (const auto& record = side == Side::Before ? edit.before : edit.after)
            records.append(toJson(*record));
    QJsonArray webhooks;
    for (const WebhookEdit& edit : change.webhooks)
        if (const auto& webhook = side == Side::Before ? edit.before : edit.after)
            webhooks.append(toJson(*webhook));
    QJsonObject json;
    if (!webhooks.empty())
        json.insert(QStringLiteral("webhooks"), webhooks);
    if (!services.empty())
        json.insert(QStringLiteral("services"), services);
    if (!records.empty())
        json.insert(QStringLiteral("records"), records);
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

}  // namespace portolan::store
