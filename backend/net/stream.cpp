// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/net/stream.h"

namespace portolan::net {

std::string_view toText(CloseReason reason) {
    switch (reason) {
        case CloseReason::Ended:
            return "connection ended";
        case CloseReason::Reset:
            return "connection reset";
        case CloseReason::Refused:
            return "connection refused";
        case CloseReason::TimedOut:
            return "no answer in time";
        case CloseReason::Unreachable:
            return "host or network unreachable";
        case CloseReason::NoDescriptors:
            return "no descriptor or local port left";
        case CloseReason::Failed:
            break;
        case CloseReason::TlsRefused:
            return "TLS handshake refused";
        case CloseReason::NotTls:
            return "not TLS";
        case CloseReason::CertificateChanged:
            return "certificate changed";
        case CloseReason::CertificateExpired:
            return "certificate expired or not yet valid";
        case CloseReason::CertificateName:
            return "certificate made out to another name";
        case CloseReason::CertificateUntrusted:
            return "certificate of an unknown authority";
    }
    return "connection failed";
}

void StreamHandle::setHandler(StreamHandler& handler) const {
    if (Stream* const s = stream())
        s->setHandler(handler);
}

Flow StreamHandle::send(std::span<const Chunk> chunks) const {
    Stream* const s = stream();
    return s ? s->send(chunks) : Flow::Open;
}

Flow StreamHandle::send(std::string_view bytes) const {
    const Chunk chunk{bytes, nullptr};
    return send(std::span(&chunk, 1));
}

void StreamHandle::pauseRead() const {
    if (Stream* const s = stream())
        s->pauseRead();
}

void StreamHandle::resumeRead() const {
    if (Stream* const s = stream())
        s->resumeRead();
}

void StreamHandle::shutdownWrite() const {
    if (Stream* const s = stream())
        s->shutdownWrite();
}

void StreamHandle::close(Closing closing) const {
    if (Stream* const s = stream())
        s->close(closing);
}

void StreamHandle::abort() const {
    if (Stream* const s = stream())
        s->abort();
}

void StreamHandle::setMarks(std::size_t low, std::size_t high) const {
    if (Stream* const s = stream())
        s->setMarks(low, high);
}

std::size_t StreamHandle::unsentBytes() const {
    const Stream* const s = stream();
    return s ? s->unsentBytes() : 0;
}

std::uint64_t StreamHandle::sentBytes() const {
    const Stream* const s = stream();
    return s ? s->sentBytes() : 0;
}

base::SocketAddress StreamHandle::peer() const {
    const Stream* const s = stream();
    return s ? s->peer() : base::SocketAddress{};
}

base::SocketAddress StreamHandle::local() const {
    const Stream* const s = stream();
    return s ? s->local() : base::SocketAddress{};
}

}  // namespace portolan::net
