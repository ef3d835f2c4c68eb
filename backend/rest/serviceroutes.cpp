// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/rest/serviceroutes.h"

#include "backend/base/bytes.h"
#include "backend/rest/replying.h"

#include <algorithm>

namespace portolan::rest {

namespace {

/// The part of `page` whose host is `host`, cut by `request`.
api::ServicePage onlyHost(const api::ServicePage& page, const std::string& host,
                          const api::ListRequest& request) {
    api::ServicePage out;
    for (const api::ServiceView& service : page.items) {
        if (!base::equalsIgnoringCase(service.host, host))
            continue;
        const std::size_t place = out.total++;
        if (place >= request.offset && place - request.offset < request.limit)
            out.items.push_back(service);
    }
    return out;
}

QByteArray locationOf(const api::ServiceView& service) {
    return "/api/v1/services/" + QByteArray::number(static_cast<qulonglong>(service.id));
}

}  // namespace

ServiceRoutes::ServiceRoutes(api::Administration& administration, Router& router)
    : m_administration(administration) {
    router.add(Method::Get, "/api/v1/services", *this, &ServiceRoutes::list);
    router.add(Method::Post, "/api/v1/services", *this, &ServiceRoutes::add);
    router.add(Method::Post, "/api/v1/services/preview", *this, &ServiceRoutes::preview);
    router.add(Method::Get, "/api/v1/services/{id}", *this, &ServiceRoutes::show);
    router.add(Method::Put, "/api/v1/services/{id}", *this, &ServiceRoutes::replace);
    router.add(Method::Delete, "/api/v1/services/{id}", *this, &ServiceRoutes::remove);
}

void ServiceRoutes::list(const Call& call, Answer answer) {
    const auto request = listRequestOf(call.request);
    if (!request) {
        answer(errorResponse(call.request.path, request.error()));
        return;
    }
    std::string host =
        call.request.query.queryItemValue(QStringLiteral("host"), QUrl::FullyDecoded).toStdString();
    if (host.ends_with('.'))
        host.pop_back();
    api::ListRequest wanted = *request;
    if (!host.empty())
        wanted = {.filter = host};
    m_administration.listServices(
        call.caller, wanted,
        answering<api::ServicePage>(
            call.request, std::move(answer), [host, request = *request](const api::ServicePage& page) {
                return jsonResponse(200, api::toJson(host.empty() ? page : onlyHost(page, host, request)));
            }));
}

void ServiceRoutes::add(const Call& call, Answer answer) {
    auto draft = readBody(call.request, answer, &api::serviceDraftFromJson);
    if (!draft)
        return;
    m_administration.addService(
        call.caller, std::move(*draft),
        answering<api::ServiceChange>(call.request, std::move(answer), [](const api::ServiceChange& change) {
            Response response = tagged(jsonResponse(201, api::toJson(change)), change.service.revision);
            response.fields.emplaceBack("Location", locationOf(change.service));
            return response;
        }));
}

void ServiceRoutes::show(const Call& call, Answer answer) {
    m_administration.showService(
        call.caller, model::ServiceId{call.id},
        answering<api::ServiceView>(
            call.request, std::move(answer), [request = call.request](const api::ServiceView& service) {
                return tagged(jsonResponse(200, api::toJson(service)), service.revision, request);
            }));
}

void ServiceRoutes::replace(const Call& call, Answer answer) {
    auto draft = readBody(call.request, answer, &api::serviceDraftFromJson);
    if (!draft)
        return;
    const auto precondition = preconditionOf(call.request);
    if (!precondition) {
        answer(errorResponse(call.request.path, precondition.error()));
        return;
    }
    m_administration.replaceService(
        call.caller, model::ServiceId{call.id}, std::move(*draft), *precondition,
        answering<api::ServiceChange>(call.request, std::move(answer), [](const api::ServiceChange& change) {
            return tagged(jsonResponse(200, api::toJson(change)), change.service.revision);
        }));
}

void ServiceRoutes::remove(const Call& call, Answer answer) {
    const auto precondition = preconditionOf(call.request);
    if (!precondition) {
        answer(errorResponse(call.request.path, precondition.error()));
        return;
    }
    m_administration.removeService(
        call.caller, model::ServiceId{call.id}, *precondition,
        answering<api::ServiceView>(call.request, std::move(answer), [](const api::ServiceView& service) {
            return jsonResponse(200, api::toJson(service));
        }));
}

void ServiceRoutes::preview(const Call& call, Answer answer) {
    auto request = readBody(call.request, answer, &api::previewRequestFromJson);
    if (!request)
        return;
    m_administration.previewService(
        call.caller, std::move(*request),
        answering<api::Preview>(call.request, std::move(answer), [](const api::Preview& preview) {
            return jsonResponse(200, api::toJson(preview));
        }));
}

}  // namespace portolan::rest
