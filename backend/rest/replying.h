// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What every route does: read the body, turn the Result of a call into a response, read paging and
// preconditions. Used by the route classes only; control thread.

#include "backend/api/administration.h"
#include "backend/api/json.h"
#include "backend/rest/message.h"

#include <optional>
#include <utility>

namespace portolan::rest {

/// A Reply that answers with toResponse(value), or with the error in the shape of the request's path.
template <class T, class ToResponse>
api::Reply<T> answering(const Request& request, Answer answer, ToResponse toResponse) {
    return [path = request.path, answer = std::move(answer), toResponse](base::Result<T> result) {
        if (result)
            answer(toResponse(*result));
        else
            answer(errorResponse(path, result.error()));
    };
}

/// One of the kinds of reports, as a Reply of report() gets it.
template <class View>
Response jsonOf(const api::Report& report) {
    return jsonResponse(200, api::toJson(std::get<View>(report)));
}

/// The body as `fromJson` reads it; answers with the error and returns nullopt when it cannot.
template <class T>
std::optional<T> readBody(const Request& request, const Answer& answer,
                          base::Result<T> (*fromJson)(const QJsonObject&)) {
    const auto read = [&]() -> base::Result<T> {
        PORTOLAN_TRY(const QJsonObject json, api::parseObject(request.body));
        return fromJson(json);
    };
    base::Result<T> result = read();
    if (result)
        return std::move(result).value();
    answer(errorResponse(request.path, result.error()));
    return std::nullopt;
}

/// A number of the query, `fallback` when it is absent. Errors: request.query on the parameter.
[[nodiscard]] base::Result<std::uint64_t> numberOf(const Request& request, const char* name,
                                                   std::uint64_t fallback);

/// ?filter=, ?offset=, ?limit= and ?id=. Errors: request.query on the parameter at fault.
[[nodiscard]] base::Result<api::ListRequest> listRequestOf(const Request& request);

/// If-Match: absent and "*" ask for nothing. Errors: precondition.stale for what can be no ETag of the
/// object, request.if_match for several. Source: RFC 9110 section 13.1.1.
[[nodiscard]] base::Result<api::Precondition> preconditionOf(const Request& request);

/// `response` with the ETag of `revision`; or 304 without a body when If-None-Match of a GET or HEAD has it.
/// What is shown depends on the token. Source: RFC 9110 sections 8.8.3, 12.5.5, 13.1.2 and 15.4.5.
[[nodiscard]] Response tagged(Response response, model::Revision revision, const Request& request);
[[nodiscard]] Response tagged(Response response, model::Revision revision);

}  // namespace portolan::rest
