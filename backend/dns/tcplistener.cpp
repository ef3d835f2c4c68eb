// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dns/tcplistener.h"

#include <utility>

namespace portolan::dns {

TcpListener::TcpListener(net::Engine& engine, net::FileDescriptor socket, const base::SocketAddress& local,
                         TcpSessions& sessions)
    : m_local(local), m_sessions(sessions), m_acceptor(engine, std::move(socket), *this) {}

TcpListener::~TcpListener() {
    close();
}

void TcpListener::close() {
    m_acceptor.close();
    m_sessions.closeOf(*this);
}

void TcpListener::onAccepted(net::FileDescriptor fd, const base::SocketAddress& peer) {
    m_sessions.accept(std::move(fd), peer, *this);
}

}  // namespace portolan::dns
