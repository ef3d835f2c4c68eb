// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// DNS over UDP: one socket of one worker. Takes datagrams in batches with recvmmsg, answers all of a batch,
// and sends the replies with one sendmmsg; a batch pays when it is full, so the socket is drained before the
// loop waits again. The socket is owned by a QUdpSocket (net::UdpSocket) and watched by the worker's Engine.
// Made and destroyed on the worker's thread. It knows nothing of DNS but who answers. A reply leaves from the
// address that was asked: the socket is bound to that address, or, if it is bound to all of them, each
// datagram brings its destination along (RFC 3542 section 6.2, ip(7) IP_PKTINFO).

#include "backend/base/ipaddress.h"
#include "backend/dns/answerer.h"
#include "backend/dns/udpbatch.h"
#include "backend/net/engine.h"
#include "backend/net/filedescriptor.h"
#include "backend/net/udpsocket.h"

#include <cstddef>

namespace portolan::dns {

class UdpListener final : private net::FdHandler {
  public:
    /// `socket` is bound to `local`. `batch` serves all listeners of the worker in turn.
    UdpListener(net::Engine& engine, net::FileDescriptor socket, const base::SocketAddress& local,
                Answerer& answerer, UdpBatch& batch);
    ~UdpListener();
    UdpListener(const UdpListener&) = delete;
    UdpListener& operator=(const UdpListener&) = delete;

    /// False if the socket could not be taken over.
    [[nodiscard]] bool isListening() const { return m_watched; }
    [[nodiscard]] const base::SocketAddress& local() const { return m_local; }

  private:
    void onReady(net::Readiness ready) override;
    void watch();
    void unwatch();
    void answerBatch(std::size_t received);

    net::Engine& m_engine;
    net::UdpSocket m_socket;
    Answerer& m_answerer;
    UdpBatch& m_batch;
    const base::SocketAddress m_local;
    UdpBatch::Destination m_destination;
    bool m_watched = false;
};

}  // namespace portolan::dns
