// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/rest/seedroutes.h"

#include "backend/rest/replying.h"

namespace portolan::rest {

SeedRoutes::SeedRoutes(api::Administration& administration, Router& router)
    : m_administration(administration) {
    router.add(Method::Post, "/add-record", *this, &SeedRoutes::addRecord);
    router.add(Method::Get, "/list-records", *this, &SeedRoutes::listRecords);
    router.add(Method::Delete, "/remove-record", *this, &SeedRoutes::removeRecord);
    router.add(Method::Get, "/health", *this, &SeedRoutes::health);
}

void SeedRoutes::addRecord(const Call& call, Answer answer) {
    auto request = readBody(call.request, answer, &api::announceRequestFromJson);
    if (!request)
        return;
    m_administration.announce(
        call.caller, std::move(*request),
        answering<api::AnnounceReply>(call.request, std::move(answer), [](const api::AnnounceReply& reply) {
            return jsonResponse(reply.outcome == api::Outcome::Created ? 201 : 200, api::toJson(reply));
        }));
}

void SeedRoutes::listRecords(const Call& call, Answer answer) {
    m_administration.listNames(call.caller, answering<std::vector<api::NameView>>(
                                                call.request, std::move(answer), [](const auto& names) {
                                                    QJsonArray array;
                                                    for (const api::NameView& name : names)
                                                        array.append(api::toJson(name));
                                                    return jsonResponse(200, array);
                                                }));
}

/// By JSON body, or by query where there is no body.
void SeedRoutes::removeRecord(const Call& call, Answer answer) {
    std::optional<api::WithdrawRequest> request;
    const QString key = QStringLiteral("name");
    if (call.request.body.isEmpty() && call.request.query.hasQueryItem(key))
        request =
            api::WithdrawRequest{call.request.query.queryItemValue(key, QUrl::FullyDecoded).toStdString()};
    else if (call.request.body.isEmpty())
        answer(errorResponse(call.request.path, {"field.required",
                                                 "Say which name to remove, in the body or as ?name=.",
                                                 "name",
                                                 {{"field", "name"}}}));
    else
        request = readBody(call.request, answer, &api::withdrawRequestFromJson);
    if (!request)
        return;
    m_administration.withdraw(
        call.caller, std::move(*request),
        answering<api::WithdrawReply>(call.request, std::move(answer), [](const api::WithdrawReply& reply) {
            return jsonResponse(200, api::toJson(reply));
        }));
}

void SeedRoutes::health(const Call& call, Answer answer) {
    m_administration.status(
        call.caller,
        answering<api::SystemStatus>(call.request, std::move(answer), [](const api::SystemStatus& status) {
            return jsonResponse(status.healthy() ? 200 : 503, api::toJson(status));
        }));
}

}  // namespace portolan::rest
