// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/webhooksjson.h"

#include "backend/api/json.h"
#include "backend/api/jsonfields.h"

namespace portolan::api {

namespace {

void putTime(QJsonObject& json, const char* name, const std::optional<base::SystemTime>& time) {
    if (time)
        json[QLatin1String(name)] = toQString(*time);
}

/// {"code","message","params"?}
void putError(QJsonObject& json, const std::optional<base::Error>& error) {
    if (!error)
        return;
    const QJsonObject whole = seedErrorToJson(*error);
    QJsonObject shown;
    for (const char* key : {"code", "message", "params"})
        if (const QJsonValue value = whole.value(QLatin1String(key)); !value.isUndefined())
            shown[QLatin1String(key)] = value;
    json[QStringLiteral("error")] = shown;
}

std::optional<base::Error> errorOf(JsonFields& fields) {
    const auto json = fields.object("error");
    return json ? std::optional(errorFromJson(*json, 0)) : std::nullopt;
}

QJsonObject toJson(const DeliveryView& delivery) {
    QJsonObject json{{QStringLiteral("pending"), static_cast<qint64>(delivery.pending)},
                     {QStringLiteral("delivered"), static_cast<qint64>(delivery.delivered)},
                     {QStringLiteral("lost"), static_cast<qint64>(delivery.lost)}};
    putTime(json, "last_attempt", delivery.lastAttempt);
    if (delivery.lastStatus > 0)
        json[QStringLiteral("last_status")] = delivery.lastStatus;
    putError(json, delivery.error);
    putTime(json, "next_attempt", delivery.nextAttempt);
    return json;
}

DeliveryView deliveryFromJson(JsonFields& parent) {
    const QJsonObject json = parent.object("delivery").value_or(QJsonObject());
    JsonFields fields(json, "delivery.");
    DeliveryView delivery;
    delivery.pending = static_cast<std::size_t>(fields.integer("pending").value_or(0));
    delivery.delivered = static_cast<std::uint64_t>(fields.integer("delivered").value_or(0));
    delivery.lost = static_cast<std::uint64_t>(fields.integer("lost").value_or(0));
    delivery.lastAttempt = fields.time("last_attempt");
    delivery.lastStatus = static_cast<int>(fields.integer("last_status").value_or(0));
    delivery.error = errorOf(fields);
    delivery.nextAttempt = fields.time("next_attempt");
    if (!fields.ok())
        parent.fail(fields.error());
    return delivery;
}

/// A draft made from what was shown keeps the secret.
bool isShownSecret(const QJsonValue& value) {
    return value.isObject() && value.toObject().contains(QLatin1String("set"));
}

std::vector<std::string> textsOf(JsonFields& fields, const char* name, const QJsonArray& array) {
    std::vector<std::string> texts;
    for (const QJsonValue& element : array) {
        if (!element.isString())
            fields.fail({"field.type",
                         std::string("\"") + name + "\" must be an array of strings.",
                         name,
                         {{"field", name}, {"expected", "array"}}});
        texts.push_back(element.toString().toStdString());
    }
    return texts;
}

}  // namespace

base::Result<WebhookDraft> webhookDraftFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    WebhookDraft draft;
    draft.url = fields.requiredText("url");
    if (!isShownSecret(json[QLatin1String("secret")]))
        draft.secret = fields.text("secret");
    draft.enabled = fields.boolean("enabled");
    if (const auto events = fields.array("events"))
        draft.events = textsOf(fields, "events", *events);
    if (!fields.ok())
        return fields.error();
    return draft;
}

QJsonObject toJson(const WebhookDraft& draft) {
    QJsonObject json{{QStringLiteral("url"), toQString(draft.url)}};
    if (draft.secret)
        json[QStringLiteral("secret")] = toQString(*draft.secret);
    if (draft.enabled)
        json[QStringLiteral("enabled")] = *draft.enabled;
    if (draft.events) {
        QJsonArray events;
        for (const std::string& word : *draft.events)
            events.append(toQString(word));
        json[QStringLiteral("events")] = events;
    }
    return json;
}

QJsonObject toJson(const WebhookView& webhook) {
    QJsonArray events;
    for (const model::NoticeKind kind : webhook.events)
        events.append(toQString(model::toWord(kind)));
    return {
        {QStringLiteral("id"), QString::number(static_cast<quint64>(webhook.id))},
        {QStringLiteral("url"), toQString(webhook.url)},
        {QStringLiteral("secret"), QJsonObject{{QStringLiteral("set"), webhook.secret == SecretState::Set}}},
        {QStringLiteral("enabled"), webhook.enabled},
        {QStringLiteral("events"), events},
        {QStringLiteral("created_at"), toQString(webhook.createdAt)},
        {QStringLiteral("updated_at"), toQString(webhook.updatedAt)},
        {QStringLiteral("revision"), static_cast<qint64>(webhook.revision)},
        {QStringLiteral("delivery"), toJson(webhook.delivery)}};
}

QJsonObject toJson(const WebhookList& list) {
    QJsonArray items;
    for (const WebhookView& webhook : list.items)
        items.append(toJson(webhook));
    return {{QStringLiteral("items"), items}, {QStringLiteral("total"), items.size()}};
}

QJsonObject toJson(const WebhookTestView& test) {
    QJsonObject json{{QStringLiteral("status"), test.status},
                     {QStringLiteral("answer"), toQString(test.answer)}};
    putError(json, test.error);
    return json;
}

base::Result<WebhookView> webhookFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    WebhookView webhook;
    webhook.id = model::WebhookId(fields.digits("id").value_or(0));
    webhook.url = fields.requiredText("url");
    const QJsonObject secret = fields.object("secret").value_or(QJsonObject());
    webhook.secret = secret[QLatin1String("set")].toBool() ? SecretState::Set : SecretState::None;
    webhook.enabled = fields.boolean("enabled").value_or(true);
    for (const std::string& word : textsOf(fields, "events", fields.array("events").value_or(QJsonArray())))
        if (const auto kind = model::noticeKindFromWord(word))
            webhook.events.push_back(*kind);
    webhook.createdAt = fields.time("created_at").value_or(base::SystemTime());
    webhook.updatedAt = fields.time("updated_at").value_or(base::SystemTime());
    webhook.revision = static_cast<model::Revision>(fields.integer("revision").value_or(0));
    webhook.delivery = deliveryFromJson(fields);
    if (!fields.ok())
        return malformedReply(fields.error());
    return webhook;
}

base::Result<WebhookList> webhookListFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    WebhookList list;
    for (const QJsonValue& element : fields.array("items").value_or(QJsonArray())) {
        PORTOLAN_TRY(WebhookView webhook, webhookFromJson(element.toObject()));
        list.items.push_back(std::move(webhook));
    }
    if (!fields.ok())
        return malformedReply(fields.error());
    return list;
}

base::Result<WebhookTestView> webhookTestFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    WebhookTestView test;
    test.status = static_cast<int>(fields.integer("status").value_or(0));
    test.answer = fields.text("answer").value_or("");
    test.error = errorOf(fields);
    if (!fields.ok())
        return malformedReply(fields.error());
    return test;
}

}  // namespace portolan::api
