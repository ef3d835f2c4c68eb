// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A connection as a pair of byte streams, and the only way to its bytes: nothing outside net calls recv or
// send. PlainStream is one over a socket; TLS is one over another Stream. Streams belong to the Engine;
// everyone else holds a StreamHandle, and using the handle of a stream that is gone does nothing. One thread,
// the worker's.
//
// In: the handler's onBytes() lends the engine's read buffer for the length of the call; an idle stream holds
// none. Out: send() writes at once and keeps what does not fit. No call of Stream ever calls back into the
// handler before it returns; callbacks come from the engine's loop only, and onBytes() of two streams never
// nest.

#include "backend/base/ipaddress.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace portolan::net {

/// Why a stream is gone although its owner did not close it.
enum class CloseReason : std::uint8_t {
    Ended,          ///< both sides had finished
    Reset,          ///< the peer cut it, or the path broke
    Refused,        ///< connect: nothing listens there
    TimedOut,       ///< connect: no answer in time
    Unreachable,    ///< connect: no route, or the network said no
    NoDescriptors,  ///< connect: this process has no descriptor or local port left
    Failed,         ///< anything else
    // Connections over TLS, while they are made:
    TlsRefused,            ///< the peer broke the handshake off
    NotTls,                ///< what answered is not TLS
    CertificateChanged,    ///< not the certificate that is known of this peer
    CertificateExpired,    ///< outside its time of validity
    CertificateName,       ///< made out to another name
    CertificateUntrusted,  ///< no authority this system trusts vouches for it
};

/// "connection refused": for logs and tests.
[[nodiscard]] std::string_view toText(CloseReason reason);

/// What a stream tells its owner.
class StreamHandler {
  public:
    /// The connect() has succeeded. Not called for streams that were accepted or adopted.
    virtual void onConnected() {}
    /// `bytes` is valid during the call only and never empty.
    virtual void onBytes(std::string_view bytes) = 0;
    /// The peer will send no more; sending to it is still possible.
    virtual void onEnd() = 0;
    /// After a send() that returned Flow::Full: what waits has come down to the low mark.
    virtual void onDrained() {}
    /// The last callback, the handle is stale already. Not called after close() or abort().
    virtual void onClosed(CloseReason reason) = 0;

  protected:
    ~StreamHandler() = default;
};

/// Bytes to send. Without an owner they are borrowed: what cannot be written at once is copied. With one,
/// they are kept in place and the owner is released when they are written (worth it from a few KiB on).
struct Chunk {
    std::string_view bytes;
    std::shared_ptr<const void> owner = nullptr;
};

enum class Flow : std::uint8_t {
    Open,  ///< go on
    Full,  ///< more than the high mark waits: pause the source until onDrained()
};

/// What happens to a connection that is closed while the peer may still be sending.
enum class Closing : std::uint8_t {
    Flush,   ///< write what waits, then close; a TLS stream to a target takes it for Linger
    Linger,  ///< also read and drop what comes until the peer ends (at most 2 s), so that a reset cannot
             ///< overtake the last bytes. Source: RFC 9112 section 9.6
};

class Stream {
  public:
    virtual ~Stream() = default;

    virtual void setHandler(StreamHandler& handler) = 0;
    virtual Flow send(std::span<const Chunk> chunks) = 0;
    virtual void pauseRead() = 0;
    virtual void resumeRead() = 0;
    /// Ends our side after what waits.
    virtual void shutdownWrite() = 0;
    /// Both end the handler's part at once: no callback follows and the handle is stale.
    virtual void close(Closing closing) = 0;
    virtual void abort() = 0;
    virtual void setMarks(std::size_t low, std::size_t high) = 0;

    [[nodiscard]] virtual std::size_t unsentBytes() const = 0;
    /// Bytes that the kernel or the peer has taken since the stream began.
    [[nodiscard]] virtual std::uint64_t sentBytes() const = 0;
    [[nodiscard]] virtual bool isReadPaused() const = 0;
    /// 0.0.0.0:0 for streams that are not of the internet.
    [[nodiscard]] virtual const base::SocketAddress& peer() const = 0;
    [[nodiscard]] virtual const base::SocketAddress& local() const = 0;
};

/// Where a StreamTable keeps one stream; at the same address for the table's life. The generation rises when
/// the stream is out of every handle's reach.
struct StreamSlot {
    Stream* stream = nullptr;
    std::uint32_t generation = 1;
    bool attached = false;
};

/// A reference to a stream that may be gone: then every call does nothing and every question is answered with
/// "none".
class StreamHandle {
  public:
    StreamHandle() = default;

    [[nodiscard]] bool isOpen() const { return stream() != nullptr; }
    /// The stream itself, for several calls in a row; not to be kept beyond a callback. nullptr when it is
    /// gone.
    [[nodiscard]] Stream* stream() const {
        return m_slot && m_slot->generation == m_generation ? m_slot->stream : nullptr;
    }

    void setHandler(StreamHandler& handler) const;
    Flow send(std::span<const Chunk> chunks) const;
    Flow send(std::string_view bytes) const;
    void pauseRead() const;
    void resumeRead() const;
    void shutdownWrite() const;
    void close(Closing closing = Closing::Flush) const;
    void abort() const;
    void setMarks(std::size_t low, std::size_t high) const;
    [[nodiscard]] std::size_t unsentBytes() const;
    [[nodiscard]] std::uint64_t sentBytes() const;
    [[nodiscard]] base::SocketAddress peer() const;
    [[nodiscard]] base::SocketAddress local() const;

    friend bool operator==(const StreamHandle&, const StreamHandle&) = default;

  private:
    friend class StreamTable;
    explicit StreamHandle(const StreamSlot& slot) : m_slot(&slot), m_generation(slot.generation) {}

    const StreamSlot* m_slot = nullptr;
    std::uint32_t m_generation = 0;
};

}  // namespace portolan::net
