// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dns/tcplistener.h"

#include "backend/dns/tcpsession.h"

#include <algorithm>
#include <utility>

namespace portolan::dns {

namespace {

// Unsent replies of one connection: above the high mark it has to wait, below the low one it may go on.
constexpr std::size_t lowMark = 16 * 1024;
constexpr std::size_t highMark = 64 * 1024;

}  // namespace

TcpListener::TcpListener(net::Engine& engine, net::FileDescriptor socket, const base::SocketAddress& local,
                         Answerer& answerer, const TcpLimits& limits)
    : m_engine(engine),
      m_local(local),
      m_answerer(answerer),
      m_limits(limits),
      m_replies(std::make_unique<std::uint8_t[]>(repliesRoom)),
      m_acceptor(engine, std::move(socket), *this) {}

TcpListener::~TcpListener() {
    close();
}

void TcpListener::close() {
    m_acceptor.close();
    while (!m_sessions.empty())
        m_sessions.begin()->first->finish();
}

void TcpListener::onAccepted(net::FileDescriptor fd, const base::SocketAddress& peer) {
    if (m_sessions.size() >= m_limits.connections)
        closeLongestIdle();
    auto session = std::make_unique<TcpSession>(*this, peer);
    TcpSession* const key = session.get();
    m_sessions.emplace(key, std::move(session));
    const net::StreamHandle stream = m_engine.adopt(std::move(fd), *key, peer);
    stream.setMarks(lowMark, highMark);
    key->start(stream);
}

void TcpListener::closeLongestIdle() {
    const auto oldest = std::min_element(
        m_sessions.begin(), m_sessions.end(),
        [](const auto& a, const auto& b) { return a.first->lastQueryMs() < b.first->lastQueryMs(); });
    if (oldest != m_sessions.end())
        oldest->first->finish();
}

void TcpListener::remove(TcpSession& session) {
    const auto found = m_sessions.find(&session);
    if (found == m_sessions.end())
        return;
    m_engine.retire(std::move(found->second));
    m_sessions.erase(found);
}

}  // namespace portolan::dns
