// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dns/udplistener.h"

#include <netinet/in.h>
#include <sys/socket.h>

namespace portolan::dns {

namespace {

// Batches taken in a row before the worker's other descriptors have their turn.
constexpr int batchesPerTurn = 8;
// Fewer queries have too few waits to overlap.
constexpr std::size_t worthReadingAhead = 4;
// From a socket that is watched, each datagram that leaves makes the kernel ask who watches it: 7 % of what a
// query costs. To stop watching and to begin again are two calls, so fewer queries are not worth it.
constexpr std::size_t worthUnwatching = 8;
// Room for bursts while the worker is busy elsewhere; the kernel grants what net.core.rmem_max allows.
constexpr int receiveBufferSize = 4 * 1024 * 1024;

void setOption(int fd, int level, int option, int value) {
    setsockopt(fd, level, option, &value, sizeof value);
}

}  // namespace

UdpListener::UdpListener(net::Engine& engine, net::FileDescriptor socket, const base::SocketAddress& local,
                         Answerer& answerer, UdpBatch& batch)
    : m_engine(engine),
      m_socket(std::move(socket)),
      m_answerer(answerer),
      m_batch(batch),
      m_local(local),
      m_destination(local.address.isUnspecified() ? UdpBatch::Destination::PerDatagram
                                                  : UdpBatch::Destination::OfSocket) {
    if (!m_socket.isValid())
        return;
    setOption(m_socket.fd(), SOL_SOCKET, SO_RCVBUF, receiveBufferSize);
    if (m_destination == UdpBatch::Destination::PerDatagram) {
        if (local.address.isV4())
            setOption(m_socket.fd(), IPPROTO_IP, IP_PKTINFO, 1);
        else
            setOption(m_socket.fd(), IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
    }
    watch();
}

UdpListener::~UdpListener() {
    if (m_socket.isValid())
        unwatch();
}

void UdpListener::watch() {
    if (!m_watched)
        m_watched = m_engine.watch(m_socket.fd(), net::Interest::Read, *this);
}

void UdpListener::unwatch() {
    m_engine.unwatch(m_socket.fd(), *this);
    m_watched = false;
}

void UdpListener::onReady(net::Readiness) {
    std::size_t received = UdpBatch::capacity;
    for (int i = 0; i < batchesPerTurn && received == UdpBatch::capacity; ++i) {
        received = m_batch.receive(m_socket.fd(), m_destination);
        if (received >= worthUnwatching && m_watched)
            unwatch();
        if (received > 0)
            answerBatch(received);
    }
    if (received < UdpBatch::capacity)
        watch();  // what has arrived since is reported at once
    if (!m_watched)
        m_engine.again(*this);
}

void UdpListener::answerBatch(std::size_t received) {
    m_answerer.refresh();
    if (received >= worthReadingAhead) {
        for (std::size_t i = 0; i < received; ++i)
            m_answerer.expect(m_batch.query(i));
        m_answerer.fetchExpected();
    }
    for (std::size_t i = 0; i < received; ++i) {
        const base::ByteView reply =
            m_answerer.answer(m_batch.query(i), {m_batch.peer(i), Transport::Udp}, m_batch.replyRoom());
        if (!reply.empty())
            m_batch.addReply(i, reply.size());
    }
    for (std::size_t lost = m_batch.send(m_socket.fd()); lost > 0; --lost)
        m_answerer.countLost();
    m_answerer.endBatch();
}

}  // namespace portolan::dns
