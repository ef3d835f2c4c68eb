// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/rest/router.h"

#include <algorithm>
#include <utility>

namespace portolan::rest {

namespace {

const char* nameOf(Method method) {
    switch (method) {
        case Method::Get:
            return "GET";
        case Method::Head:
            return "HEAD";
        case Method::Post:
            return "POST";
        case Method::Put:
            return "PUT";
        case Method::Delete:
            return "DELETE";
        case Method::Options:
            return "OPTIONS";
        case Method::Patch:
            return "PATCH";
        case Method::Other:
            break;
    }
    return "";
}

QByteArray allowOf(const std::vector<Method>& methods) {
    QByteArrayList names;
    for (const Method method : methods) {
        names.append(nameOf(method));
        if (method == Method::Get)
            names.append("HEAD");
    }
    names.append("OPTIONS");
    return names.join(", ");
}

base::Error methodError(const QByteArray& allow) {
    return {"request.method",
            "This path is not for that method, but for " + allow.toStdString() + ".",
            "",
            {{"allow", allow.toStdString()}}};
}

base::Error contentTypeError() {
    return {
        "request.content_type", "Send the body as JSON, with \"Content-Type: application/json\".", "", {}};
}

/// application/json with or without parameters.
bool isJson(const QByteArray& contentType) {
    const QByteArray type = contentType.split(';').constFirst().trimmed();
    return type.compare("application/json", Qt::CaseInsensitive) == 0;
}

Answer withoutBody(Answer answer) {
    return [answer = std::move(answer)](Response response) {
        response.body.clear();
        answer(std::move(response));
    };
}

}  // namespace

void Router::add(Method method, const char* pattern, Handler handler) {
    m_routes.push_back({method, QString::fromLatin1(pattern).split(QLatin1Char('/')), std::move(handler)});
}

void Router::dispatch(const Request& request, const api::Caller& caller, Answer answer) const {
    // "OPTIONS *" asks about the server as a whole. Source: RFC 9110 section 9.3.7.
    if (request.method == Method::Options && request.path == QLatin1String("*")) {
        answer({204, {{"Allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS"}}, {}});
        return;
    }
    const Match match = find(request);
    if (match.allowed.empty()) {
        answer(errorResponse(request.path,
                             {"request.path_not_found", "There is nothing at this path.", "", {}}));
        return;
    }
    const QByteArray allow = allowOf(match.allowed);
    if (request.method == Method::Options) {
        answer({204, {{"Allow", allow}}, {}});
        return;
    }
    if (match.route == nullptr) {
        Response response = errorResponse(request.path, methodError(allow));
        response.fields.emplaceBack("Allow", allow);
        answer(std::move(response));
        return;
    }
    if (!request.body.isEmpty() && !isJson(request.field("Content-Type"))) {
        answer(errorResponse(request.path, contentTypeError()));
        return;
    }
    match.route->handler(Call{request, caller, match.id, match.name},
                         request.method == Method::Head ? withoutBody(std::move(answer)) : std::move(answer));
}

Router::Match Router::find(const Request& request) const {
    const QStringList segments = request.path.split(QLatin1Char('/'));
    const Method wanted = request.method == Method::Head ? Method::Get : request.method;
    Match match;
    for (const Route& route : m_routes) {
        if (!fits(route, segments, match))
            continue;
        match.allowed.push_back(route.method);
        if (route.method == wanted)
            match.route = &route;
    }
    return match;
}

bool Router::fits(const Route& route, const QStringList& segments, Match& match) {
    if (route.segments.size() != segments.size())
        return false;
    for (qsizetype i = 0; i < segments.size(); ++i) {
        if (route.segments[i] == QLatin1String("{name}")) {
            match.name = segments[i];
            continue;
        }
        if (route.segments[i] != QLatin1String("{id}")) {
            if (route.segments[i] != segments[i])
                return false;
            continue;
        }
        const bool digits =
            !segments[i].isEmpty() && std::all_of(segments[i].begin(), segments[i].end(), [](QChar c) {
                return c >= QLatin1Char('0') && c <= QLatin1Char('9');
            });
        bool good = false;
        match.id = segments[i].toULongLong(&good);
        if (!digits || !good)
            return false;
    }
    return true;
}

}  // namespace portolan::rest
