// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Takes the connections of one listening socket on one worker. A QTcpServer owns the descriptor, with its own
// accepting paused: accept4 runs from the engine's loop, in batches, until EAGAIN (QTcpServer's own accepting
// is one at a time, and spins or pauses for ever at the descriptor limit). Made and destroyed on the worker's
// thread. At the descriptor limit a descriptor kept in reserve lets it take one connection after the other,
// tell each that there is no room, and close it, instead of leaving the clients hanging; then it rests 20 ms
// and goes on.

#include "backend/base/ipaddress.h"
#include "backend/net/engine.h"
#include "backend/net/filedescriptor.h"

#include <QTcpServer>

#include <cstdint>
#include <string_view>

namespace portolan::net {

class AcceptHandler {
  public:
    /// A new connection, non-blocking, with TCP_NODELAY set.
    virtual void onAccepted(FileDescriptor fd, const base::SocketAddress& peer) = 0;
    /// There is no descriptor for a connection. Returns what it is told before it is closed; may be empty.
    [[nodiscard]] virtual std::string_view onDropped() { return {}; }

  protected:
    ~AcceptHandler() = default;
};

class TcpAcceptor final : private FdHandler {
  public:
    /// `socket` is one of BoundSockets::sockets.
    TcpAcceptor(Engine& engine, FileDescriptor socket, AcceptHandler& handler);
    ~TcpAcceptor();
    TcpAcceptor(const TcpAcceptor&) = delete;
    TcpAcceptor& operator=(const TcpAcceptor&) = delete;

    /// Closes the listening socket; connections that were taken stay.
    void close();
    [[nodiscard]] bool isListening() const { return m_server.isListening(); }
    /// Connections that were dropped for want of a descriptor.
    [[nodiscard]] std::uint64_t droppedCount() const { return m_dropped; }

  private:
    void onReady(Readiness ready) override;
    void acceptBatch();
    void rest();

    Engine& m_engine;
    AcceptHandler& m_handler;
    QTcpServer m_server;
    FileDescriptor m_reserve;
    Timer m_restTimer;
    int m_fd = -1;
    std::uint64_t m_dropped = 0;
};

}  // namespace portolan::net
