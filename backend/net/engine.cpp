// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/net/engine.h"

#include "backend/net/plainstream.h"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace portolan::net {

namespace {

std::uint64_t toMs(base::SteadyTime time) {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<base::Milliseconds>(time.time_since_epoch()).count());
}

}  // namespace

Engine::Engine()
    : m_now(std::chrono::steady_clock::now()),
      m_nowMs(toMs(m_now)),
      m_timers(m_nowMs),
      m_readBuffer(new char[readBufferSize]),
      m_wake(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    [[maybe_unused]] const bool watched = m_poller.add(m_wake.value(), Interest::Read, *this);
}

Engine::~Engine() {
    m_streams.clear();
    m_retired.clear();
    m_spareBuffers.clear();
}

void Engine::run() {
    while (!m_stopping.load(std::memory_order_acquire))
        turn(base::Milliseconds::max());
}

void Engine::turn(base::Milliseconds atMost) {
    m_poller.wait(waitLimit(atMost));
    noteTime();
    m_poller.dispatch();
    runAgain();
    m_timers.advance(m_nowMs);
    if (m_woken)
        runPosted();
    if (!m_retired.empty() || m_spareBuffers.size() > mostSpareBuffers)
        tidyUp();
}

/// What could still be on the stack before can go.
void Engine::tidyUp() {
    // Destroying one object may retire another.
    while (!m_retired.empty()) {
        m_retiredNow.swap(m_retired);
        m_retiredNow.clear();
    }
    // A burst of closing connections must not leave its lists behind.
    constexpr std::size_t longList = 4096;
    if (m_retiredNow.capacity() > longList)
        std::vector<Retired>().swap(m_retiredNow);
    if (m_spareBuffers.size() > mostSpareBuffers)
        m_spareBuffers.resize(mostSpareBuffers);
}

void Engine::stop() {
    m_stopping.store(true, std::memory_order_release);
    post([] {});
}

void Engine::post(std::function<void()> function) {
    bool first = false;
    {
        const std::lock_guard lock(m_postedMutex);
        first = m_posted.empty();
        m_posted.push_back(std::move(function));
    }
    if (first) {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto written = ::write(m_wake.value(), &one, sizeof one);
    }
}

std::shared_ptr<const void> Engine::parkReadBuffer() {
    if (!maySpareBuffers())
        return nullptr;
    std::unique_ptr<char[]> next;
    if (m_spareBuffers.empty()) {
        next.reset(new char[readBufferSize]);
    } else {
        next = std::move(m_spareBuffers.back());
        m_spareBuffers.pop_back();
    }
    ++m_parkedBuffers;
    next.swap(m_readBuffer);
    // It comes back while a callback may still look at it: tidyUp() frees what is too many.
    return {next.release(), [this](char* buffer) {
                --m_parkedBuffers;
                m_spareBuffers.emplace_back(buffer);
            }};
}

bool Engine::watch(int fd, Interest interest, FdHandler& handler) {
    return m_poller.add(fd, interest, handler);
}

void Engine::unwatch(int fd, FdHandler& handler) {
    m_poller.remove(fd, handler);
    forgetAgain(handler);
}

void Engine::forgetAgain(FdHandler& handler) {
    std::replace(m_again.begin(), m_again.end(), &handler, static_cast<FdHandler*>(nullptr));
    std::replace(m_againNow.begin(), m_againNow.end(), &handler, static_cast<FdHandler*>(nullptr));
}

void Engine::again(FdHandler& handler) {
    m_again.push_back(&handler);
}

StreamHandle Engine::adopt(FileDescriptor fd, StreamHandler& handler, const base::SocketAddress& peer) {
    auto stream = std::make_unique<PlainStream>(*this, std::move(fd), handler, PlainStream::Phase::Open);
    stream->m_peer = peer;
    return install(std::move(stream));
}

StreamHandle Engine::connect(const base::SocketAddress& to, base::Milliseconds timeout,
                             StreamHandler& handler) {
    sockaddr_storage storage;
    const socklen_t length = to.address.toSocketAddress(storage, to.port);
    FileDescriptor fd(::socket(storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    int error = fd.isValid() ? 0 : errno;
    if (error == 0) {
        const int on = 1;
        setsockopt(fd.value(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (::connect(fd.value(), reinterpret_cast<const sockaddr*>(&storage), length) != 0 &&
            errno != EINPROGRESS)
            error = errno;
    }
    if (error != 0)
        fd.reset();
    auto stream =
        std::make_unique<PlainStream>(*this, std::move(fd), handler, PlainStream::Phase::Connecting);
    PlainStream& made = *stream;
    made.m_peer = to;
    const StreamHandle handle = install(std::move(stream));
    if (error != 0)
        made.failLater(PlainStream::reasonOf(error));
    else
        made.arm(timeout);
    return handle;
}

std::size_t Engine::unsentBytes() const {
    std::size_t sum = 0;
    for (const StreamHandle& handle : m_streams.handles())
        sum += handle.unsentBytes();
    return sum;
}

void Engine::abortStreams() {
    for (const StreamHandle& handle : m_streams.handles())
        handle.abort();
}

void Engine::onReady(Readiness) {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto got = ::read(m_wake.value(), &count, sizeof count);
    m_woken = true;
}

void Engine::noteTime() {
    m_now = std::chrono::steady_clock::now();
    m_nowMs = toMs(m_now);
}

int Engine::waitLimit(base::Milliseconds atMost) const {
    if (!m_again.empty())
        return 0;
    std::uint64_t limit = static_cast<std::uint64_t>(atMost.count());
    const std::uint64_t wake = m_timers.nextWake();
    if (wake != TimerWheel::never)
        limit = std::min(limit, wake > m_nowMs ? wake - m_nowMs : 0);
    else if (atMost == base::Milliseconds::max())
        return -1;
    return static_cast<int>(std::min<std::uint64_t>(limit, std::numeric_limits<int>::max()));
}

void Engine::runAgain() {
    if (m_again.empty())
        return;
    m_againNow.swap(m_again);
    for (std::size_t i = 0; i < m_againNow.size(); ++i)
        if (FdHandler* const handler = m_againNow[i])
            handler->onReady({.read = true, .again = true});
    m_againNow.clear();
}

void Engine::runPosted() {
    m_woken = false;
    {
        const std::lock_guard lock(m_postedMutex);
        m_postedNow.swap(m_posted);
    }
    for (const std::function<void()>& function : m_postedNow)
        function();
    m_postedNow.clear();
}

StreamHandle Engine::install(std::unique_ptr<PlainStream> stream) {
    PlainStream& made = *stream;
    std::uint32_t slot = 0;
    const StreamHandle handle = m_streams.insert(std::move(stream), slot);
    made.m_slot = slot;
    if (made.m_fd.isValid() && !m_poller.add(made.m_fd.value(), Interest::ReadWrite, made))
        made.failLater(CloseReason::NoDescriptors);
    return handle;
}

void Engine::remove(std::uint32_t slot, FdHandler& handler) {
    forgetAgain(handler);
    retire(m_streams.take(slot));
}

void Engine::removeStream(PlainStream& stream) {
    m_poller.forget(stream);
    if (stream.m_queued)
        forgetAgain(stream);
    retire(m_streams.take(stream.m_slot));
}

}  // namespace portolan::net
