// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/store/balancingjson.h"

#include <QJsonDocument>

#include <string>

namespace portolan::store {

namespace {

base::Error badPolicy(const QByteArray& column) {
    const std::string reason = "a service has the balancing policy " + column.left(100).toStdString();
    return {"store.corrupt", "The database cannot be read: " + reason + ".", "", {{"reason", reason}}};
}

/// Calls `visit(key, value, common value)` for each number of a policy; both directions go by it.
template <class Policy, class Visit>
void forEachNumber(Policy& policy, const Visit& visit) {
    static const model::BalancingPolicy common;
    visit("slow_start", policy.slowStart, common.slowStart);
    visit("eject_after", policy.ejection.failures, common.ejection.failures);
    visit("eject_after_5xx", policy.ejection.serverErrors, common.ejection.serverErrors);
    visit("eject_time", policy.ejection.time, common.ejection.time);
    visit("eject_most_percent", policy.ejection.mostPercent, common.ejection.mostPercent);
    visit("queue_length", policy.waiting.length, common.waiting.length);
    visit("queue_time", policy.waiting.limit, common.waiting.limit);
}

qint64 toNumber(std::chrono::milliseconds time) {
    return static_cast<qint64>(time.count());
}
qint64 toNumber(std::uint16_t number) {
    return number;
}

struct Reader {
    const QJsonObject& json;

    template <class Number>
    void operator()(const char* key, Number& number, const Number& common) const {
        number = Number(json.value(QLatin1String(key)).toInteger(toNumber(common)));
    }
};

}  // namespace

QJsonObject balancingToJson(const model::BalancingPolicy& policy) {
    QJsonObject json;
    if (policy.method != model::BalancingPolicy().method) {
        const std::string_view word = model::toWord(policy.method);
        json[QStringLiteral("method")] = QString::fromUtf8(word.data(), static_cast<qsizetype>(word.size()));
    }
    if (!policy.hashKey.empty())
        json[QStringLiteral("hash_key")] = QString::fromStdString(policy.hashKey);
    if (policy.sticky == model::StickyCookie::On)
        json[QStringLiteral("sticky")] = true;
    forEachNumber(policy, [&json](const char* key, const auto& value, const auto& common) {
        if (value != common)
            json[QLatin1String(key)] = toNumber(value);
    });
    return json;
}

QByteArray balancingToColumn(const model::BalancingPolicy& policy) {
    return QJsonDocument(balancingToJson(policy)).toJson(QJsonDocument::Compact);
}

base::Result<model::BalancingPolicy> balancingFromColumn(const QByteArray& column) {
    model::BalancingPolicy policy;
    if (column == "{}")
        return policy;
    const QJsonDocument document = QJsonDocument::fromJson(column);
    if (!document.isObject())
        return badPolicy(column);
    const QJsonObject json = document.object();
    if (const QJsonValue word = json.value(QLatin1String("method")); !word.isUndefined()) {
        const auto method = model::balancingMethodFromWord(word.toString().toStdString());
        if (!method)
            return badPolicy(column);
        policy.method = *method;
    }
    policy.hashKey = json.value(QLatin1String("hash_key")).toString().toStdString();
    if (model::hasHashKey(policy.method) == policy.hashKey.empty())
        return badPolicy(column);
    if (json.value(QLatin1String("sticky")).toBool())
        policy.sticky = model::StickyCookie::On;
    forEachNumber(policy, Reader{json});
    return policy;
}

}  // namespace portolan::store
