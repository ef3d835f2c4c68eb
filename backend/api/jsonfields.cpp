// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/jsonfields.h"

#include <charconv>
#include <cmath>

namespace portolan::api {

namespace {

constexpr double largestExactInteger =
    9007199254740992.0;  // 2^53: JSON numbers are doubles, RFC 8259 section 6

}  // namespace

QString toQString(base::SystemTime time) {
    return toQString(base::toRfc3339(time));
}

const QJsonValue JsonFields::field(const char* name) const {
    return m_json.value(QLatin1String(name));
}

void JsonFields::fail(base::Error error) {
    if (!m_error)
        m_error = std::move(error);
}

void JsonFields::failType(const char* name, const char* expected) {
    const std::string path = m_path + name;
    fail({"field.type",
          "\"" + path + "\" must be " + expected + ".",
          path,
          {{"field", path}, {"expected", expected}}});
}

std::optional<std::string> JsonFields::text(const char* name) {
    const QJsonValue value = field(name);
    if (value.isString())
        return value.toString().toStdString();
    if (!value.isUndefined() && !value.isNull())
        failType(name, "a string");
    return std::nullopt;
}

std::optional<double> JsonFields::number(const char* name) {
    const QJsonValue value = field(name);
    if (value.isDouble())
        return value.toDouble();
    if (!value.isUndefined() && !value.isNull())
        failType(name, "a number");
    return std::nullopt;
}

std::optional<std::int64_t> JsonFields::integer(const char* name) {
    const QJsonValue value = field(name);
    if (value.isUndefined() || value.isNull())
        return std::nullopt;
    const double number = value.toDouble(std::nan(""));
    if (!(std::abs(number) <= largestExactInteger) || std::trunc(number) != number) {
        failType(name, "a whole number");
        return std::nullopt;
    }
    return static_cast<std::int64_t>(number);
}

std::optional<bool> JsonFields::boolean(const char* name) {
    const QJsonValue value = field(name);
    if (value.isBool())
        return value.toBool();
    if (!value.isUndefined() && !value.isNull())
        failType(name, "true or false");
    return std::nullopt;
}

std::optional<QJsonArray> JsonFields::array(const char* name) {
    const QJsonValue value = field(name);
    if (value.isArray())
        return value.toArray();
    if (!value.isUndefined() && !value.isNull())
        failType(name, "an array");
    return std::nullopt;
}

std::optional<QJsonObject> JsonFields::object(const char* name) {
    const QJsonValue value = field(name);
    if (value.isObject())
        return value.toObject();
    if (!value.isUndefined() && !value.isNull())
        failType(name, "an object");
    return std::nullopt;
}

std::optional<std::uint64_t> JsonFields::digits(const char* name) {
    const auto spelled = text(name);
    if (!spelled)
        return std::nullopt;
    std::uint64_t value = 0;
    const char* last = spelled->data() + spelled->size();
    const auto [end, failure] = std::from_chars(spelled->data(), last, value);
    if (failure != std::errc() || end != last) {
        failType(name, "a string of digits");
        return std::nullopt;
    }
    return value;
}

std::optional<base::SystemTime> JsonFields::time(const char* name) {
    const auto spelled = text(name);
    if (!spelled)
        return std::nullopt;
    const QDateTime parsed = QDateTime::fromString(toQString(*spelled), Qt::ISODateWithMs);
    if (!parsed.isValid()) {
        failType(name, "a time such as 2026-01-31T12:00:00.000Z");
        return std::nullopt;
    }
    return base::SystemTime(base::Milliseconds(parsed.toMSecsSinceEpoch()));
}

std::optional<base::IpAddress> JsonFields::address(const char* name) {
    const auto spelled = text(name);
    if (!spelled)
        return std::nullopt;
    const auto parsed = base::IpAddress::parse(*spelled);
    if (!parsed)
        failType(name, "an IP address");
    return parsed;
}

std::string JsonFields::requiredText(const char* name) {
    if (auto value = text(name))
        return std::move(*value);
    const std::string path = m_path + name;
    fail({"field.required", "\"" + path + "\" is missing.", path, {{"field", path}}});
    return {};
}

base::Error malformedReply(const base::Error& cause) {
    return {"reply.malformed",
            "The backend's reply was not understood (" + cause.message +
                "); are window and backend of one version?",
            cause.field, cause.params};
}

}  // namespace portolan::api
