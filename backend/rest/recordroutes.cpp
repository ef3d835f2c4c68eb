// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/rest/recordroutes.h"

#include "backend/rest/replying.h"

#include <algorithm>

namespace portolan::rest {

namespace {

QByteArray locationOf(const api::RecordView& record) {
    return "/api/v1/records/" + QByteArray::number(static_cast<qulonglong>(record.id));
}

base::Error notFound(std::uint64_t id) {
    const std::string text = std::to_string(id);
    return {"record.not_found", "There is no record " + text + ".", "", {{"id", text}}};
}

}  // namespace

RecordRoutes::RecordRoutes(api::Administration& administration, Router& router)
    : m_administration(administration) {
    router.add(Method::Get, "/api/v1/records", *this, &RecordRoutes::list);
    router.add(Method::Post, "/api/v1/records", *this, &RecordRoutes::add);
    router.add(Method::Get, "/api/v1/records/{id}", *this, &RecordRoutes::show);
    router.add(Method::Put, "/api/v1/records/{id}", *this, &RecordRoutes::replace);
    router.add(Method::Delete, "/api/v1/records/{id}", *this, &RecordRoutes::remove);
}

void RecordRoutes::list(const Call& call, Answer answer) {
    const auto request = listRequestOf(call.request);
    if (!request) {
        answer(errorResponse(call.request.path, request.error()));
        return;
    }
    m_administration.listRecords(
        call.caller, *request,
        answering<api::RecordPage>(call.request, std::move(answer), [](const api::RecordPage& page) {
            return jsonResponse(200, api::toJson(page));
        }));
}

void RecordRoutes::add(const Call& call, Answer answer) {
    auto draft = readBody(call.request, answer, &api::recordDraftFromJson);
    if (!draft)
        return;
    m_administration.saveRecord(
        call.caller, std::nullopt, std::move(*draft), {},
        answering<api::RecordView>(call.request, std::move(answer), [](const api::RecordView& record) {
            Response response = tagged(jsonResponse(201, api::toJson(record)), record.revision);
            response.fields.emplaceBack("Location", locationOf(record));
            return response;
        }));
}

/// One record is a list of one.
void RecordRoutes::show(const Call& call, Answer answer) {
    m_administration.listRecords(
        call.caller, {.id = call.id},
        answering<api::RecordPage>(
            call.request, std::move(answer),
            [request = call.request, id = call.id](const api::RecordPage& page) {
                const auto found = std::find_if(
                    page.items.begin(), page.items.end(),
                    [id](const api::RecordView& record) { return record.id == model::RecordId{id}; });
                if (found == page.items.end())
                    return errorResponse(request.path, notFound(id));
                return tagged(jsonResponse(200, api::toJson(*found)), found->revision, request);
            }));
}

void RecordRoutes::replace(const Call& call, Answer answer) {
    auto draft = readBody(call.request, answer, &api::recordDraftFromJson);
    if (!draft)
        return;
    const auto precondition = preconditionOf(call.request);
    if (!precondition) {
        answer(errorResponse(call.request.path, precondition.error()));
        return;
    }
    m_administration.saveRecord(
        call.caller, model::RecordId{call.id}, std::move(*draft), *precondition,
        answering<api::RecordView>(call.request, std::move(answer), [](const api::RecordView& record) {
            return tagged(jsonResponse(200, api::toJson(record)), record.revision);
        }));
}

void RecordRoutes::remove(const Call& call, Answer answer) {
    const auto precondition = preconditionOf(call.request);
    if (!precondition) {
        answer(errorResponse(call.request.path, precondition.error()));
        return;
    }
    m_administration.removeRecord(
        call.caller, model::RecordId{call.id}, *precondition,
        answering<api::RecordView>(call.request, std::move(answer), [](const api::RecordView& record) {
            return jsonResponse(200, api::toJson(record));
        }));
}

}  // namespace portolan::rest
