// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The loop of one worker: waits for descriptors with epoll (edge-triggered), runs timers, and owns the
// streams. There is no Qt event loop beside it. Everything is called on the worker's thread, but for post()
// and stop(), which any thread may call. One Engine per Worker; it is made before the thread starts and
// destroyed after it has ended.
//
// A turn of the loop: wait -> note the time -> handlers of ready descriptors -> handlers that asked to go on
// (again) -> timers -> posted functions -> destruction of what was retired. It does not know what the bytes
// mean, and it never blocks anywhere but in the wait.

#include "backend/base/clock.h"
#include "backend/base/ipaddress.h"
#include "backend/net/filedescriptor.h"
#include "backend/net/poller.h"
#include "backend/net/stream.h"
#include "backend/net/streamtable.h"
#include "backend/net/timerwheel.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

namespace portolan::net {

class PlainStream;

class Engine final : private FdHandler {
  public:
    Engine();
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Turns until stop().
    void run();
    /// One turn that waits at most `atMost`; for tests and for draining by hand.
    void turn(base::Milliseconds atMost);
    /// Any thread. run() returns after the turn it is in.
    void stop();

    /// Any thread. Runs `function` on the worker's thread, in order; wakes it once however many are posted.
    /// What is posted after the loop has ended is dropped with the engine.
    void post(std::function<void()> function);

    /// The time at which this turn began.
    [[nodiscard]] base::SteadyTime now() const { return m_now; }
    /// The same in milliseconds of the steady clock.
    [[nodiscard]] std::uint64_t nowMs() const { return m_nowMs; }

    /// Runs the timer out after `delay`, rounded up to milliseconds. See TimerWheel::arm.
    void arm(Timer& timer, base::Milliseconds delay) {
        m_timers.arm(timer, m_nowMs, static_cast<std::uint64_t>(delay.count() < 0 ? 0 : delay.count()));
    }

    /// Reports the readiness of a non-blocking descriptor, edge-triggered. The caller keeps the descriptor
    /// and unwatches it before closing it. False when the kernel refuses.
    [[nodiscard]] bool watch(int fd, Interest interest, FdHandler& handler);
    void unwatch(int fd, FdHandler& handler);
    /// Calls `handler` again with read readiness in the next turn, which does not wait: for one that stopped
    /// before EAGAIN to let others have their turn.
    void again(FdHandler& handler);

    /// Destroys `object` at the end of the turn, when no frame of it can be on the stack.
    template <class T>
    void retire(std::unique_ptr<T> object) {
        m_retired.emplace_back(object.release(), [](void* p) { delete static_cast<T*>(p); });
    }

    /// A stream over a connected socket: accepted from a listener, or one end of a socketpair. `peer` spares
    /// a system call where it is known; `local` is asked from the kernel when needed.
    StreamHandle adopt(FileDescriptor fd, StreamHandler& handler, const base::SocketAddress& peer = {});
    /// Begins to connect. onConnected() or onClosed(Refused, TimedOut, Unreachable, ...) follows, never
    /// during the call. What is sent before is written when the connection stands.
    StreamHandle connect(const base::SocketAddress& to, base::Milliseconds timeout, StreamHandler& handler);

    /// Puts a stream over another one (TLS) into the table; it is known by `slot` here. It tells its handler
    /// itself, and only from the callbacks of the stream below it or from onReady() after again().
    StreamHandle install(std::unique_ptr<Stream> filter, std::uint32_t& slot) {
        return m_streams.insert(std::move(filter), slot);
    }
    /// Takes it out again: its handles are stale, `handler` (the filter itself) is not called any more, and
    /// it is destroyed at the end of the turn.
    void remove(std::uint32_t slot, FdHandler& handler);

    /// All streams, those that still flush after close() included. One over another counts with it as two.
    [[nodiscard]] std::size_t streamCount() const { return m_streams.size(); }
    /// Bytes that wait in all streams together; walks over them, for measurements and tests.
    [[nodiscard]] std::size_t unsentBytes() const;
    /// Aborts every stream without a word to its handler; for the end of a drain whose grace has run out.
    void abortStreams();

    /// The buffer that streams read into; valid until the next read. Only for streams and datagram sockets of
    /// this worker.
    [[nodiscard]] std::span<char> readBuffer() { return {m_readBuffer.get(), readBufferSize}; }
    static constexpr std::size_t readBufferSize = 512 * 1024;
    /// Leaves the read buffer as it is to whoever holds the result, and reads into another one from here on:
    /// for a stream that could not write what it was given of it. nullptr when too many are out already.
    [[nodiscard]] std::shared_ptr<const void> parkReadBuffer();
    /// False when no more buffers are left to streams.
    [[nodiscard]] bool maySpareBuffers() const { return m_parkedBuffers < mostParkedBuffers; }

  private:
    friend class PlainStream;

    using Retired = std::unique_ptr<void, void (*)(void*)>;

    static constexpr std::size_t mostParkedBuffers = 16;
    static constexpr std::size_t mostSpareBuffers = 2;

    void onReady(Readiness ready) override;
    void noteTime();
    [[nodiscard]] int waitLimit(base::Milliseconds atMost) const;
    void forgetAgain(FdHandler& handler);
    void runAgain();
    void runPosted();
    void tidyUp();
    StreamHandle install(std::unique_ptr<PlainStream> stream);
    void detachStream(std::uint32_t slot) { m_streams.detach(slot); }
    void removeStream(PlainStream& stream);

    base::SteadyTime m_now;
    std::uint64_t m_nowMs = 0;
    Poller m_poller;
    TimerWheel m_timers;
    StreamTable m_streams;
    std::unique_ptr<char[]> m_readBuffer;
    std::vector<std::unique_ptr<char[]>> m_spareBuffers;
    std::size_t m_parkedBuffers = 0;
    std::vector<FdHandler*> m_again;
    std::vector<FdHandler*> m_againNow;
    std::vector<Retired> m_retired;
    std::vector<Retired> m_retiredNow;
    FileDescriptor m_wake;
    bool m_woken = false;
    std::atomic<bool> m_stopping{false};

    std::mutex m_postedMutex;
    std::vector<std::function<void()>> m_posted;
    std::vector<std::function<void()>> m_postedNow;
};

}  // namespace portolan::net
