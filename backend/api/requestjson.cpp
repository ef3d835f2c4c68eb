// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/balancingjson.h"
#include "backend/api/checksjson.h"
#include "backend/api/clienttlsjson.h"
#include "backend/api/json.h"
#include "backend/api/jsonfields.h"
#include "backend/api/proxyjson.h"

#include <QJsonDocument>

namespace portolan::api {

namespace {

TargetDraft targetDraftFromJson(const QJsonValue& json, std::size_t index, JsonFields& parent,
                                const char* list) {
    const std::string path = std::string(list) + "[" + std::to_string(index) + "]";
    if (!json.isObject()) {
        parent.fail({"field.type",
                     "\"" + path + "\" must be an object with an address and a port.",
                     path,
                     {{"field", path}}});
        return {};
    }
    const QJsonObject object = json.toObject();
    JsonFields fields(object, path + ".");
    TargetDraft draft;
    // The seed's spelling is "ip" (SPEC 2), the resource API's is "address".
    const auto ip = fields.text("ip");
    draft.address = ip ? *ip : fields.requiredText("address");
    const auto port = fields.integer("port");
    if (!port && fields.ok())
        fields.fail({"field.required",
                     "\"" + path + ".port\" is missing.",
                     path + ".port",
                     {{"field", path + ".port"}}});
    draft.port = port.value_or(0);
    draft.weight = fields.integer("weight");
    draft.pin = fields.text("pin");
    if (object.value(QLatin1String("pin")).isNull())
        draft.pin = "";
    draft.backup = fields.boolean("backup");
    draft.drain = fields.boolean("drain");
    draft.maxRequests = fields.integer("max_requests");
    if (!fields.ok())
        parent.fail(fields.error());
    return draft;
}

std::optional<std::vector<TargetDraft>> targetDrafts(JsonFields& fields) {
    const auto array = fields.array("targets");
    if (!array)
        return std::nullopt;
    std::vector<TargetDraft> drafts;
    for (const QJsonValue& value : *array)
        drafts.push_back(targetDraftFromJson(value, drafts.size(), fields, "targets"));
    return drafts;
}

void put(QJsonObject& json, const char* name, const std::optional<std::string>& value) {
    if (value)
        json[QLatin1String(name)] = toQString(*value);
}
void put(QJsonObject& json, const char* name, const std::optional<std::int64_t>& value) {
    if (value)
        json[QLatin1String(name)] = qint64(*value);
}
void put(QJsonObject& json, const char* name, const std::optional<bool>& value) {
    if (value)
        json[QLatin1String(name)] = *value;
}

QJsonArray toJsonArray(const std::vector<TargetDraft>& targets) {
    QJsonArray array;
    for (const TargetDraft& target : targets) {
        QJsonObject json{{QStringLiteral("address"), toQString(target.address)},
                         {QStringLiteral("port"), qint64(target.port)}};
        put(json, "weight", target.weight);
        put(json, "backup", target.backup);
        put(json, "drain", target.drain);
        put(json, "max_requests", target.maxRequests);
        if (target.pin)
            json[QStringLiteral("pin")] =
                target.pin->empty() ? QJsonValue(QJsonValue::Null) : QJsonValue(toQString(*target.pin));
        array.append(json);
    }
    return array;
}

template <class T>
base::Result<T> finished(const JsonFields& fields, T value) {
    if (!fields.ok())
        return fields.error();
    return value;
}

}  // namespace

base::Result<QJsonObject> parseObject(const QByteArray& body) {
    QJsonParseError failure;
    const QJsonDocument document = QJsonDocument::fromJson(body, &failure);
    if (failure.error != QJsonParseError::NoError)
        return base::Error{"request.json",
                           "The body is not JSON: " + failure.errorString().toStdString() + " at byte " +
                               std::to_string(failure.offset) + ".",
                           "",
                           {{"offset", std::to_string(failure.offset)}}};
    if (!document.isObject())
        return base::Error{"request.json_object", "The body must be one JSON object: {...}.", "", {}};
    return document.object();
}

base::Result<AnnounceRequest> announceRequestFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    AnnounceRequest request;
    request.serviceName = fields.text("service_name");
    request.name = fields.requiredText("name");
    request.ip = fields.text("ip");
    request.port = fields.integer("port");
    request.forwardToIp = fields.text("forward_to_ip");
    request.targetDevice = fields.text("target_device");
    request.targets = targetDrafts(fields);
    if (request.targets)
        for (TargetDraft& target : *request.targets)  // what is no field of this call
            target = {target.address, target.port, target.weight};
    request.protocol = fields.text("protocol");
    request.proxyEnabled = fields.boolean("proxy_enabled");
    request.expiresIn = fields.integer("expires_in");
    return finished(fields, std::move(request));
}

