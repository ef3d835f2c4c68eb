// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/finishedexchange.h"

#include <cstdint>
#include <utility>

namespace portolan::proxy {

using httpwire::KnownField;

FinishedExchange::FinishedExchange(FinishedAnswer answer, httpwire::Method method, LocalResponder& responder)
    : m_answer(std::move(answer)), m_method(method), m_responder(responder) {}

void FinishedExchange::onBodyEnd() {
    const std::string disposition = "attachment; filename=\"" + m_answer.fileName + "\"";
    httpwire::ResponseHead head;
    head.status = m_answer.status;
    head.fields.add(KnownField::ContentType, m_answer.contentType);
    head.fields.add(KnownField::CacheControl, "no-store");
    head.fields.add("Content-Security-Policy", m_answer.contentPolicy);
    head.fields.add("X-Content-Type-Options", "nosniff");
    if (!m_answer.fileName.empty())
        head.fields.add("Content-Disposition", disposition);
    if (!m_answer.location.empty())
        head.fields.add(KnownField::Location, m_answer.location);
    if (m_answer.status == 405)
        head.fields.add(KnownField::Allow, "GET, HEAD");
    m_responder.sendHead(head, static_cast<std::int64_t>(m_answer.body.size()));
    if (m_method != httpwire::Method::Head)
        (void)m_responder.sendBody(m_answer.body);
    m_responder.finish();
}

}  // namespace portolan::proxy
