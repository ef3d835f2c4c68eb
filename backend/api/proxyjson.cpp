// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/proxyjson.h"

#include "backend/base/seconds.h"
#include "backend/model/policytext.h"

#include <cmath>

namespace portolan::api {

namespace {

std::string elementPath(const char* list, std::size_t index) {
    return std::string("proxy.") + list + "[" + std::to_string(index) + "]";
}

base::Error typeError(const std::string& path, const char* expected) {
    return {"field.type",
            "\"" + path + "\" must be " + expected + ".",
            path,
            {{"field", path}, {"expected", expected}}};
}

/// The elements of a list of objects, each with its path.
template <class T, class Convert>
std::optional<std::vector<T>> objects(JsonFields& fields, const char* name, Convert convert) {
    const auto array = fields.array(name);
    if (!array)
        return std::nullopt;
    std::vector<T> values;
    for (const QJsonValue& element : *array) {
        const std::string path = elementPath(name, values.size());
        if (!element.isObject())
            fields.fail(typeError(path, "an object"));
        const QJsonObject object = element.toObject();
        JsonFields inner(object, path + ".");
        values.push_back(convert(inner));
        if (!inner.ok())
            fields.fail(inner.error());
    }
    return values;
}

std::optional<std::vector<std::string>> texts(JsonFields& fields, const char* name) {
    const auto array = fields.array(name);
    if (!array)
        return std::nullopt;
    std::vector<std::string> values;
    for (const QJsonValue& element : *array) {
        if (!element.isString())
            fields.fail(typeError(elementPath(name, values.size()), "a string"));
        values.push_back(element.toString().toStdString());
    }
    return values;
}

std::chrono::milliseconds seconds(const std::optional<double>& number, std::chrono::milliseconds otherwise) {
    return number ? std::chrono::milliseconds(std::llround(*number * 1000.0)) : otherwise;
}

QJsonArray toJsonArray(const std::vector<std::string>& values) {
    QJsonArray array;
    for (const std::string& value : values)
        array.append(toQString(value));
    return array;
}

QJsonArray toJsonArray(const std::vector<RequestFieldDraft>& fields) {
    QJsonArray array;
    for (const RequestFieldDraft& field : fields)
        array.append(QJsonObject{{QStringLiteral("name"), toQString(field.name)},
                                 {QStringLiteral("value"), field.value ? QJsonValue(toQString(*field.value))
                                                                       : QJsonValue(QJsonValue::Null)}});
    return array;
}

QJsonArray toJsonArray(const std::vector<model::RequestField>& fields, FieldValues values) {
    QJsonArray array;
    for (const model::RequestField& field : fields) {
        QJsonObject json{{QStringLiteral("name"), toQString(field.name)}};
        if (values == FieldValues::Shown) {
            json[QStringLiteral("value")] = toQString(field.value);
        } else {
            json[QStringLiteral("value")] = QJsonValue(QJsonValue::Null);
            json[QStringLiteral("redacted")] = true;
        }
        array.append(json);
    }
    return array;
}

QJsonObject wholeToJson(const model::ProxyPolicy& policy, FieldValues values) {
    QJsonObject tls{
        {QStringLiteral("verification"), toQString(model::toWord(policy.tls.verification))},
        {QStringLiteral("server_name"), policy.tls.serverName ? QJsonValue(toQString(*policy.tls.serverName))
                                                              : QJsonValue(QJsonValue::Null)}};
    return {{QStringLiteral("host_header"), toQString(model::toWord(policy.hostHeader))},
            {QStringLiteral("forwarding_fields"), policy.forwardingFields == model::ForwardingFields::Send},
            {QStringLiteral("request_fields"), toJsonArray(policy.requestFields, values)},
            {QStringLiteral("upgrades"), toJsonArray(policy.upgrades)},
            {QStringLiteral("connect_timeout"), base::inSeconds(policy.connectTimeout)},
            {QStringLiteral("response_head_timeout"), base::inSeconds(policy.responseHeadTimeout)},
            {QStringLiteral("tls"), tls}};
}

}  // namespace

ProxyDraft proxyDraftFromJson(JsonFields& parent) {
    ProxyDraft draft;
    const auto proxy = parent.object("proxy");
    if (!proxy)
        return draft;
    JsonFields fields(*proxy, "proxy.");
    draft.hostHeader = fields.text("host_header");
    draft.forwardingFields = fields.boolean("forwarding_fields");
    draft.requestFields = objects<RequestFieldDraft>(fields, "request_fields", [](JsonFields& field) {
        return RequestFieldDraft{field.requiredText("name"), field.text("value")};
    });
    draft.upgrades = texts(fields, "upgrades");
    draft.connectTimeout = fields.number("connect_timeout");
    draft.responseHeadTimeout = fields.number("response_head_timeout");
    const QJsonObject tlsJson = fields.object("tls").value_or(QJsonObject());
    JsonFields tls(tlsJson, "proxy.tls.");
    draft.tlsVerification = tls.text("verification");
    draft.tlsServerName = tls.text("server_name");
    for (const JsonFields* part : {&fields, &tls})
        if (!part->ok())
            parent.fail(part->error());
    return draft;
}

QJsonObject toJson(const ProxyDraft& draft) {
    QJsonObject json;
    QJsonObject tls;
    if (draft.hostHeader)
        json[QStringLiteral("host_header")] = toQString(*draft.hostHeader);
    if (draft.forwardingFields)
        json[QStringLiteral("forwarding_fields")] = *draft.forwardingFields;
    if (draft.requestFields)
        json[QStringLiteral("request_fields")] = toJsonArray(*draft.requestFields);
    if (draft.upgrades)
        json[QStringLiteral("upgrades")] = toJsonArray(*draft.upgrades);
    if (draft.connectTimeout)
        json[QStringLiteral("connect_timeout")] = *draft.connectTimeout;
    if (draft.responseHeadTimeout)
        json[QStringLiteral("response_head_timeout")] = *draft.responseHeadTimeout;
    if (draft.tlsVerification)
        tls[QStringLiteral("verification")] = toQString(*draft.tlsVerification);
    if (draft.tlsServerName)
        tls[QStringLiteral("server_name")] = toQString(*draft.tlsServerName);
    if (!tls.isEmpty())
        json[QStringLiteral("tls")] = tls;
    return json;
}

QJsonObject proxyToJson(const model::ProxyPolicy& policy, FieldValues values) {
    static const model::ProxyPolicy common;
    static const QJsonObject commonJson = wholeToJson(common, FieldValues::Shown);
    return policy == common ? commonJson : wholeToJson(policy, values);
}

FieldValues proxyFromJson(JsonFields& parent, model::ProxyPolicy& policy) {
    auto values = FieldValues::Shown;
    const auto proxy = parent.object("proxy");
    if (!proxy)
        return values;
    JsonFields fields(*proxy, "proxy.");
    policy.hostHeader =
        model::hostHeaderFromWord(fields.requiredText("host_header")).value_or(policy.hostHeader);
    policy.forwardingFields = fields.boolean("forwarding_fields").value_or(true)
                                  ? model::ForwardingFields::Send
                                  : model::ForwardingFields::Omit;
    const auto convert = [&values](JsonFields& field) {
        if (field.boolean("redacted").value_or(false))
            values = FieldValues::Hidden;
        return model::RequestField{field.requiredText("name"), field.text("value").value_or("")};
    };
    policy.requestFields = objects<model::RequestField>(fields, "request_fields", convert)
                               .value_or(std::vector<model::RequestField>());
    policy.upgrades = texts(fields, "upgrades").value_or(std::vector<std::string>());
    policy.connectTimeout = seconds(fields.number("connect_timeout"), policy.connectTimeout);
    policy.responseHeadTimeout = seconds(fields.number("response_head_timeout"), policy.responseHeadTimeout);
    const QJsonObject tlsJson = fields.object("tls").value_or(QJsonObject());
    JsonFields tls(tlsJson, "proxy.tls.");
    policy.tls.verification = model::tlsVerificationFromWord(tls.text("verification").value_or(""))
                                  .value_or(policy.tls.verification);
    policy.tls.serverName = tls.text("server_name");
    for (const JsonFields* part : {&fields, &tls})
        if (!part->ok())
            parent.fail(part->error());
    return values;
}

}  // namespace portolan::api
