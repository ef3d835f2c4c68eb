// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/store/policyjson.h"

#include "backend/model/policytext.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace portolan::store {

namespace {

QString toQString(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

base::Error badPolicy(const QByteArray& column, const char* what = "proxy policy") {
    const std::string reason =
        std::string("a service has the ") + what + ' ' + column.left(100).toStdString();
    return {"store.corrupt", "The database cannot be read: " + reason + ".", "", {{"reason", reason}}};
}

QJsonArray toJson(const std::vector<model::RequestField>& fields) {
    QJsonArray array;
    for (const model::RequestField& field : fields)
        array.append(QJsonObject{{QStringLiteral("name"), toQString(field.name)},
                                 {QStringLiteral("value"), toQString(field.value)}});
    return array;
}

QJsonObject toJson(const model::UpstreamTls& tls) {
    QJsonObject json{{QStringLiteral("verification"), toQString(model::toWord(tls.verification))}};
    if (tls.serverName)
        json[QStringLiteral("server_name")] = toQString(*tls.serverName);
    return json;
}

std::string text(const QJsonValue& json) {
    return json.toString().toStdString();
}

void readTime(const QJsonObject& json, const char* key, std::chrono::milliseconds& time) {
    time = std::chrono::milliseconds(
        json.value(QLatin1String(key)).toInteger(static_cast<qint64>(time.count())));
}

bool readTls(const QJsonValue& json, model::UpstreamTls& tls) {
    if (json.isUndefined())
        return true;
    const auto verification = model::tlsVerificationFromWord(text(json[QLatin1String("verification")]));
    if (!verification)
        return false;
    tls.verification = *verification;
    if (const QJsonValue name = json[QLatin1String("server_name")]; name.isString())
        tls.serverName = text(name);
    return true;
}

QJsonValue toJson(const std::string& value) {
    return toQString(value);
}
QJsonValue toJson(double value) {
    return value;
}
QJsonValue toJson(std::int64_t value) {
    return static_cast<qint64>(value);
}

void read(const QJsonValue& json, std::optional<std::string>& value) {
    value = text(json);
}
void read(const QJsonValue& json, std::optional<double>& value) {
    value = json.toDouble();
}
void read(const QJsonValue& json, std::optional<std::int64_t>& value) {
    value = json.toInteger();
}

}  // namespace

QJsonObject policyToJson(const model::ProxyPolicy& policy) {
    static const model::ProxyPolicy common;
    QJsonObject json;
    if (policy.hostHeader != common.hostHeader)
        json[QStringLiteral("host_header")] = toQString(model::toWord(policy.hostHeader));
    if (policy.forwardingFields != common.forwardingFields)
        json[QStringLiteral("forwarding_fields")] = false;
    if (!policy.requestFields.empty())
        json[QStringLiteral("request_fields")] = toJson(policy.requestFields);
    if (!policy.upgrades.empty()) {
        QJsonArray upgrades;
        for (const std::string& upgrade : policy.upgrades)
            upgrades.append(toQString(upgrade));
        json[QStringLiteral("upgrades")] = upgrades;
    }
    if (policy.connectTimeout != common.connectTimeout)
        json[QStringLiteral("connect_timeout")] = static_cast<qint64>(policy.connectTimeout.count());
    if (policy.responseHeadTimeout != common.responseHeadTimeout)
        json[QStringLiteral("response_head_timeout")] =
            static_cast<qint64>(policy.responseHeadTimeout.count());
    if (policy.tls != common.tls)
        json[QStringLiteral("tls")] = toJson(policy.tls);
    return json;
}

QByteArray policyToColumn(const model::ProxyPolicy& policy) {
    return QJsonDocument(policyToJson(policy)).toJson(QJsonDocument::Compact);
}

base::Result<model::ProxyPolicy> policyFromColumn(const QByteArray& column) {
    model::ProxyPolicy policy;
    if (column == "{}")
        return policy;
    const QJsonDocument document = QJsonDocument::fromJson(column);
    if (!document.isObject())
        return badPolicy(column);
    const QJsonObject json = document.object();
    if (const QJsonValue word = json.value(QLatin1String("host_header")); !word.isUndefined()) {
        const auto header = model::hostHeaderFromWord(text(word));
        if (!header)
            return badPolicy(column);
        policy.hostHeader = *header;
    }
    if (!json.value(QLatin1String("forwarding_fields")).toBool(true))
        policy.forwardingFields = model::ForwardingFields::Omit;
    for (const QJsonValue& field : json.value(QLatin1String("request_fields")).toArray())
        policy.requestFields.push_back(
            {text(field[QLatin1String("name")]), text(field[QLatin1String("value")])});
    for (const QJsonValue& upgrade : json.value(QLatin1String("upgrades")).toArray())
        policy.upgrades.push_back(text(upgrade));
    readTime(json, "connect_timeout", policy.connectTimeout);
    readTime(json, "response_head_timeout", policy.responseHeadTimeout);
    if (!readTls(json.value(QLatin1String("tls")), policy.tls))
        return badPolicy(column);
    return policy;
}

QJsonObject clientTlsToJson(const model::ClientTls& tls) {
    static const model::ClientTls common;
    QJsonObject json;
    if (tls.access != common.access)
        json[QStringLiteral("access")] = toQString(model::toWord(tls.access));
    if (tls.strictTransport)
        json[QStringLiteral("strict_transport")] = static_cast<qint64>(tls.strictTransport->count());
    return json;
}

QByteArray clientTlsToColumn(const model::ClientTls& tls) {
    return QJsonDocument(clientTlsToJson(tls)).toJson(QJsonDocument::Compact);
}

base::Result<model::ClientTls> clientTlsFromColumn(const QByteArray& column) {
    model::ClientTls tls;
    if (column == "{}")
        return tls;
    const QJsonDocument document = QJsonDocument::fromJson(column);
    if (!document.isObject())
        return badPolicy(column, "client TLS");
    const QJsonObject json = document.object();
    if (const QJsonValue word = json.value(QLatin1String("access")); !word.isUndefined()) {
        const auto access = model::clientAccessFromWord(text(word));
        if (!access)
            return badPolicy(column, "client TLS");
        tls.access = *access;
    }
    if (const QJsonValue seconds = json.value(QLatin1String("strict_transport")); seconds.isDouble())
        tls.strictTransport = std::chrono::seconds(seconds.toInteger());
    return tls;
}

QJsonObject checksToJson(const model::HealthPolicy& policy) {
    QJsonObject json;
    const model::HealthDraft draft = model::draftOf(policy);
    model::forEachField(draft, [&json](const char* name, const auto& value) {
        if (value)
            json[QLatin1String(name)] = toJson(*value);
    });
    return json;
}

QByteArray checksToColumn(const model::HealthPolicy& policy) {
    return QJsonDocument(checksToJson(policy)).toJson(QJsonDocument::Compact);
}

base::Result<model::HealthPolicy> checksFromColumn(const QByteArray& column) {
    if (column == "{}")
        return model::HealthPolicy();
    const QJsonObject json = QJsonDocument::fromJson(column).object();
    model::HealthDraft draft;
    model::forEachField(draft, [&json](const char* name, auto& value) {
        if (const QJsonValue found = json.value(QLatin1String(name)); !found.isUndefined())
            read(found, value);
    });
    auto policy = model::parseHealthPolicy(draft);
    if (json.isEmpty() || !policy)
        return badPolicy(column, "checks");
    return policy;
}

}  // namespace portolan::store
