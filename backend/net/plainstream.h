// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A Stream over a stream socket: TCP, or one end of an AF_UNIX socketpair. Made by Engine::adopt and
// Engine::connect, owned by the engine's StreamTable, one thread. Registered once with the poller for both
// directions, edge-triggered, so that a request on an open connection costs no epoll_ctl; reading stops at a
// short read. It knows nothing of what the bytes mean and sets no limits of time but those of connecting and
// lingering.

#include "backend/net/engine.h"
#include "backend/net/filedescriptor.h"
#include "backend/net/poller.h"
#include "backend/net/sendqueue.h"
#include "backend/net/stream.h"

#include <cstddef>
#include <cstdint>

namespace portolan::net {

class PlainStream final : public Stream, private FdHandler {
  public:
    enum class Phase : std::uint8_t { Connecting, Open, Flushing, Lingering, Gone };

    /// What errno after connect() means.
    [[nodiscard]] static CloseReason reasonOf(int error);

    PlainStream(Engine& engine, FileDescriptor fd, StreamHandler& handler, Phase phase);
    ~PlainStream() override;

    void setHandler(StreamHandler& handler) override { m_handler = &handler; }
    Flow send(std::span<const Chunk> chunks) override;
    void pauseRead() override { m_paused = true; }
    void resumeRead() override;
    void shutdownWrite() override;
    void close(Closing closing) override;
    void abort() override;
    void setMarks(std::size_t low, std::size_t high) override;
    [[nodiscard]] std::size_t unsentBytes() const override { return m_queue.bytes(); }
    [[nodiscard]] std::uint64_t sentBytes() const override { return m_sent; }
    [[nodiscard]] bool isReadPaused() const override { return m_paused; }
    [[nodiscard]] const base::SocketAddress& peer() const override { return m_peer; }
    [[nodiscard]] const base::SocketAddress& local() const override;

  private:
    friend class Engine;

    void onReady(Readiness ready) override;
    void onTimer();
    void finishConnecting();
    void read();
    void readOnce();
    void discard();
    std::size_t writeNow(std::span<const Chunk> chunks);
    void flush();
    void afterFlush();
    void startLingering();
    void writeBroken();
    void goOnLater();
    void failLater(CloseReason reason);
    void end(CloseReason reason);
    void remove();

    Engine& m_engine;
    StreamHandler* m_handler;
    FileDescriptor m_fd;
    std::uint32_t m_slot = 0;
    Phase m_phase;
    Closing m_closing = Closing::Flush;
    bool m_paused = false;
    bool m_readable = false;    ///< the kernel may hold bytes that no edge will report again
    bool m_peerEnding = false;  ///< the peer's end has been reported, read until it is reached
    bool m_ended = false;       ///< onEnd() has been called
    bool m_blocked = false;     ///< the last write met EAGAIN
    bool m_full = false;        ///< send() has returned Full, onDrained() is owed
    bool m_shutdownWanted = false;
    bool m_shutdownDone = false;
    bool m_writeBroken = false;  ///< the peer takes no more; what it has sent is still read
    bool m_queued = false;       ///< the engine has been asked to call again
    bool m_failing = false;      ///< m_failure is to be reported from the loop
    CloseReason m_failure = CloseReason::Failed;
    std::size_t m_lowMark;
    std::size_t m_highMark;
    std::size_t m_readSize;
    std::uint64_t m_sent = 0;
    SendQueue m_queue;
    Timer m_timer;
    base::SocketAddress m_peer;
    mutable base::SocketAddress m_local;
    mutable bool m_localKnown = false;
};

}  // namespace portolan::net