base::Result<WithdrawRequest> withdrawRequestFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    WithdrawRequest request{fields.requiredText("name")};
    return finished(fields, std::move(request));
}

base::Result<ServiceDraft> serviceDraftFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    ServiceDraft draft;
    draft.host = fields.requiredText("host");
    draft.name = fields.text("name");
    draft.targets = targetDrafts(fields).value_or(std::vector<TargetDraft>{});
    draft.protocol = fields.text("protocol");
    draft.recordAddress = fields.text("record_address");
    draft.enabled = fields.boolean("enabled");
    draft.maintenance = fields.boolean("maintenance");
    draft.expiresIn = fields.integer("expires_in");
    draft.proxy = proxyDraftFromJson(fields);
    draft.delivery = fields.text("delivery");
    draft.clientTls = clientTlsDraftFromJson(fields);
    draft.balancing = balancingDraftFromJson(fields);
    draft.checks = checksDraftFromJson(fields);
    return finished(fields, std::move(draft));
}

base::Result<RecordDraft> recordDraftFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    RecordDraft draft;
    draft.name = fields.requiredText("name");
    draft.type = fields.requiredText("type");
    draft.data = fields.requiredText("data");
    draft.ttl = fields.integer("ttl");
    draft.label = fields.text("label");
    draft.expiresIn = fields.integer("expires_in");
    return finished(fields, std::move(draft));
}

base::Result<PreviewRequest> previewRequestFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    PreviewRequest request;
    const auto draft = fields.object("draft");
    if (!draft && fields.ok())
        fields.fail({"field.required", "\"draft\" is missing.", "draft", {{"field", "draft"}}});
    if (const auto id = fields.digits("editing"))
        request.editing = model::ServiceId(*id);
    if (!fields.ok())
        return fields.error();
    PORTOLAN_TRY(request.draft, serviceDraftFromJson(*draft));
    return request;
}

QJsonObject toJson(const AnnounceRequest& request) {
    QJsonObject json{{QStringLiteral("name"), toQString(request.name)}};
    put(json, "service_name", request.serviceName);
    put(json, "ip", request.ip);
    put(json, "port", request.port);
    put(json, "forward_to_ip", request.forwardToIp);
    put(json, "target_device", request.targetDevice);
    put(json, "protocol", request.protocol);
    put(json, "proxy_enabled", request.proxyEnabled);
    put(json, "expires_in", request.expiresIn);
    if (request.targets)
        json[QStringLiteral("targets")] = toJsonArray(*request.targets);
    return json;
}

QJsonObject toJson(const WithdrawRequest& request) {
    return {{QStringLiteral("name"), toQString(request.name)}};
}

QJsonObject toJson(const ServiceDraft& draft) {
    QJsonObject json{{QStringLiteral("host"), toQString(draft.host)},
                     {QStringLiteral("targets"), toJsonArray(draft.targets)}};
    put(json, "name", draft.name);
    put(json, "protocol", draft.protocol);
    put(json, "record_address", draft.recordAddress);
    put(json, "enabled", draft.enabled);
    put(json, "maintenance", draft.maintenance);
    put(json, "expires_in", draft.expiresIn);
    if (draft.proxy != ProxyDraft())
        json[QStringLiteral("proxy")] = toJson(draft.proxy);
    put(json, "delivery", draft.delivery);
    if (draft.clientTls != ClientTlsDraft())
        json[QStringLiteral("tls")] = toJson(draft.clientTls);
    if (draft.balancing != BalancingDraft())
        json[QStringLiteral("balancing")] = toJson(draft.balancing);
    if (draft.checks != model::HealthDraft())
        json[QStringLiteral("checks")] = checksDraftToJson(draft.checks);
    return json;
}

QJsonObject toJson(const RecordDraft& draft) {
    QJsonObject json{{QStringLiteral("name"), toQString(draft.name)},
                     {QStringLiteral("type"), toQString(draft.type)},
                     {QStringLiteral("data"), toQString(draft.data)}};
    put(json, "ttl", draft.ttl);
    put(json, "label", draft.label);
    put(json, "expires_in", draft.expiresIn);
    return json;
}

QJsonObject toJson(const PreviewRequest& request) {
    QJsonObject json{{QStringLiteral("draft"), toJson(request.draft)}};
    if (request.editing)
        json[QStringLiteral("editing")] = QString::number(static_cast<quint64>(*request.editing));
    return json;
}

}  // namespace portolan::api
