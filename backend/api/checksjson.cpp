// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/checksjson.h"

namespace portolan::api {

namespace {

QJsonValue toJson(const std::string& text) {
    return toQString(text);
}
QJsonValue toJson(double number) {
    return number;
}
QJsonValue toJson(std::int64_t number) {
    return static_cast<qint64>(number);
}

void read(JsonFields& fields, const char* name, std::optional<std::string>& value) {
    value = fields.text(name);
}
void read(JsonFields& fields, const char* name, std::optional<double>& value) {
    value = fields.number(name);
}
void read(JsonFields& fields, const char* name, std::optional<std::int64_t>& value) {
    value = fields.integer(name);
}

}  // namespace

model::HealthDraft checksDraftFromJson(JsonFields& parent) {
    model::HealthDraft draft;
    const auto checks = parent.object("checks");
    if (!checks)
        return draft;
    JsonFields fields(*checks, "checks.");
    model::forEachField(draft, [&fields](const char* name, auto& value) { read(fields, name, value); });
    if (!fields.ok())
        parent.fail(fields.error());
    return draft;
}

QJsonObject checksDraftToJson(const model::HealthDraft& draft) {
    QJsonObject json;
    model::forEachField(draft, [&json](const char* name, const auto& value) {
        if (value)
            json[QLatin1String(name)] = toJson(*value);
    });
    return json;
}

QJsonObject checksToJson(const model::HealthPolicy& policy) {
    static const model::HealthPolicy common;
    static const QJsonObject commonJson = checksDraftToJson(model::wholeDraftOf(common));
    return policy == common ? commonJson : checksDraftToJson(model::wholeDraftOf(policy));
}

model::HealthPolicy checksFromJson(JsonFields& parent) {
    auto policy = model::parseHealthPolicy(checksDraftFromJson(parent));
    if (policy)
        return std::move(policy).value();
    parent.fail(policy.error());
    return {};
}

}  // namespace portolan::api
