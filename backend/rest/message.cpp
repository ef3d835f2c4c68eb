// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/rest/message.h"

#include "backend/api/errors.h"
#include "backend/api/json.h"

#include <QJsonDocument>

namespace portolan::rest {

namespace {

Response withType(int status, const QJsonDocument& json, const char* type) {
    return {status,
            {{"Content-Type", type}, {"Cache-Control", "no-store"}},
            json.toJson(QJsonDocument::Compact) + '\n'};
}

}  // namespace

QByteArray Request::field(const char* name) const {
    for (const auto& [key, value] : fields)
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    return {};
}

Response jsonResponse(int status, const QJsonObject& json) {
    return withType(status, QJsonDocument(json), "application/json");
}

Response jsonResponse(int status, const QJsonArray& json) {
    return withType(status, QJsonDocument(json), "application/json");
}

Response errorResponse(const QString& path, const base::Error& error) {
    const int status = api::httpStatusOf(error.code);
    const bool resource = path.startsWith(QLatin1String("/api/"));
    const QJsonDocument json(resource ? api::problemToJson(error) : api::seedErrorToJson(error));
    Response response = withType(status, json, resource ? "application/problem+json" : "application/json");
    if (status == 401)
        response.fields.emplaceBack("WWW-Authenticate", "Bearer realm=\"portolan\"");
    return response;
}

}  // namespace portolan::rest
