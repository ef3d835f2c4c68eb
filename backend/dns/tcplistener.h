// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// DNS over TCP: the connections of one listening socket of one worker. Each message follows its length in two
// bytes, clients may send many before they read (pipelining), and replies leave in the order of their
// queries. A connection that has completed no query for ten seconds is closed; when there are too many, the
// one idle the longest makes room. Made and destroyed on the worker's thread; bytes come and go through
// net::Stream only. Source: RFC 1035 section 4.2.2, RFC 7766 sections 6.2 (connection handling), 7 (response
// reordering) and 8 (framing).

#include "backend/dns/answerer.h"
#include "backend/dnswire/header.h"
#include "backend/net/engine.h"
#include "backend/net/filedescriptor.h"
#include "backend/net/tcpacceptor.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>

namespace portolan::dns {

class TcpSession;

/// What bounds the connections of one listener.
struct TcpLimits {
    std::chrono::milliseconds idle = std::chrono::seconds(10);  ///< RFC 7766 section 6.2.3
    std::size_t connections = 512;
};

class TcpListener final : private net::AcceptHandler {
  public:
    TcpListener(net::Engine& engine, net::FileDescriptor socket, const base::SocketAddress& local,
                Answerer& answerer, const TcpLimits& limits);
    ~TcpListener();
    TcpListener(const TcpListener&) = delete;
    TcpListener& operator=(const TcpListener&) = delete;

    [[nodiscard]] bool isListening() const { return m_acceptor.isListening(); }
    [[nodiscard]] const base::SocketAddress& local() const { return m_local; }
    [[nodiscard]] std::size_t connectionCount() const { return m_sessions.size(); }
    /// Takes no new connections and closes those there are, once what they have been answered is written.
    void close();

  private:
    friend class TcpSession;

    /// Room for one reply of any size and some small ones before it.
    static constexpr std::size_t repliesRoom = 2 * (2 + dnswire::maxMessageSize);

    void onAccepted(net::FileDescriptor fd, const base::SocketAddress& peer) override;
    void closeLongestIdle();
    /// Forgets a session whose stream is closed; it is destroyed at the end of the engine's turn.
    void remove(TcpSession& session);

    net::Engine& m_engine;
    const base::SocketAddress m_local;
    Answerer& m_answerer;
    const TcpLimits m_limits;
    std::unordered_map<TcpSession*, std::unique_ptr<TcpSession>> m_sessions;
    std::unique_ptr<std::uint8_t[]> m_replies;  ///< what one call of a session has to send
    net::TcpAcceptor m_acceptor;
};

}  // namespace portolan::dns
