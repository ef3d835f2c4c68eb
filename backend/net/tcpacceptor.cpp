// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/net/tcpacceptor.h"

#include "backend/net/socketaddress.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <utility>

namespace portolan::net {

namespace {

// Connections taken in a row before the streams have their turn.
constexpr int batchSize = 64;
constexpr base::Milliseconds restTime{20};

FileDescriptor openReserve() {
    return FileDescriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

/// Says `last` to a connection that is about to be closed.
void sayLast(const FileDescriptor& fd, std::string_view last) {
    if (last.empty())
        return;
    [[maybe_unused]] const ssize_t sent = ::send(fd.value(), last.data(), last.size(), MSG_NOSIGNAL);
    // What lies unread when it is closed would be answered with a reset (RFC 9112 section 9.6).
    std::array<char, 4096> request;
    constexpr int usualReads = 4;
    for (int i = 0; i < usualReads; ++i)
        if (::recv(fd.value(), request.data(), request.size(), 0) <= 0)
            return;
}

}  // namespace

TcpAcceptor::TcpAcceptor(Engine& engine, FileDescriptor socket, AcceptHandler& handler)
    : m_engine(engine),
      m_handler(handler),
      m_reserve(openReserve()),
      m_restTimer(this, [](void* self) { static_cast<TcpAcceptor*>(self)->acceptBatch(); }) {
    if (!m_server.setSocketDescriptor(socket.value()))
        return;
    m_server.pauseAccepting();
    m_fd = socket.release();
    if (!m_engine.watch(m_fd, Interest::Read, *this))
        close();
}

TcpAcceptor::~TcpAcceptor() {
    close();
}

void TcpAcceptor::close() {
    if (m_fd < 0)
        return;
    m_restTimer.disarm();
    m_engine.unwatch(std::exchange(m_fd, -1), *this);
    m_server.close();
}

void TcpAcceptor::onReady(Readiness) {
    if (!m_restTimer.isArmed())
        acceptBatch();
}

void TcpAcceptor::acceptBatch() {
    for (int i = 0; i < batchSize; ++i) {
        sockaddr_storage storage;
        socklen_t length = sizeof storage;
        auto* const address = reinterpret_cast<sockaddr*>(&storage);
        FileDescriptor fd(::accept4(m_fd, address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (fd.isValid()) {
            m_handler.onAccepted(std::move(fd), socketAddressOf(*address));
            if (m_fd < 0)
                return;
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            rest();
            return;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return;
        }
        // Anything else concerns the one connection that is gone already. Source: accept(2), "Error
        // handling".
    }
    m_engine.again(*this);
}

void TcpAcceptor::rest() {
    // Without the reserve there is room for one connection at a time.
    m_reserve.reset();
    for (int i = 0; i < batchSize; ++i) {
        const FileDescriptor dropped(::accept4(m_fd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!dropped.isValid())
            break;
        ++m_dropped;
        sayLast(dropped, m_handler.onDropped());
    }
    m_reserve = openReserve();
    m_engine.arm(m_restTimer, restTime);
}

}  // namespace portolan::net
