// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/errors.h"
#include "backend/api/json.h"
#include "backend/api/jsonfields.h"

#include <charconv>

namespace portolan::api {

namespace {

QJsonObject paramsOf(const base::Error& error) {
    QJsonObject params;
    for (const auto& [name, value] : error.params)
        params[toQString(name)] = toQString(value);
    return params;
}

/// code, message, field?, params? as both shapes have them.
void putDetails(QJsonObject& json, const base::Error& error) {
    json[QStringLiteral("code")] = toQString(error.code);
    json[QStringLiteral("message")] = toQString(error.message);
    if (!error.field.empty())
        json[QStringLiteral("field")] = toQString(error.field);
    if (!error.params.empty())
        json[QStringLiteral("params")] = paramsOf(error);
}

// RFC 9110 section 15.5 and 15.6.
const char* titleOf(int status) {
    switch (status) {
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 409:
            return "Conflict";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 415:
            return "Unsupported Media Type";
        case 422:
            return "Unprocessable Content";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        default:
            return "Internal Server Error";
    }
}

}  // namespace

QJsonObject seedErrorToJson(const base::Error& error) {
    QJsonObject json{{QStringLiteral("error"), true}, {QStringLiteral("status"), httpStatusOf(error.code)}};
    putDetails(json, error);
    return json;
}

QJsonObject problemToJson(const base::Error& error) {
    const int status = httpStatusOf(error.code);
    QJsonObject detail;
    putDetails(detail, error);
    return {{QStringLiteral("type"), QStringLiteral("about:blank")},
            {QStringLiteral("title"), QLatin1String(titleOf(status))},
            {QStringLiteral("status"), status},
            {QStringLiteral("detail"), toQString(error.message)},
            {QStringLiteral("code"), toQString(error.code)},
            {QStringLiteral("errors"), QJsonArray{detail}}};
}

base::Error errorFromJson(const QJsonObject& json, int httpStatus) {
    const QJsonArray errors = json.value(QLatin1String("errors")).toArray();
    const QJsonObject detail = errors.isEmpty() ? json : errors.first().toObject();
    JsonFields fields(detail);
    base::Error error;
    error.code = fields.text("code").value_or("http." + std::to_string(httpStatus));
    error.message = fields.text("message").value_or("The backend answered with status " +
                                                    std::to_string(httpStatus) + ".");
    error.field = fields.text("field").value_or("");
    const QJsonObject params = fields.object("params").value_or(QJsonObject());
    for (auto it = params.begin(); it != params.end(); ++it)
        error.params.emplace_back(it.key().toStdString(), it.value().toString().toStdString());
    return error;
}

std::string etagOf(model::Revision revision) {
    return "\"r" + std::to_string(revision) + "\"";
}

std::optional<model::Revision> revisionFromEtag(std::string_view etag) {
    if (etag.size() < 4 || !etag.starts_with("\"r") || etag.back() != '"')
        return std::nullopt;
    const std::string_view digits = etag.substr(2, etag.size() - 3);
    model::Revision revision = 0;
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), revision);
    if (failure != std::errc() || end != digits.data() + digits.size())
        return std::nullopt;
    return revision;
}

}  // namespace portolan::api
