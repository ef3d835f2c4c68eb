// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/balancingjson.h"

#include "backend/base/seconds.h"

#include <cmath>

namespace portolan::api {

namespace {

void readSeconds(JsonFields& fields, const char* name, std::chrono::milliseconds& time) {
    if (const auto seconds = fields.number(name))
        time = std::chrono::milliseconds(std::llround(*seconds * 1000.0));
}

template <class Number>
void readNumber(JsonFields& fields, const char* name, Number& number) {
    if (const auto value = fields.integer(name))
        number = static_cast<Number>(*value);
}

void put(QJsonObject& json, const char* name, const std::optional<std::int64_t>& value) {
    if (value)
        json[QLatin1String(name)] = qint64(*value);
}
void put(QJsonObject& json, const char* name, const std::optional<double>& value) {
    if (value)
        json[QLatin1String(name)] = *value;
}

QJsonObject wholeToJson(const model::BalancingPolicy& policy) {
    return {{QStringLiteral("method"), toQString(model::toWord(policy.method))},
            {QStringLiteral("hash_key"),
             policy.hashKey.empty() ? QJsonValue(QJsonValue::Null) : QJsonValue(toQString(policy.hashKey))},
            {QStringLiteral("sticky"), policy.sticky == model::StickyCookie::On},
            {QStringLiteral("slow_start"), base::inSeconds(policy.slowStart)},
            {QStringLiteral("eject_after"), policy.ejection.failures},
            {QStringLiteral("eject_after_5xx"), policy.ejection.serverErrors},
            {QStringLiteral("eject_time"), base::inSeconds(policy.ejection.time)},
            {QStringLiteral("eject_most_percent"), policy.ejection.mostPercent},
            {QStringLiteral("queue_length"), policy.waiting.length},
            {QStringLiteral("queue_time"), base::inSeconds(policy.waiting.limit)}};
}

}  // namespace

BalancingDraft balancingDraftFromJson(JsonFields& parent) {
    BalancingDraft draft;
    const auto json = parent.object("balancing");
    if (!json)
        return draft;
    JsonFields fields(*json, "balancing.");
    draft.method = fields.text("method");
    draft.hashKey = fields.text("hash_key");
    draft.sticky = fields.boolean("sticky");
    draft.slowStart = fields.number("slow_start");
    draft.ejectAfter = fields.integer("eject_after");
    draft.ejectAfterErrors = fields.integer("eject_after_5xx");
    draft.ejectTime = fields.number("eject_time");
    draft.ejectMostPercent = fields.integer("eject_most_percent");
    draft.queueLength = fields.integer("queue_length");
    draft.queueTime = fields.number("queue_time");
    if (!fields.ok())
        parent.fail(fields.error());
    return draft;
}

QJsonObject toJson(const BalancingDraft& draft) {
    QJsonObject json;
    if (draft.method)
        json[QStringLiteral("method")] = toQString(*draft.method);
    if (draft.hashKey)
        json[QStringLiteral("hash_key")] = toQString(*draft.hashKey);
    if (draft.sticky)
        json[QStringLiteral("sticky")] = *draft.sticky;
    put(json, "slow_start", draft.slowStart);
    put(json, "eject_after", draft.ejectAfter);
    put(json, "eject_after_5xx", draft.ejectAfterErrors);
    put(json, "eject_time", draft.ejectTime);
    put(json, "eject_most_percent", draft.ejectMostPercent);
    put(json, "queue_length", draft.queueLength);
    put(json, "queue_time", draft.queueTime);
    return json;
}

QJsonObject balancingToJson(const model::BalancingPolicy& policy) {
    static const model::BalancingPolicy common;
    static const QJsonObject commonJson = wholeToJson(common);
    return policy == common ? commonJson : wholeToJson(policy);
}

model::BalancingPolicy balancingFromJson(JsonFields& parent) {
    model::BalancingPolicy policy;
    const auto json = parent.object("balancing");
    if (!json)
        return policy;
    JsonFields fields(*json, "balancing.");
    policy.method =
        model::balancingMethodFromWord(fields.text("method").value_or("")).value_or(policy.method);
    policy.hashKey = fields.text("hash_key").value_or("");
    if (fields.boolean("sticky").value_or(false))
        policy.sticky = model::StickyCookie::On;
    readSeconds(fields, "slow_start", policy.slowStart);
    readNumber(fields, "eject_after", policy.ejection.failures);
    readNumber(fields, "eject_after_5xx", policy.ejection.serverErrors);
    readSeconds(fields, "eject_time", policy.ejection.time);
    readNumber(fields, "eject_most_percent", policy.ejection.mostPercent);
    readNumber(fields, "queue_length", policy.waiting.length);
    readSeconds(fields, "queue_time", policy.waiting.limit);
    if (!fields.ok())
        parent.fail(fields.error());
    return policy;
}

}  // namespace portolan::api
