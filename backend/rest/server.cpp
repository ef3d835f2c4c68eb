// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/rest/server.h"

#include <utility>

namespace portolan::rest {

namespace {

/// X-Request-Id goes out as it came in. Source: SPEC 2.
Answer withRequestId(std::string requestId, Answer answer) {
    return [id = QByteArray::fromStdString(requestId), answer = std::move(answer)](Response response) {
        if (!id.isEmpty())
            response.fields.emplaceBack("X-Request-ID", id);
        answer(std::move(response));
    };
}

}  // namespace

Server::Server(api::Administration& administration, AccessRules rules)
    : m_rules(std::move(rules)),
      m_seedRoutes(administration, m_router),
      m_serviceRoutes(administration, m_router),
      m_recordRoutes(administration, m_router),
      m_measurementRoutes(administration, m_router),
      m_healthRoutes(administration, m_router),
      m_noticeRoutes(administration, m_router),
      m_webhookRoutes(administration, m_router),
      m_systemRoutes(administration, m_router),
      m_adapter([this](const Request& request, const Answer& answer) { handle(request, answer); }) {}

void Server::handle(const Request& request, const Answer& answer) const {
    const auto access = accessRequestOf(request);
    if (!access) {
        answer(errorResponse(request.path, access.error()));
        return;
    }
    const Answer identified = withRequestId(access->requestId, answer);
    const auto caller = admit(*access, m_rules);
    if (caller)
        m_router.dispatch(request, *caller, identified);
    else
        identified(errorResponse(request.path, caller.error()));
}

}  // namespace portolan::rest
