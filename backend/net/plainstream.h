// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A Stream over a stream socket: TCP, or one end of an AF_UNIX socketpair. Made by Engine::adopt and
// Engine::connect, owned by the engine's StreamTable, one thread. Registered once with the poller for both
// directions, edge-triggered, so that a request on an open connection costs no epoll_ctl; reading stops at a
// short read. It knows nothing of what the bytes mean and sets no limits of time but those of connecting and
// lingering. Thousands of them lie idle in a worker, so what only a busy one needs is lent (Busy).

#include "backend/net/engine.h"
#include "backend/net/filedescriptor.h"
#include "backend/net/poller.h"
#include "backend/net/sendqueue.h"
#include "backend/net/stream.h"

#include <cstddef>
#include <cstdint>
#include <memory>

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
    void pauseRead() override;
    void resumeRead() override;
    void shutdownWrite() override;
    void close(Closing closing) override;
    void abort() override;
    void setMarks(std::size_t low, std::size_t high) override;
    [[nodiscard]] std::size_t unsentBytes() const override { return m_busy ? m_busy->queue.bytes() : 0; }
    [[nodiscard]] std::uint64_t sentBytes() const override { return m_sent; }
    [[nodiscard]] bool isReadPaused() const override { return m_paused; }
    [[nodiscard]] const base::SocketAddress& peer() const override { return m_peer; }
    [[nodiscard]] const base::SocketAddress& local() const override;

  private:
    friend class Engine;

    /// What a stream needs while it connects, has bytes waiting or goes away.
    struct Busy {
        explicit Busy(PlainStream& stream)
            : timer(&stream, [](void* self) { static_cast<PlainStream*>(self)->onTimer(); }) {}
        SendQueue queue;
        Timer timer;
    };

    void onReady(Readiness ready) override;
    void onTimer();
    void finishConnecting();
    void read();
    void readOnce();
    void adaptReadSize(std::size_t got);
    void discard();
    [[nodiscard]] Busy& busy();
    [[nodiscard]] bool hasUnsent() const { return m_busy && !m_busy->queue.empty(); }
    void arm(base::Milliseconds limit) { m_engine.arm(busy().timer, limit); }
    void keepRest(std::span<const Chunk> chunks, std::size_t written);
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
    CloseReason m_failure = CloseReason::Failed;
    bool m_paused : 1 = false;
    bool m_readable : 1 = false;    ///< the kernel may hold bytes that no edge will report again
    bool m_peerEnding : 1 = false;  ///< the peer's end has been reported, read until it is reached
    bool m_ended : 1 = false;       ///< onEnd() has been called
    bool m_blocked : 1 = false;     ///< the last write met EAGAIN
    bool m_full : 1 = false;        ///< send() has returned Full, onDrained() is owed
    bool m_shutdownWanted : 1 = false;
    bool m_shutdownDone : 1 = false;
    bool m_writeBroken : 1 = false;  ///< the peer takes no more; what it has sent is still read
    bool m_queued : 1 = false;       ///< the engine has been asked to call again
    bool m_failing : 1 = false;      ///< m_failure is to be reported from the loop
    std::uint32_t m_lowMark;
    std::uint32_t m_highMark;
    std::uint32_t m_readSize;
    base::SocketAddress m_peer;
    std::uint64_t m_sent = 0;
    std::unique_ptr<Busy> m_busy;
    mutable std::unique_ptr<base::SocketAddress> m_local;  ///< asked from the kernel when wanted
};

}  // namespace portolan::net
