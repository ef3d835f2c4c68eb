// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/rest/webhookroutes.h"

#include "backend/api/webhooksjson.h"
#include "backend/rest/replying.h"

#include <algorithm>

namespace portolan::rest {

namespace {

base::Error notFound(std::uint64_t id) {
    const std::string text = std::to_string(id);
    return {"webhook.not_found", "There is no webhook " + text + ".", "", {{"id", text}}};
}

Response shown(int status, const api::Configured& configured) {
    const auto& webhook = std::get<api::WebhookView>(configured);
    return tagged(jsonResponse(status, api::toJson(webhook)), webhook.revision);
}

}  // namespace

WebhookRoutes::WebhookRoutes(api::Administration& administration, Router& router)
    : m_administration(administration) {
    router.add(Method::Get, "/api/v1/webhooks", *this, &WebhookRoutes::list);
    router.add(Method::Post, "/api/v1/webhooks", *this, &WebhookRoutes::add);
    router.add(Method::Get, "/api/v1/webhooks/{id}", *this, &WebhookRoutes::show);
    router.add(Method::Put, "/api/v1/webhooks/{id}", *this, &WebhookRoutes::replace);
    router.add(Method::Delete, "/api/v1/webhooks/{id}", *this, &WebhookRoutes::remove);
    router.add(Method::Post, "/api/v1/webhooks/{id}/test", *this, &WebhookRoutes::test);
}

void WebhookRoutes::list(const Call& call, Answer answer) {
    m_administration.report(
        call.caller, api::WebhooksRequest{},
        answering<api::Report>(call.request, std::move(answer), jsonOf<api::WebhookList>));
}

/// One webhook is a list of one.
void WebhookRoutes::show(const Call& call, Answer answer) {
    m_administration.report(
        call.caller, api::WebhooksRequest{},
        answering<api::Report>(call.request, std::move(answer),
                               [request = call.request, id = call.id](const api::Report& report) {
                                   const auto& items = std::get<api::WebhookList>(report).items;
                                   const auto found = std::find_if(
                                       items.begin(), items.end(), [id](const api::WebhookView& webhook) {
                                           return webhook.id == model::WebhookId{id};
                                       });
                                   if (found == items.end())
                                       return errorResponse(request.path, notFound(id));
                                   return shown(200, *found);
                               }));
}

void WebhookRoutes::add(const Call& call, Answer answer) {
    auto draft = readBody(call.request, answer, &api::webhookDraftFromJson);
    if (!draft)
        return;
    m_administration.configure(
        call.caller, api::SaveWebhook{std::nullopt, std::move(*draft)}, {},
        answering<api::Configured>(call.request, std::move(answer), [](const api::Configured& configured) {
            Response response = shown(201, configured);
            const auto id = static_cast<qulonglong>(std::get<api::WebhookView>(configured).id);
            response.fields.emplaceBack("Location", "/api/v1/webhooks/" + QByteArray::number(id));
            return response;
        }));
}

void WebhookRoutes::replace(const Call& call, Answer answer) {
    auto draft = readBody(call.request, answer, &api::webhookDraftFromJson);
    if (!draft)
        return;
    const auto precondition = preconditionOf(call.request);
    if (!precondition) {
        answer(errorResponse(call.request.path, precondition.error()));
        return;
    }
    m_administration.configure(
        call.caller, api::SaveWebhook{model::WebhookId{call.id}, std::move(*draft)}, *precondition,
        answering<api::Configured>(call.request, std::move(answer),
                                   [](const api::Configured& configured) { return shown(200, configured); }));
}

void WebhookRoutes::remove(const Call& call, Answer answer) {
    const auto precondition = preconditionOf(call.request);
    if (!precondition) {
        answer(errorResponse(call.request.path, precondition.error()));
        return;
    }
    m_administration.configure(
        call.caller, api::RemoveWebhook{model::WebhookId{call.id}}, *precondition,
        answering<api::Configured>(call.request, std::move(answer), [](const api::Configured& configured) {
            return jsonResponse(200, api::toJson(std::get<api::WebhookView>(configured)));
        }));
}

/// The reply is 200 whatever the receiver said: the test was made.
void WebhookRoutes::test(const Call& call, Answer answer) {
    m_administration.report(
        call.caller, api::WebhookTestRequest{model::WebhookId{call.id}},
        answering<api::Report>(call.request, std::move(answer), jsonOf<api::WebhookTestView>));
}

}  // namespace portolan::rest
