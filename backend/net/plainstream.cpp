// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/net/plainstream.h"

#include "backend/net/socketaddress.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <utility>

namespace portolan::net {

namespace {

constexpr std::uint32_t defaultLowMark = 0;
constexpr std::uint32_t defaultHighMark = 32 * 1024;
constexpr std::uint32_t smallestRead = 64 * 1024;
// From this size on it is worth keeping the read buffer instead of copying what is left of it.
constexpr std::size_t worthParking = 16 * 1024;
// Reads in a row for one stream before the others have their turn, and from how many bytes on that is early.
constexpr int readsPerTurn = 4;
constexpr std::size_t bytesPerTurn = 512 * 1024;
constexpr std::size_t vectorsPerWrite = 64;
constexpr std::size_t gatheredSize = 1024;
constexpr base::Milliseconds lingerLimit{2000};
// A closed stream may take this long without any progress to get rid of what waits.
constexpr base::Milliseconds flushLimit{60'000};

ssize_t writeVectors(int fd, iovec* vectors, std::size_t count) {
    if (count == 1)
        return ::send(fd, vectors[0].iov_base, vectors[0].iov_len, MSG_NOSIGNAL);
    msghdr message{};
    message.msg_iov = vectors;
    message.msg_iovlen = count;
    return ::sendmsg(fd, &message, MSG_NOSIGNAL);
}

/// The same for a few short pieces: copying them costs less than having the kernel look at a list.
ssize_t writeGathered(int fd, const iovec* vectors, std::size_t count, std::size_t bytes) {
    std::array<char, gatheredSize> text;
    char* at = text.data();
    for (std::size_t i = 0; i < count; ++i)
        at = std::copy_n(static_cast<const char*>(vectors[i].iov_base), vectors[i].iov_len, at);
    return ::send(fd, text.data(), bytes, MSG_NOSIGNAL);
}

bool wouldBlock(int error) {
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

}  // namespace

PlainStream::PlainStream(Engine& engine, FileDescriptor fd, StreamHandler& handler, Phase phase)
    : m_engine(engine),
      m_handler(&handler),
      m_fd(std::move(fd)),
      m_phase(phase),
      m_lowMark(defaultLowMark),
      m_highMark(defaultHighMark),
      m_readSize(smallestRead) {}

PlainStream::~PlainStream() = default;

CloseReason PlainStream::reasonOf(int error) {
    switch (error) {
        case ECONNREFUSED:
            return CloseReason::Refused;
        case ETIMEDOUT:
            return CloseReason::TimedOut;
        case ECONNRESET:
            return CloseReason::Reset;
        case ENETUNREACH:
        case EHOSTUNREACH:
        case EACCES:
        case EPERM:
            return CloseReason::Unreachable;
        case EMFILE:
        case ENFILE:
        case EADDRNOTAVAIL:
            return CloseReason::NoDescriptors;
        default:
            return CloseReason::Failed;
    }
}

Flow PlainStream::send(std::span<const Chunk> chunks) {
    const bool takes = m_phase == Phase::Open || m_phase == Phase::Connecting;
    if (!takes || m_shutdownWanted || m_writeBroken || m_failing)
        return Flow::Open;
    std::size_t written = 0;
    if (m_phase == Phase::Open && !hasUnsent()) {
        written = writeNow(chunks);
        if (!m_blocked || m_writeBroken)
            return Flow::Open;
    }
    keepRest(chunks, written);
    if (m_busy->queue.bytes() <= m_highMark)
        return Flow::Open;
    m_full = true;
    return Flow::Full;
}

PlainStream::Busy& PlainStream::busy() {
    if (!m_busy)
        m_busy = std::make_unique<Busy>(*this);
    return *m_busy;
}

/// Queues what is left of `chunks` behind the first `written` bytes. Bytes that lie in the engine's read
/// buffer stay there, and the engine reads into another one: a relayed flow that blocks is not copied.
void PlainStream::keepRest(std::span<const Chunk> chunks, std::size_t written) {
    SendQueue& queue = busy().queue;
    const std::span<const char> lent = m_engine.readBuffer();
    const auto isLent = [lent](std::string_view bytes) {
        return bytes.data() >= lent.data() && bytes.data() < lent.data() + lent.size();
    };
    std::shared_ptr<const void> parked;
    for (const Chunk& chunk : chunks) {
        const std::size_t skip = std::min(written, chunk.bytes.size());
        written -= skip;
        const bool park = !chunk.owner && chunk.bytes.size() - skip >= worthParking && isLent(chunk.bytes);
        if (park && !parked)
            parked = m_engine.parkReadBuffer();
        if (park && parked)
            queue.append({chunk.bytes, parked}, skip);
        else
            queue.append(chunk, skip);
    }
}

void PlainStream::pauseRead() {
    m_paused = true;
    if (!m_engine.maySpareBuffers())
        m_readSize = smallestRead;
}

void PlainStream::resumeRead() {
    if (!m_paused)
        return;
    m_paused = false;
    if (m_readable)
        goOnLater();
}

void PlainStream::shutdownWrite() {
    m_shutdownWanted = true;
    if (m_phase != Phase::Open || hasUnsent() || m_shutdownDone)
        return;
    m_shutdownDone = true;
    ::shutdown(m_fd.value(), SHUT_WR);
    if (m_ended)
        failLater(CloseReason::Ended);
}

void PlainStream::close(Closing closing) {
    if (m_phase != Phase::Open) {
        if (m_phase == Phase::Connecting)
            abort();
        return;
    }
    m_closing = closing;
    m_engine.detachStream(m_slot);
    if (m_writeBroken || m_failing) {
        remove();
    } else if (hasUnsent()) {
        m_phase = Phase::Flushing;
        arm(flushLimit);
    } else if (closing == Closing::Linger && !m_ended) {
        startLingering();
    } else {
        remove();
    }
}

void PlainStream::abort() {
    if (m_phase == Phase::Gone)
        return;
    if (m_fd.isValid()) {
        // A linger time of zero makes close() send a reset instead of an end.
        const linger now{.l_onoff = 1, .l_linger = 0};
        setsockopt(m_fd.value(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }
    remove();
}

void PlainStream::setMarks(std::size_t low, std::size_t high) {
    constexpr std::size_t most = std::numeric_limits<std::uint32_t>::max();
    m_lowMark = static_cast<std::uint32_t>(std::min(low, most));
    m_highMark = static_cast<std::uint32_t>(std::min(high, most));
}

const base::SocketAddress& PlainStream::local() const {
    if (!m_local)
        m_local = std::make_unique<base::SocketAddress>(m_fd.isValid() ? boundAddressOf(m_fd.value())
                                                                       : base::SocketAddress{});
    return *m_local;
}

void PlainStream::onReady(Readiness ready) {
    if (m_failing) {
        m_queued = m_queued && !ready.again;
        end(m_failure);
        return;
    }
    if (ready.again) {
        m_queued = false;
        ready.read = m_readable;
    }
    if (m_phase == Phase::Connecting) {
        if (!ready.write && !ready.end && !ready.error)
            return;
        finishConnecting();
    }
    m_peerEnding = m_peerEnding || ready.end || ready.error;
    m_readable = m_readable || ready.read || ready.end || ready.error;
    if (m_phase == Phase::Lingering) {
        discard();
        return;
    }
    if (ready.error && (m_paused || m_ended) && m_phase == Phase::Open) {
        end(CloseReason::Reset);
        return;
    }
    if (ready.write && m_blocked)
        flush();
    read();
}

void PlainStream::onTimer() {
    if (m_phase == Phase::Connecting)
        end(CloseReason::TimedOut);
    else
        abort();
}

void PlainStream::finishConnecting() {
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(m_fd.value(), SOL_SOCKET, SO_ERROR, &error, &length);
    if (error != 0) {
        end(reasonOf(error));
        return;
    }
    m_phase = Phase::Open;
    m_busy->timer.disarm();
    m_handler->onConnected();
    if (m_phase == Phase::Open)
        flush();
}

void PlainStream::read() {
    std::size_t bytes = 0;
    for (int i = 0; i < readsPerTurn && bytes < bytesPerTurn; ++i) {
        if (!m_readable || m_paused || m_phase != Phase::Open || m_ended)
            return;
        bytes += m_readSize;
        readOnce();
    }
    if (m_readable && !m_paused && m_phase == Phase::Open && !m_ended)
        goOnLater();
}

void PlainStream::readOnce() {
    const auto buffer = m_engine.readBuffer().first(m_readSize);
    const ssize_t result = ::recv(m_fd.value(), buffer.data(), buffer.size(), 0);
    if (result > 0) {
        const auto got = static_cast<std::size_t>(result);
        if (got < m_readSize && !m_peerEnding)
            m_readable = false;
        adaptReadSize(got);
        m_handler->onBytes({buffer.data(), got});
        return;
    }
    if (result < 0 && wouldBlock(errno)) {
        m_readable = errno == EINTR;
        return;
    }
    m_readable = false;
    if (result < 0 || m_writeBroken) {
        end(CloseReason::Reset);
        return;
    }
    m_ended = true;
    m_handler->onEnd();
    if (m_phase == Phase::Open && m_shutdownDone)
        end(CloseReason::Ended);
}

/// Big flows are read in big pieces. While many readers are slow, those that wait for one keep to small ones.
void PlainStream::adaptReadSize(std::size_t got) {
    if (got == m_readSize && m_engine.maySpareBuffers())
        m_readSize = std::min<std::uint32_t>(m_readSize * 2, Engine::readBufferSize);
    else if (got < m_readSize / 4)
        m_readSize = std::max(m_readSize / 2, smallestRead);
}

void PlainStream::discard() {
    const auto buffer = m_engine.readBuffer();
    for (int i = 0; i < readsPerTurn; ++i) {
        const ssize_t result = ::recv(m_fd.value(), buffer.data(), buffer.size(), 0);
        if (result > 0)
            continue;
        if (result == 0 || !wouldBlock(errno))
            remove();
        return;
    }
    goOnLater();
}

std::size_t PlainStream::writeNow(std::span<const Chunk> chunks) {
    std::size_t written = 0;
    while (!chunks.empty()) {
        std::array<iovec, vectorsPerWrite> vectors;
        const auto part = chunks.first(std::min(chunks.size(), vectors.size()));
        chunks = chunks.subspan(part.size());
        std::size_t wanted = 0;
        for (std::size_t i = 0; i < part.size(); ++i) {
            vectors[i] = {const_cast<char*>(part[i].bytes.data()), part[i].bytes.size()};
            wanted += part[i].bytes.size();
        }
        const bool gather = part.size() > 1 && wanted <= gatheredSize;
        const ssize_t result = gather ? writeGathered(m_fd.value(), vectors.data(), part.size(), wanted)
                                      : writeVectors(m_fd.value(), vectors.data(), part.size());
        if (result < 0 && !wouldBlock(errno)) {
            writeBroken();
            return written;
        }
        const std::size_t done = result > 0 ? static_cast<std::size_t>(result) : 0;
        written += done;
        m_sent += done;
        if (done < wanted) {
            m_blocked = true;
            break;
        }
    }
    return written;
}

void PlainStream::flush() {
    m_blocked = false;
    while (hasUnsent()) {
        SendQueue& queue = m_busy->queue;
        std::array<iovec, vectorsPerWrite> vectors;
        const std::size_t count = queue.peek(vectors.data(), vectors.size());
        std::size_t wanted = 0;
        for (std::size_t i = 0; i < count; ++i)
            wanted += vectors[i].iov_len;
        const ssize_t result = writeVectors(m_fd.value(), vectors.data(), count);
        if (result < 0 && !wouldBlock(errno)) {
            writeBroken();
            return;
        }
        const std::size_t done = result > 0 ? static_cast<std::size_t>(result) : 0;
        m_sent += done;
        queue.consume(done);
        if (m_phase == Phase::Flushing && done > 0)
            arm(flushLimit);
        if (done < wanted) {
            m_blocked = true;
            break;
        }
    }
    afterFlush();
}

void PlainStream::afterFlush() {
    if (m_full && m_phase == Phase::Open && unsentBytes() <= m_lowMark) {
        m_full = false;
        m_handler->onDrained();
    }
    if (hasUnsent())
        return;
    if (m_phase == Phase::Open)
        m_busy.reset();
    if (m_phase == Phase::Flushing) {
        if (m_closing == Closing::Linger && !m_ended)
            startLingering();
        else
            remove();
        return;
    }
    if (m_phase == Phase::Open && m_shutdownWanted)
        shutdownWrite();
}

void PlainStream::startLingering() {
    m_phase = Phase::Lingering;
    ::shutdown(m_fd.value(), SHUT_WR);
    arm(lingerLimit);
    goOnLater();
}

void PlainStream::writeBroken() {
    if (m_busy)
        m_busy->queue.clear();
    m_writeBroken = true;
    m_blocked = false;
    m_full = false;
    if (m_phase != Phase::Open) {
        remove();
    } else if (m_paused || m_ended) {
        failLater(CloseReason::Reset);
    } else {
        // An answer that the peer gave before it cut the connection is still worth reading.
        m_readable = true;
        m_peerEnding = true;
        goOnLater();
    }
}

void PlainStream::goOnLater() {
    if (m_queued)
        return;
    m_queued = true;
    m_engine.again(*this);
}

void PlainStream::failLater(CloseReason reason) {
    m_failing = true;
    m_failure = reason;
    goOnLater();
}

void PlainStream::end(CloseReason reason) {
    if (m_phase == Phase::Gone)
        return;
    const bool attached = m_phase == Phase::Open || m_phase == Phase::Connecting;
    StreamHandler* const handler = m_handler;
    remove();
    if (attached)
        handler->onClosed(reason);
}

void PlainStream::remove() {
    if (m_phase == Phase::Gone)
        return;
    m_phase = Phase::Gone;
    m_engine.removeStream(*this);
    m_busy.reset();
    m_fd.reset();
}

}  // namespace portolan::net
