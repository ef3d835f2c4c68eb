// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/tls/tlsstream.h"

#include <algorithm>
#include <openssl/err.h>
#include <utility>

namespace portolan::tls {

namespace {

constexpr std::size_t waitingHighMark = 256 * 1024;
// Records without plaintext (KeyUpdate, tickets, attempts to renegotiate, empty ones) that a peer may send in
// a row: each costs more to take than to send.
constexpr std::size_t mostSilentBytes = 64 * 1024;
// Source: RFC 8446 section 5.1, ContentType.
constexpr char alertRecord = 21;
constexpr char handshakeRecord = 22;

}  // namespace

TlsStream::TlsStream(net::Engine& engine, Workspace& workspace, SslPointer ssl,
                     std::unique_ptr<Handshake> handshake, net::StreamHandler& handler)
    : m_engine(engine),
      m_workspace(workspace),
      m_ends{{}, &workspace.records},
      m_ssl(std::move(ssl)),
      m_handshake(std::move(handshake)),
      m_handler(&handler),
      m_highMark(waitingHighMark),
      m_timer(this, [](void* self) { static_cast<TlsStream*>(self)->onTimer(); }) {
    if (m_ssl && !attach(*m_ssl, m_ends))
        m_ssl.reset();
}

TlsStream::~TlsStream() {
    // Else OpenSSL takes the session for broken and never resumes it.
    if (m_ssl)
        SSL_set_shutdown(m_ssl.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

void TlsStream::begin(std::uint32_t slot, net::StreamHandle inner, base::Milliseconds limit) {
    m_slot = slot;
    m_inner = inner;
    m_engine.arm(m_timer, limit);
    if (!m_ssl)
        endLater(net::CloseReason::Failed);
}

void TlsStream::beginOver(std::uint32_t slot, net::StreamHandle inner, base::Milliseconds limit) {
    m_phase = Phase::Handshaking;
    begin(slot, inner, limit);
}

net::Flow TlsStream::send(std::span<const net::Chunk> chunks) {
    if (m_phase == Phase::Gone || m_shutdownWanted || m_ending)
        return net::Flow::Open;
    if (m_phase == Phase::Open) {
        encrypt(chunks);
        const net::Flow flow = flush();
        m_full = m_full || flow == net::Flow::Full;
        return flow;
    }
    for (const net::Chunk& chunk : chunks)
        m_waiting.append(chunk.bytes);
    m_full = m_full || m_waiting.size() > m_highMark;
    return m_full ? net::Flow::Full : net::Flow::Open;
}

void TlsStream::pauseRead() {
    m_paused = true;
    if (m_phase == Phase::Open)
        m_inner.pauseRead();
}

void TlsStream::resumeRead() {
    if (!m_paused)
        return;
    m_paused = false;
    if (m_more)
        goOnLater();
    else if (m_phase == Phase::Open)
        m_inner.resumeRead();
}

void TlsStream::shutdownWrite() {
    m_shutdownWanted = true;
    if (m_phase != Phase::Open || m_shutdownDone)
        return;
    sayGoodBye();
    m_inner.shutdownWrite();
    if (m_ended)
        endLater(net::CloseReason::Ended);
}

void TlsStream::close(net::Closing closing) {
    if (m_phase == Phase::Gone)
        return;
    if (m_phase != Phase::Open) {
        abort();
        return;
    }
    if (!m_ending && !m_shutdownDone)
        sayGoodBye();
    m_inner.close(m_handshake->closingOf(closing));
    remove();
}

void TlsStream::abort() {
    if (m_phase == Phase::Gone)
        return;
    m_inner.abort();
    remove();
}

void TlsStream::setMarks(std::size_t low, std::size_t high) {
    m_highMark = high;
    m_inner.setMarks(low, high);
}

std::size_t TlsStream::unsentBytes() const {
    return m_waiting.size() + m_inner.unsentBytes();
}

std::uint64_t TlsStream::sentBytes() const {
    const std::uint64_t unsent = std::min<std::uint64_t>(m_accepted, m_inner.unsentBytes());
    const bool begun = m_accepted > 0 && m_inner.sentBytes() > m_sentByHandshake;
    return std::max<std::uint64_t>(m_accepted - unsent, begun ? 1 : 0);
}

const base::SocketAddress& TlsStream::peer() const {
    static const base::SocketAddress none;
    const net::Stream* const inner = m_inner.stream();
    return inner ? inner->peer() : none;
}

const base::SocketAddress& TlsStream::local() const {
    static const base::SocketAddress none;
    const net::Stream* const inner = m_inner.stream();
    return inner ? inner->local() : none;
}

void TlsStream::onConnected() {
    if (m_ending)
        return;
    m_phase = Phase::Handshaking;
    shakeHands();
}

void TlsStream::onBytes(std::string_view bytes) {
    const bool first = m_phase == Phase::Handshaking && !std::exchange(m_answered, true);
    if (first && bytes.front() != handshakeRecord && bytes.front() != alertRecord)
        refusePlaintext();
    else
        takeIn(bytes);
}

void TlsStream::refusePlaintext() {
    const std::string_view answer = m_handshake->answerToPlaintext();
    if (!answer.empty()) {
        m_inner.send(answer);
        m_inner.close(net::Closing::Linger);
    }
    end(net::CloseReason::NotTls);
}

void TlsStream::takeIn(std::string_view bytes) {
    m_ends.incoming = bytes;
    if (m_phase == Phase::Handshaking)
        shakeHands();
    if (m_phase == Phase::Open)
        read();
    if (m_phase == Phase::Open && !m_ended)
        m_kept.assign(m_ends.incoming);
    m_ends.incoming = {};
}

void TlsStream::shakeHands() {
    ERR_clear_error();
    const int result = SSL_do_handshake(m_ssl.get());
    if (result == 1) {
        if (const auto refused = m_handshake->onFinished(*m_ssl)) {
            sayGoodBye();
            end(*refused);
        } else {
            open();
        }
        return;
    }
    const bool wantsMore = SSL_get_error(m_ssl.get(), result) == SSL_ERROR_WANT_READ;
    flush();
    if (!wantsMore)
        end(m_handshake->reasonOfFailure(*m_ssl));
}

void TlsStream::open() {
    m_phase = Phase::Open;
    m_timer.disarm();
    flush();
    m_sentByHandshake = m_inner.sentBytes() + m_inner.unsentBytes();
    if (m_paused)
        m_inner.pauseRead();
    encrypt(std::exchange(m_waiting, {}));
    const bool drained = flush() == net::Flow::Open && std::exchange(m_full, false);
    if (m_shutdownWanted)
        shutdownWrite();
    m_handler->onConnected();
    if (m_phase == Phase::Open && drained)
        m_handler->onDrained();
}

/// Hands on what can be decrypted. OpenSSL repeats an end or an error when it is asked again, so a pause may
/// stand between the last bytes and their end.
void TlsStream::read() {
    const std::span<char> buffer = m_workspace.plaintext();
    for (m_more = false; m_phase == Phase::Open && !m_ended;) {
        if (m_paused) {
            m_more = true;
            return;
        }
        int error = SSL_ERROR_NONE;
        const std::size_t before = m_ends.incoming.size();
        const std::size_t filled = readRecords(buffer, error);
        flush();
        if (isTalkingTooMuch(before - m_ends.incoming.size(), filled)) {
            end(net::CloseReason::Failed);
            return;
        }
        if (filled > 0) {
            m_handler->onBytes({buffer.data(), filled});
            if (error != SSL_ERROR_WANT_READ)
                continue;
        }
        if (error == SSL_ERROR_WANT_READ)
            return;
        if (error != SSL_ERROR_ZERO_RETURN) {
            end(net::CloseReason::Failed);
            return;
        }
        m_ended = true;
        m_handler->onEnd();
        if (m_phase == Phase::Open && m_shutdownDone)
            end(net::CloseReason::Ended);
    }
}

/// Fills the buffer as far as there are records; `error` says why it stopped before it was full.
std::size_t TlsStream::readRecords(std::span<char> buffer, int& error) {
    std::size_t filled = 0;
    while (filled < buffer.size() && error == SSL_ERROR_NONE) {
        std::size_t got = 0;
        ERR_clear_error();
        const int result = SSL_read_ex(m_ssl.get(), buffer.data() + filled, buffer.size() - filled, &got);
        filled += got;
        if (result != 1)
            error = SSL_get_error(m_ssl.get(), result);
        // To ask for more when there is nothing costs as much as a short record.
        else if (m_ends.incoming.empty() && SSL_has_pending(m_ssl.get()) == 0)
            error = SSL_ERROR_WANT_READ;
    }
    return filled;
}

bool TlsStream::isTalkingTooMuch(std::size_t recordBytes, std::size_t plaintext) {
    m_silentBytes = plaintext > 0 ? 0 : m_silentBytes + recordBytes;
    return m_silentBytes > mostSilentBytes;
}

/// Short pieces share a record; what fills records by itself is not copied.
void TlsStream::encrypt(std::span<const net::Chunk> chunks) {
    std::string& gather = m_workspace.gather;
    gather.clear();
    for (const net::Chunk& chunk : chunks) {
        std::string_view bytes = chunk.bytes;
        while (!bytes.empty()) {
            std::size_t part = bytes.size() - bytes.size() % Workspace::recordSize;
            if (gather.empty() && part > 0) {
                encrypt(bytes.substr(0, part));
            } else {
                part = std::min(Workspace::recordSize - gather.size(), bytes.size());
                gather.append(bytes.substr(0, part));
                if (gather.size() == Workspace::recordSize) {
                    encrypt(gather);
                    gather.clear();
                }
            }
            bytes.remove_prefix(part);
        }
    }
    encrypt(gather);
}

void TlsStream::encrypt(std::string_view bytes) {
    if (bytes.empty() || m_ending)
        return;
    if (m_accepted == 0)
        m_handshake->onFirstSend(*m_ssl);
    std::size_t done = 0;
    ERR_clear_error();
    if (SSL_write_ex(m_ssl.get(), bytes.data(), bytes.size(), &done) != 1)
        endLater(net::CloseReason::Failed);
    m_accepted += done;
}

net::Flow TlsStream::flush() {
    std::string& records = m_workspace.records;
    if (records.empty())
        return net::Flow::Open;
    const net::Flow flow = m_inner.send(records);
    records.clear();
    return flow;
}

void TlsStream::sayGoodBye() {
    m_shutdownDone = true;
    ERR_clear_error();
    SSL_shutdown(m_ssl.get());
    flush();
}

void TlsStream::onEnd() {
    if (m_phase != Phase::Open)
        end(net::CloseReason::TlsRefused);
    else if (!m_ended)
        end(net::CloseReason::Reset);
}

void TlsStream::onDrained() {
    if (std::exchange(m_full, false) && m_phase == Phase::Open)
        m_handler->onDrained();
}

void TlsStream::onClosed(net::CloseReason reason) {
    if (m_phase == Phase::Handshaking && reason == net::CloseReason::Reset)
        reason = net::CloseReason::TlsRefused;
    end(reason);
}

void TlsStream::onReady(net::Readiness) {
    m_queued = false;
    if (m_ending) {
        end(m_reason);
        return;
    }
    if (m_phase != Phase::Open || m_paused || !m_more)
        return;
    const std::string kept = std::exchange(m_kept, {});
    takeIn(kept);
    if (m_phase == Phase::Open && !m_paused)
        m_inner.resumeRead();
}

void TlsStream::onTimer() {
    end(net::CloseReason::TimedOut);
}

void TlsStream::goOnLater() {
    if (!std::exchange(m_queued, true))
        m_engine.again(*this);
}

void TlsStream::endLater(net::CloseReason reason) {
    m_ending = true;
    m_reason = reason;
    goOnLater();
}

/// The stream below is closed, not cut: an alert that was written shall arrive.
void TlsStream::end(net::CloseReason reason) {
    if (m_phase == Phase::Gone)
        return;
    net::StreamHandler* const handler = m_handler;
    if (m_phase != Phase::Open)
        m_handshake->onBroken(reason);
    m_inner.close();
    remove();
    handler->onClosed(reason);
}

void TlsStream::remove() {
    m_phase = Phase::Gone;
    m_timer.disarm();
    m_engine.remove(m_slot, *this);
}

}  // namespace portolan::tls
