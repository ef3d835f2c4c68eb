// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The DNS of one worker: its listeners and what they share. Made and destroyed on the worker's thread, by
// runtime; the sockets come from net::bindUdpAndTcp() on the control side. It answers from whatever is
// published at the moment and keeps no state between queries.

#include "backend/base/ipaddress.h"
#include "backend/dns/answerer.h"
#include "backend/dns/guard.h"
#include "backend/dns/tcplistener.h"
#include "backend/dns/tcpsessions.h"
#include "backend/dns/udpbatch.h"
#include "backend/dns/udplistener.h"
#include "backend/live/counters.h"
#include "backend/net/engine.h"
#include "backend/net/filedescriptor.h"

#include <cstddef>
#include <memory>
#include <vector>

namespace portolan::dns {

class Server {
  public:
    /// All five outlive the server; `defences` are those of the whole program. `retire` may be empty: then
    /// replaced snapshots are freed where they are.
    Server(net::Engine& engine, const Snapshots& snapshots, const live::TargetStates& states,
           live::WorkerCounters& counters, Defences& defences, RetireSnapshot retire);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Answers on a bound UDP socket. False if it could not be taken over.
    [[nodiscard]] bool listenUdp(net::FileDescriptor socket, const base::SocketAddress& local);
    /// Answers on a listening TCP socket. False if it could not be taken over.
    [[nodiscard]] bool listenTcp(net::FileDescriptor socket, const base::SocketAddress& local);
    /// Answers no more on the sockets of `local`; TCP connections there are closed once their replies are
    /// written.
    void closeUdp(const base::SocketAddress& local);
    void closeTcp(const base::SocketAddress& local);

    /// Stops answering: closes all sockets; TCP replies that are under way are still written by the engine.
    void close();

    /// Open TCP connections.
    [[nodiscard]] std::size_t connectionCount() const { return m_sessions.count(); }

  private:
    net::Engine& m_engine;
    Answerer m_answerer;
    TcpSessions m_sessions;
    std::unique_ptr<UdpBatch> m_batch;
    std::vector<std::unique_ptr<UdpListener>> m_udp;
    std::vector<std::unique_ptr<TcpListener>> m_tcp;
};

}  // namespace portolan::dns
