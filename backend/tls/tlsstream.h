// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A Stream of plaintext over another Stream that carries TLS records. Made by ClientContexts and
// ServerContexts, owned by the engine's table, one thread, the worker's. It is open when the handshake is
// done and what the peer had to prove is proved (Handshake); until then what is sent waits. The stream below
// keeps the bytes that wait to be sent and its marks, so that closing needs nothing of TLS but the good-bye.
//
// A peer that ends without a close_notify may have been cut off by somebody on the way: its stream ends with
// Reset, not with onEnd(). Source: RFC 8446 section 6.1, RFC 9112 section 9.8.

#include "backend/net/engine.h"
#include "backend/net/poller.h"
#include "backend/net/stream.h"
#include "backend/tls/handshake.h"
#include "backend/tls/memorybio.h"
#include "backend/tls/openssl.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace portolan::tls {

/// Buffers that the TLS streams of one worker use from the beginning of a call to its end and never beyond.
class Workspace {
  public:
    /// Of a TLS record. Source: RFC 8446 section 5.1.
    static constexpr std::size_t recordSize = 16 * 1024;
    static constexpr std::size_t plaintextSize = 8 * recordSize;

    std::string records;  ///< encrypted, to be sent
    std::string gather;   ///< short pieces on their way into one record
    /// What was decrypted; made when it is needed first.
    [[nodiscard]] std::span<char> plaintext() {
        if (!m_plaintext)
            m_plaintext.reset(new char[plaintextSize]);
        return {m_plaintext.get(), plaintextSize};
    }

  private:
    std::unique_ptr<char[]> m_plaintext;
};

class TlsStream final : public net::Stream, private net::StreamHandler, private net::FdHandler {
  public:
    /// `ssl` knows which side it is. Engine and workspace outlive the stream.
    TlsStream(net::Engine& engine, Workspace& workspace, SslPointer ssl, std::unique_ptr<Handshake> handshake,
              net::StreamHandler& handler);
    ~TlsStream() override;

    /// The handler of the stream below.
    [[nodiscard]] net::StreamHandler& below() { return *this; }
    /// Begins over `inner`, which is connecting; `slot` is where the engine keeps this stream. Ends with
    /// TimedOut when the handshake is not done within `limit`.
    void begin(std::uint32_t slot, net::StreamHandle inner, base::Milliseconds limit);
    /// The same over a connection that stands already.
    void beginOver(std::uint32_t slot, net::StreamHandle inner, base::Milliseconds limit);
    [[nodiscard]] const Handshake& handshake() const { return *m_handshake; }

    void setHandler(net::StreamHandler& handler) override { m_handler = &handler; }
    net::Flow send(std::span<const net::Chunk> chunks) override;
    void pauseRead() override;
    void resumeRead() override;
    void shutdownWrite() override;
    void close(net::Closing closing) override;
    void abort() override;
    void setMarks(std::size_t low, std::size_t high) override;
    /// Those of the stream below: records and what waits for the handshake.
    [[nodiscard]] std::size_t unsentBytes() const override;
    /// Plaintext whose records have certainly left, or a byte if any record has begun to.
    [[nodiscard]] std::uint64_t sentBytes() const override;
    [[nodiscard]] bool isReadPaused() const override { return m_paused; }
    [[nodiscard]] const base::SocketAddress& peer() const override;
    [[nodiscard]] const base::SocketAddress& local() const override;

  private:
    enum class Phase : std::uint8_t { Connecting, Handshaking, Open, Gone };

    void onConnected() override;
    void onBytes(std::string_view bytes) override;
    void onEnd() override;
    void onDrained() override;
    void onClosed(net::CloseReason reason) override;
    void onReady(net::Readiness ready) override;
    void onTimer();

    void takeIn(std::string_view bytes);
    void shakeHands();
    void open();
    void read();
    [[nodiscard]] std::size_t readRecords(std::span<char> buffer, int& error);
    [[nodiscard]] bool isTalkingTooMuch(std::size_t recordBytes, std::size_t plaintext);
    void refusePlaintext();
    void encrypt(std::span<const net::Chunk> chunks);
    void encrypt(std::string_view bytes);
    net::Flow flush();
    void sayGoodBye();
    void goOnLater();
    void endLater(net::CloseReason reason);
    void end(net::CloseReason reason);
    void remove();

    net::Engine& m_engine;
    Workspace& m_workspace;
    MemoryEnds m_ends;  ///< outlives m_ssl
    SslPointer m_ssl;
    std::unique_ptr<Handshake> m_handshake;
    net::StreamHandler* m_handler;
    net::StreamHandle m_inner;
    std::uint32_t m_slot = 0;
    Phase m_phase = Phase::Connecting;
    bool m_answered = false;  ///< a byte has come
    bool m_paused = false;
    bool m_more = false;   ///< reading stopped for a pause, not for want of bytes
    bool m_ended = false;  ///< the peer has said good-bye
    bool m_full = false;   ///< send() has returned Full, onDrained() is owed
    bool m_shutdownWanted = false;
    bool m_shutdownDone = false;
    bool m_queued = false;  ///< the engine has been asked to call again
    bool m_ending = false;  ///< m_reason is to be reported from the loop
    net::CloseReason m_reason = net::CloseReason::Failed;
    std::size_t m_highMark;
    std::size_t m_silentBytes = 0;        ///< of records that came since the last plaintext
    std::uint64_t m_accepted = 0;         ///< plaintext that was made into records
    std::uint64_t m_sentByHandshake = 0;  ///< of the stream below
    std::string m_waiting;                ///< plaintext that waits for the handshake
    std::string m_kept;                   ///< records that came before a pause and were not read
    net::Timer m_timer;
};

}  // namespace portolan::tls
