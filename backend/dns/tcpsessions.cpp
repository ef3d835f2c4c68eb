// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dns/tcpsessions.h"

#include "backend/dns/tcpsession.h"

#include <utility>
#include <vector>

namespace portolan::dns {

using live::Defence;

namespace {

// Unsent replies of one connection: above the high mark it has to wait, below the low one it may go on.
constexpr std::size_t lowMark = 16 * 1024;
constexpr std::size_t highMark = 64 * 1024;

}  // namespace

TcpSessions::TcpSessions(net::Engine& engine, Answerer& answerer, Defences& defences,
                         live::WorkerCounters& counters)
    : m_engine(engine),
      m_answerer(answerer),
      m_defences(defences),
      m_counters(counters),
      m_replies(std::make_unique<std::uint8_t[]>(repliesRoom)) {}

TcpSessions::~TcpSessions() = default;

void TcpSessions::accept(net::FileDescriptor fd, const base::SocketAddress& peer,
                         const TcpListener& listener) {
    if (!enter(peer.address)) {
        m_counters.of(Defence::TcpRefused).add();
        return;
    }
    m_counters.of(Defence::TcpAccepted).add();
    m_counters.of(Defence::TcpOpen).add();
    auto session = std::make_unique<TcpSession>(*this, listener, peer);
    TcpSession* const key = session.get();
    m_sessions.emplace(key, std::move(session));
    const net::StreamHandle stream = m_engine.adopt(std::move(fd), *key, peer);
    stream.setMarks(lowMark, highMark);
    key->start(stream);
}

/// Counts a new connection, and makes room for it if need be.
bool TcpSessions::enter(const base::IpAddress& peer) {
    if (m_defences.connections.enter(peer))
        return true;
    const Among among = m_defences.connections.isShareUsed(peer) ? Among::SameAddress : Among::All;
    if (!closeLongestIdle(among, peer))
        return false;
    m_counters.of(Defence::TcpDisplaced).add();
    return m_defences.connections.enter(peer);
}

bool TcpSessions::closeLongestIdle(Among among, const base::IpAddress& peer) {
    TcpSession* oldest = nullptr;
    for (const auto& [session, owned] : m_sessions)
        if ((among == Among::All || m_defences.connections.areOne(session->peer(), peer)) &&
            (!oldest || session->lastQueryMs() < oldest->lastQueryMs()))
            oldest = session;
    if (oldest)
        oldest->giveWay();
    return oldest != nullptr;
}

void TcpSessions::closeOf(const TcpListener& listener) {
    std::vector<TcpSession*> concerned;
    for (const auto& [session, owned] : m_sessions)
        if (&session->listener() == &listener)
            concerned.push_back(session);
    for (TcpSession* const session : concerned)
        session->finish();
}

void TcpSessions::remove(TcpSession& session) {
    const auto found = m_sessions.find(&session);
    if (found == m_sessions.end())
        return;
    m_defences.connections.leave(session.peer());
    m_counters.of(Defence::TcpOpen).subtract();
    m_engine.retire(std::move(found->second));
    m_sessions.erase(found);
}

}  // namespace portolan::dns
