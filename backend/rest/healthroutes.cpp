// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/rest/healthroutes.h"

#include "backend/api/healthreportsjson.h"
#include "backend/rest/replying.h"

namespace portolan::rest {

HealthRoutes::HealthRoutes(api::Administration& administration, Router& router)
    : m_administration(administration) {
    router.add(Method::Get, "/api/v1/services/{id}/health/history", *this, &HealthRoutes::history);
    router.add(Method::Post, "/api/v1/services/{id}/check", *this, &HealthRoutes::check);
}

void HealthRoutes::history(const Call& call, Answer answer) {
    const QString word = call.request.query.queryItemValue(QStringLiteral("range"));
    const auto range = api::historyRangeFromWord(word.isEmpty() ? std::string("24h") : word.toStdString());
    if (!range) {
        answer(errorResponse(
            call.request.path,
            {"request.query", "\"range\" must be 24h, 7d or 90d.", "range", {{"field", "range"}}}));
        return;
    }
    m_administration.report(
        call.caller, api::HealthHistoryRequest{model::ServiceId{call.id}, *range},
        answering<api::Report>(call.request, std::move(answer), jsonOf<api::HealthHistoryView>));
}

void HealthRoutes::check(const Call& call, Answer answer) {
    m_administration.report(call.caller, api::CheckRequest{model::ServiceId{call.id}},
                            answering<api::Report>(call.request, std::move(answer), jsonOf<api::CheckView>));
}

}  // namespace portolan::rest
