// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The TCP connections of one worker, from whichever of its listeners they come. There is room for so many in
// the whole program and from one address (Defences). When there is none, a connection of this worker makes
// it: the one idle the longest of the same client if that has used its share, else of all; a new connection
// is closed only where none of this worker's could. Made by Server, on the worker's thread. Source: RFC 7766
// sections 6.1 and 6.2.3.

#include "backend/dns/answerer.h"
#include "backend/dns/guard.h"
#include "backend/dnswire/header.h"
#include "backend/live/counters.h"
#include "backend/net/engine.h"
#include "backend/net/filedescriptor.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>

namespace portolan::dns {

class TcpListener;
class TcpSession;

class TcpSessions {
  public:
    /// All outlive the sessions.
    TcpSessions(net::Engine& engine, Answerer& answerer, Defences& defences, live::WorkerCounters& counters);
    ~TcpSessions();
    TcpSessions(const TcpSessions&) = delete;
    TcpSessions& operator=(const TcpSessions&) = delete;

    /// A connection has come to `listener`.
    void accept(net::FileDescriptor fd, const base::SocketAddress& peer, const TcpListener& listener);
    /// Closes those that came to `listener`, once what they have been answered is written.
    void closeOf(const TcpListener& listener);

    [[nodiscard]] std::size_t count() const { return m_sessions.size(); }

  private:
    friend class TcpSession;

    enum class Among : std::uint8_t { SameAddress, All };

    /// Room for one reply of any size and some small ones before it.
    static constexpr std::size_t repliesRoom = 2 * (2 + dnswire::maxMessageSize);

    [[nodiscard]] bool enter(const base::IpAddress& peer);
    [[nodiscard]] bool closeLongestIdle(Among among, const base::IpAddress& peer);
    /// Forgets a session whose stream is closed; it is destroyed at the end of the engine's turn.
    void remove(TcpSession& session);

    net::Engine& m_engine;
    Answerer& m_answerer;
    Defences& m_defences;
    live::WorkerCounters& m_counters;
    std::unordered_map<TcpSession*, std::unique_ptr<TcpSession>> m_sessions;
    std::unique_ptr<std::uint8_t[]> m_replies;  ///< what one call of a session has to send
};

}  // namespace portolan::dns
