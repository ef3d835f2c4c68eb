// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/rest/measurementroutes.h"

#include "backend/api/measurementsjson.h"
#include "backend/rest/metrics.h"
#include "backend/rest/replying.h"

#include <algorithm>

namespace portolan::rest {

namespace {

std::string textOf(const Request& request, const char* name) {
    return request.query.queryItemValue(QLatin1String(name), QUrl::FullyDecoded).toStdString();
}

base::Error queryError(const char* name, const char* right) {
    return {"request.query", std::string("\"") + name + "\" must be " + right + ".", name, {{"field", name}}};
}

/// "404", "5xx" or "400-499".
base::Result<void> readStatus(const Request& request, api::RecentRequests& wanted) {
    QString text = request.query.queryItemValue(QStringLiteral("status"));
    if (text.isEmpty())
        return {};
    if (text.size() == 3 && text.endsWith(QLatin1String("xx")))
        text = text.at(0) + QStringLiteral("00-") + text.at(0) + QStringLiteral("99");
    bool fromGood = false;
    bool toGood = false;
    wanted.statusFrom = text.section(QLatin1Char('-'), 0, 0).toUShort(&fromGood);
    wanted.statusTo = text.section(QLatin1Char('-'), -1).toUShort(&toGood);
    if (!fromGood || !toGood)
        return queryError("status", "a status, a class as 5xx, or a range as 400-499");
    return {};
}

base::Result<api::ReportRequest> recentRequestsOf(const Request& request) {
    api::RecentRequests wanted;
    PORTOLAN_TRY(const std::uint64_t service, numberOf(request, "service", 0));
    if (service != 0)
        wanted.service = model::ServiceId{service};
    wanted.host = textOf(request, "host");
    PORTOLAN_CHECK(readStatus(request, wanted));
    PORTOLAN_TRY(wanted.after, numberOf(request, "after", wanted.after));
    PORTOLAN_TRY(wanted.limit, numberOf(request, "limit", wanted.limit));
    return api::ReportRequest(std::move(wanted));
}

base::Result<api::ReportRequest> recentQueriesOf(const Request& request) {
    api::RecentQueries wanted;
    wanted.name = textOf(request, "name");
    if (wanted.name.ends_with('.') && wanted.name.size() > 1)
        wanted.name.pop_back();
    wanted.type = textOf(request, "type");
    wanted.rcode = textOf(request, "rcode");
    PORTOLAN_TRY(wanted.after, numberOf(request, "after", wanted.after));
    PORTOLAN_TRY(wanted.limit, numberOf(request, "limit", wanted.limit));
    return api::ReportRequest(std::move(wanted));
}

}  // namespace

MeasurementRoutes::MeasurementRoutes(api::Administration& administration, Router& router)
    : m_administration(administration) {
    router.add(Method::Get, "/api/v1/requests", *this, &MeasurementRoutes::requests);
    router.add(Method::Get, "/api/v1/queries", *this, &MeasurementRoutes::queries);
    router.add(Method::Get, "/api/v1/traffic", *this, &MeasurementRoutes::traffic);
    router.add(Method::Get, "/api/v1/metrics", *this, &MeasurementRoutes::metrics);
    router.add(Method::Get, "/metrics", *this, &MeasurementRoutes::metrics);
}

void MeasurementRoutes::requests(const Call& call, Answer answer) {
    auto wanted = recentRequestsOf(call.request);
    if (!wanted) {
        answer(errorResponse(call.request.path, wanted.error()));
        return;
    }
    m_administration.report(
        call.caller, std::move(wanted).value(),
        answering<api::Report>(call.request, std::move(answer), jsonOf<api::RequestPage>));
}

void MeasurementRoutes::queries(const Call& call, Answer answer) {
    auto wanted = recentQueriesOf(call.request);
    if (!wanted) {
        answer(errorResponse(call.request.path, wanted.error()));
        return;
    }
    m_administration.report(call.caller, std::move(wanted).value(),
                            answering<api::Report>(call.request, std::move(answer), jsonOf<api::QueryPage>));
}

void MeasurementRoutes::traffic(const Call& call, Answer answer) {
    m_administration.report(call.caller, api::TotalsRequest{},
                            answering<api::Report>(call.request, std::move(answer), jsonOf<api::TotalsView>));
}

void MeasurementRoutes::metrics(const Call& call, Answer answer) {
    m_administration.report(
        call.caller, api::TotalsRequest{},
        answering<api::Report>(call.request, std::move(answer), [](const api::Report& report) {
            return Response{200,
                            {{"Content-Type", metricsContentType}, {"Cache-Control", "no-store"}},
                            QByteArray::fromStdString(metricsText(std::get<api::TotalsView>(report)))};
        }));
}

}  // namespace portolan::rest
