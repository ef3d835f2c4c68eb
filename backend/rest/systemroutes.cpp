// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/rest/systemroutes.h"

#include "backend/api/explanationjson.h"
#include "backend/rest/replying.h"

namespace portolan::rest {

namespace {

/// ?name= and ?from=. Errors: request.query on the parameter at fault.
base::Result<api::ReportRequest> explainRequestOf(const Request& request) {
    const auto textOf = [&](const char* name) {
        return request.query.queryItemValue(QLatin1String(name), QUrl::FullyDecoded).toStdString();
    };
    api::ExplainRequest wanted{textOf("name")};
    if (wanted.name.empty())
        return base::Error{"request.query", "\"name\" must be a name or a URL.", "name", {{"field", "name"}}};
    if (const std::string from = textOf("from"); !from.empty()) {
        wanted.from = base::IpAddress::parse(from);
        if (!wanted.from)
            return base::Error{
                "request.query", "\"from\" must be an IP address.", "from", {{"field", "from"}}};
    }
    return api::ReportRequest(std::move(wanted));
}

}  // namespace

SystemRoutes::SystemRoutes(api::Administration& administration, Router& router)
    : m_administration(administration) {
    router.add(Method::Get, "/api/v1/health", *this, &SystemRoutes::health);
    router.add(Method::Get, "/api/v1/zones", *this, &SystemRoutes::zones);
    router.add(Method::Get, "/api/v1/zones/{name}/file", *this, &SystemRoutes::zoneFile);
    router.add(Method::Get, "/api/v1/authorities", *this, &SystemRoutes::authorities);
    router.add(Method::Get, "/api/v1/explain", *this, &SystemRoutes::explain);
    router.add(Method::Get, "/api/v1/events", [](const Call&, const Answer& answer) {
        answer({200, {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}}, {}});
    });
}

void SystemRoutes::health(const Call& call, Answer answer) {
    m_administration.status(
        call.caller,
        answering<api::SystemStatus>(call.request, std::move(answer), [](const api::SystemStatus& status) {
            return jsonResponse(status.healthy() ? 200 : 503, api::toJson(status));
        }));
}

void SystemRoutes::zones(const Call& call, Answer answer) {
    m_administration.status(
        call.caller,
        answering<api::SystemStatus>(call.request, std::move(answer), [](const api::SystemStatus& status) {
            QJsonArray items;
            for (const api::ZoneView& zone : status.zones)
                items.append(api::toJson(zone));
            return jsonResponse(200, QJsonObject{{QStringLiteral("items"), items},
                                                 {QStringLiteral("total"), qint64(items.size())}});
        }));
}

/// Source: RFC 4027 section 3 (text/dns).
void SystemRoutes::zoneFile(const Call& call, Answer answer) {
    m_administration.report(
        call.caller, api::ZoneFileRequest{call.name.toStdString()},
        answering<api::Report>(call.request, std::move(answer), [](const api::Report& report) {
            return Response{200,
                            {{"Content-Type", "text/dns"}, {"Cache-Control", "no-store"}},
                            QByteArray::fromStdString(std::get<api::ZoneFile>(report).text)};
        }));
}

void SystemRoutes::authorities(const Call& call, Answer answer) {
    m_administration.report(
        call.caller, api::AuthoritiesRequest{},
        answering<api::Report>(call.request, std::move(answer), [](const api::Report& report) {
            QJsonArray items;
            for (const api::AuthorityView& authority : std::get<api::AuthorityList>(report).items)
                items.append(api::toJson(authority));
            return jsonResponse(200, items);
        }));
}

/// It is of the moment: nobody may keep it.
void SystemRoutes::explain(const Call& call, Answer answer) {
    const auto wanted = explainRequestOf(call.request);
    if (!wanted) {
        answer(errorResponse(call.request.path, wanted.error()));
        return;
    }
    m_administration.report(
        call.caller, *wanted,
        answering<api::Report>(call.request, std::move(answer), jsonOf<api::Explanation>));
}

}  // namespace portolan::rest
