// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// DNS over TCP: one listening socket of one worker, whose connections it hands to the worker's TcpSessions.
// Each message follows its length in two bytes, clients may send many before they read (pipelining), and
// replies leave in the order of their queries. A connection that has completed no query for a while is
// closed. Made and destroyed on the worker's thread; bytes come and go through net::Stream only. Source:
// RFC 1035 section 4.2.2, RFC 7766 sections 6.2 (connection handling), 7 (response reordering) and 8
// (framing).

#include "backend/dns/tcpsessions.h"
#include "backend/net/engine.h"
#include "backend/net/filedescriptor.h"
#include "backend/net/tcpacceptor.h"

namespace portolan::dns {

class TcpListener final : private net::AcceptHandler {
  public:
    /// `sessions` outlives the listener.
    TcpListener(net::Engine& engine, net::FileDescriptor socket, const base::SocketAddress& local,
                TcpSessions& sessions);
    ~TcpListener();
    TcpListener(const TcpListener&) = delete;
    TcpListener& operator=(const TcpListener&) = delete;

    [[nodiscard]] bool isListening() const { return m_acceptor.isListening(); }
    [[nodiscard]] const base::SocketAddress& local() const { return m_local; }
    /// Takes no new connections and closes those there are, once what they have been answered is written.
    void close();

  private:
    void onAccepted(net::FileDescriptor fd, const base::SocketAddress& peer) override;

    const base::SocketAddress m_local;
    TcpSessions& m_sessions;
    net::TcpAcceptor m_acceptor;
};

}  // namespace portolan::dns
