// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/localside.h"

#include "backend/base/bytes.h"
#include "backend/proxy/session.h"

#include <charconv>
#include <random>
#include <utility>

namespace portolan::proxy {

using httpwire::Framing;
using httpwire::KnownField;

namespace {

/// What a client's X-Request-Id may look like to be passed on: short, and harmless in logs.
bool isWellFormedId(std::string_view id) {
    constexpr std::size_t longest = 64;
    if (id.empty() || id.size() > longest)
        return false;
    for (const char c : id)
        if (!base::isAlpha(c) && !base::isDigit(c) && c != '-' && c != '_' && c != '.')
            return false;
    return true;
}

std::string newRequestId() {
    thread_local std::mt19937_64 random{std::random_device{}()};
    char text[16];
    const auto result = std::to_chars(text, text + sizeof text, random(), 16);
    return {text, result.ptr};
}

Framing framingOf(const RequestFacts& facts, int status, std::int64_t length) {
    if (facts.method == httpwire::Method::Head || status == 204 || status == 304)
        return Framing::None;
    if (length >= 0)
        return Framing::Length;
    return facts.isHttp11() ? Framing::Chunked : Framing::UntilClose;
}

bool isFraming(KnownField field) {
    return field == KnownField::ContentLength || field == KnownField::TransferEncoding ||
           field == KnownField::Connection || field == KnownField::KeepAlive || field == KnownField::Date;
}

}  // namespace

void LocalSide::begin(LocalHandler& handler, const httpwire::RequestHead& head, Arrival arrival) {
    const std::string_view id = head.fields.value(KnownField::XRequestId);
    arrival.requestId = isWellFormedId(id) ? std::string(id) : newRequestId();
    auto exchange = handler.begin(head, arrival, *this);
    if (isOver()) {
        m_shared.engine.retire(std::move(exchange));
        return;
    }
    m_exchange = std::move(exchange);
    if (m_session.facts().expectContinue && !m_headSent && !m_session.isRequestComplete()) {
        const net::Chunk chunk{"HTTP/1.1 100 Continue\r\n\r\n", nullptr};
        m_session.send({&chunk, 1});
    }
}

void LocalSide::onRequest(std::span<const std::string_view> parts, BodyState state,
                          const httpwire::FieldList*) {
    for (const std::string_view part : parts) {
        if (isOver())
            return;
        m_exchange->onBody(part);
    }
    if (state == BodyState::Ended && !isOver())
        m_exchange->onBodyEnd();
}

void LocalSide::onClientDrained() {
    if (m_exchange && !isOver())
        m_exchange->onDrained();
}

void LocalSide::onCancelled() {
    if (std::exchange(m_over, true) || !m_exchange)
        return;
    m_exchange->onAborted();
    m_shared.engine.retire(std::move(m_exchange));
}

void LocalSide::onTimeLimit() {
    if (m_headSent || m_session.isRequestComplete())
        return;
    onCancelled();
    m_session.fail(FailureReason::BodyTimeout);
}

void LocalSide::sendHead(const httpwire::ResponseHead& head, std::int64_t length) {
    if (isOver() || std::exchange(m_headSent, true))
        return;
    const Framing framing = framingOf(m_session.facts(), head.status, length);
    m_body.begin(framing);
    const bool close = m_session.beginResponse(head.status, framing == Framing::UntilClose);
    httpwire::HeadWriter& out = m_shared.writer;
    out.clear();
    out.statusLine(head.status, head.reason);
    out.literal(m_shared.date.line(m_shared.engine.nowMs()));
    for (const httpwire::Field& field : head.fields)
        if (!isFraming(field.id))
            out.field(field.name, field.value);
    if (framing == Framing::Chunked)
        out.literal("Transfer-Encoding: chunked\r\n");
    else if (length >= 0 && head.status != 204)
        out.field(KnownField::ContentLength, static_cast<std::uint64_t>(length));
    if (close)
        out.literal("Connection: close\r\n");
    else if (!m_session.facts().isHttp11())
        out.literal("Connection: keep-alive\r\n");
    out.end();
    m_head = out.view();
    // Of unknown length it is a stream, whose client waits for the head.
    if (length < 0)
        flush({});
}

std::size_t LocalSide::sendBody(std::string_view bytes) {
    if (isOver() || !m_headSent)
        return 0;
    flush(bytes);
    return m_session.unsentBytes();
}

void LocalSide::flush(std::string_view body) {
    ChunkList& out = m_shared.chunks;
    out.clear();
    if (!m_head.empty())
        out.push_back({m_head, nullptr});
    m_body.openPiece(out);
    m_body.add(out, body);
    m_body.closePiece(out);
    if (!out.empty())
        m_session.send(out);
    m_head.clear();
}

void LocalSide::finish() {
    if (std::exchange(m_over, true))
        return;
    ChunkList& out = m_shared.chunks;
    out.clear();
    if (!m_head.empty())
        out.push_back({m_head, nullptr});
    m_body.end(out, nullptr);
    if (!out.empty())
        m_session.send(out);
    if (m_exchange)
        m_shared.engine.retire(std::move(m_exchange));
    m_session.finish();
}

void LocalSide::fail() {
    if (std::exchange(m_over, true))
        return;
    if (m_exchange)
        m_shared.engine.retire(std::move(m_exchange));
    m_session.cut();
}

void LocalSide::pauseBody() {
    if (!isOver())
        m_session.pauseBody();
}

void LocalSide::resumeBody() {
    if (!isOver())
        m_session.resumeBody();
}

}  // namespace portolan::proxy
