// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dns/tcpsession.h"

#include "backend/base/bytes.h"
#include "backend/dns/tcpsessions.h"
#include "backend/dnswire/header.h"

namespace portolan::dns {

namespace {

constexpr std::size_t lengthSize = 2;  // RFC 1035 section 4.2.2

}  // namespace

TcpSession::TcpSession(TcpSessions& sessions, const TcpListener& listener, const base::SocketAddress& peer)
    : m_sessions(sessions),
      m_listener(listener),
      m_peer(peer.address),
      m_idleTimer(this, [](void* self) { static_cast<TcpSession*>(self)->giveWay(); }) {}

void TcpSession::start(const net::StreamHandle& stream) {
    m_stream = stream;
    noteQuery();
}

void TcpSession::finish() {
    m_stream.close();
    m_idleTimer.disarm();
    m_sessions.remove(*this);
}

void TcpSession::giveWay() {
    if (m_stream.unsentBytes() > 0)
        m_stream.abort();
    finish();
}

void TcpSession::onBytes(std::string_view bytes) {
    m_sessions.m_answerer.refresh();
    if (m_waiting.empty() && !m_full) {
        m_waiting = bytes.substr(answerMessages(bytes));
    } else {
        m_waiting += bytes;
        if (!m_full)
            m_waiting.erase(0, answerMessages(m_waiting));
    }
}

void TcpSession::onEnd() {
    m_ended = true;
    if (!m_full)
        finish();
}

void TcpSession::onDrained() {
    m_full = false;
    m_sessions.m_answerer.refresh();
    m_waiting.erase(0, answerMessages(m_waiting));
    if (m_full)
        return;
    if (m_ended)
        finish();
    else
        m_stream.resumeRead();
}

void TcpSession::onClosed(net::CloseReason) {
    m_idleTimer.disarm();
    m_sessions.remove(*this);
}

/// Answers the whole messages at the beginning of `bytes`, until the client has to read first. Returns the
/// bytes they took.
std::size_t TcpSession::answerMessages(std::string_view bytes) {
    const base::ByteView view = base::asBytes(bytes);
    std::uint8_t* const replies = m_sessions.m_replies.get();
    std::size_t at = 0;
    std::size_t unsent = 0;
    while (!m_full && view.size() - at >= lengthSize) {
        const std::size_t size = dnswire::loadU16(view.data() + at);
        if (view.size() - at - lengthSize < size)
            break;
        const base::ByteView reply =
            m_sessions.m_answerer.answer(view.subspan(at + lengthSize, size), {m_peer, Transport::Tcp},
                                         {replies + unsent + lengthSize, dnswire::maxMessageSize});
        at += lengthSize + size;
        noteQuery();
        if (reply.empty())
            continue;
        dnswire::storeU16(replies + unsent, static_cast<std::uint16_t>(reply.size()));
        unsent += lengthSize + reply.size();
        if (unsent + lengthSize + dnswire::maxMessageSize > TcpSessions::repliesRoom) {
            m_full = !sendReplies(unsent);
            unsent = 0;
        }
    }
    if (unsent > 0)
        m_full = !sendReplies(unsent);
    m_sessions.m_answerer.endBatch();
    return at;
}

/// False if the client has to read before there can be more.
bool TcpSession::sendReplies(std::size_t size) {
    const base::ByteView replies(m_sessions.m_replies.get(), size);
    if (m_stream.send(base::asText(replies)) == net::Flow::Open)
        return true;
    m_stream.pauseRead();
    return false;
}

void TcpSession::noteQuery() {
    m_lastQueryMs = m_sessions.m_engine.nowMs();
    m_sessions.m_engine.arm(m_idleTimer, m_sessions.m_defences.idle);
}

}  // namespace portolan::dns
