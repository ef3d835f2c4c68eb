// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/edge/frontexchange.h"

#include "backend/edge/frontrequest.h"

#include <utility>

namespace portolan::edge {

namespace {

/// Bytes waiting for a client above which no more of the answer is read: the high mark of net::Stream, above
/// which onDrained() is promised.
constexpr std::size_t highMark = 256 * 1024;

bool isKnown(httpwire::Method method) {
    return method != httpwire::Method::Other && method != httpwire::Method::Trace;
}

}  // namespace

FrontExchange::FrontExchange(const FrontParts& parts, const httpwire::RequestHead& head,
                             const proxy::Arrival& arrival, proxy::LocalResponder& responder)
    : m_parts(parts),
      m_responder(responder),
      m_wantsBody(head.method != httpwire::Method::Head),
      m_shape(errorShapeOf(head.path)),
      m_requestId(arrival.requestId),
      m_head(frontHeadOf(head, arrival)),
      m_timer(this, [](void* self) { static_cast<FrontExchange*>(self)->onTimeLimit(); }) {}

FrontExchange::~FrontExchange() {
    letGo();
}

void FrontExchange::judge(const httpwire::RequestHead& head) {
    if (!isKnown(head.method))
        refuse(FrontFailure::MethodUnknown);
    else if (repeatsAccessField(head.fields))
        refuse(FrontFailure::FieldRepeated);
    else if (head.contentLength > m_parts.limits.bodyBytes)
        refuse(FrontFailure::BodyTooLarge);
}

void FrontExchange::onBody(std::string_view bytes) {
    if (m_phase != Phase::Collecting)
        return;
    if (m_body.size() + bytes.size() > m_parts.limits.bodyBytes)
        refuse(FrontFailure::BodyTooLarge);
    else
        m_body += bytes;
}

void FrontExchange::onBodyEnd() {
    if (m_phase != Phase::Collecting)
        return;
    m_pair = m_parts.pairs.acquire();
    if (m_pair == nullptr) {
        refuse(FrontFailure::Busy);
        return;
    }
    m_phase = Phase::Asking;
    m_parts.engine.arm(m_timer, m_parts.limits.answer);
    m_pair->ask(frontRequestOf(std::move(m_head), m_body), *this);
    m_body = {};
}

void FrontExchange::onDrained() {
    if (m_pair != nullptr)
        m_pair->resume();
}

void FrontExchange::onAborted() {
    setOver();
}

void FrontExchange::onAnswerHead(const httpwire::ResponseHead& head) {
    m_phase = Phase::Relaying;
    relayHead(head);
}

void FrontExchange::relayHead(const httpwire::ResponseHead& head) {
    const bool lengthless = head.status == 204 || head.status == 304;
    const auto length = static_cast<std::int64_t>(head.contentLength);
    m_responder.sendHead(head, lengthless ? -1 : length);
}

void FrontExchange::onAnswerBody(std::string_view bytes) {
    if (!m_wantsBody || isOver())
        return;
    if (m_responder.sendBody(bytes) > highMark && m_pair != nullptr)
        m_pair->pause();
}

void FrontExchange::onAnswerEnd() {
    m_pair = nullptr;
    m_timer.disarm();
    relayEnd();
}

void FrontExchange::relayEnd() {
    setOver();
    m_responder.finish();
}

void FrontExchange::onAnswerLost() {
    m_pair = nullptr;
    if (m_phase == Phase::Asking) {
        refuse(FrontFailure::NotConnected);
    } else {
        setOver();
        m_responder.fail();
    }
}

void FrontExchange::onTimeLimit() {
    if (m_phase == Phase::Asking)
        refuse(FrontFailure::TimedOut);
}

void FrontExchange::refuse(FrontFailure failure) {
    setOver();
    const std::string body = bodyOf(failure, m_shape);
    httpwire::ResponseHead head;
    head.status = statusOf(failure);
    head.fields.add(httpwire::KnownField::ContentType, contentTypeOf(m_shape));
    head.fields.add(httpwire::KnownField::CacheControl, "no-store");
    head.fields.add(httpwire::KnownField::XRequestId, m_requestId);
    if (head.status == 503)
        head.fields.add(httpwire::KnownField::RetryAfter, "1");
    m_responder.sendHead(head, static_cast<std::int64_t>(body.size()));
    if (m_wantsBody)
        (void)m_responder.sendBody(body);
    m_responder.finish();
}

void FrontExchange::setOver() {
    m_phase = Phase::Over;
    m_timer.disarm();
    letGo();
}

void FrontExchange::letGo() {
    if (ControlPair* pair = std::exchange(m_pair, nullptr))
        pair->abandon();
}

}  // namespace portolan::edge
