// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/edge/localhandlers.h"

namespace portolan::edge {

LocalHandlers::LocalHandlers(const LocalHandlerParts& parts)
    : m_pairs(parts.engine, parts.sink),
      m_front(FrontParts{parts.engine, m_pairs, parts.limits}),
      m_events(FrontParts{parts.engine, m_pairs, parts.limits}, parts.events),
      m_ownPages(parts.snapshots),
      m_api(m_front, m_events) {}

std::unique_ptr<proxy::LocalExchange> LocalHandlers::Api::begin(const httpwire::RequestHead& head,
                                                                const proxy::Arrival& arrival,
                                                                proxy::LocalResponder& responder) {
    if (head.method == httpwire::Method::Get && head.path == "/api/v1/events")
        return m_events.begin(head, arrival, responder);
    return m_front.begin(head, arrival, responder);
}

}  // namespace portolan::edge
