// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Readiness of file descriptors, edge-triggered: the only file that names epoll. Used by Engine alone;
// everything else watches a descriptor through Engine::watch(). One thread, the worker's. Another system call
// for readiness (poll, kqueue) would be another poller.cpp behind this interface. It does not own the
// descriptors or the handlers.

#include "backend/net/filedescriptor.h"

#include <array>
#include <cstddef>
#include <cstdint>

struct epoll_event;

namespace portolan::net {

/// What became possible on a descriptor.
struct Readiness {
    bool read = false;
    bool write = false;
    bool end = false;    ///< the peer will send no more (what it sent before can still be read)
    bool error = false;  ///< the descriptor is broken: read it for the reason
    bool again = false;  ///< not from the kernel: asked for with Engine::again()
};

/// Who is told. Called on the worker's thread, never from inside one of Engine's or Stream's own calls.
class FdHandler {
  public:
    /// Edge-triggered: there is no second call for the same readiness, so read until EAGAIN or a short read.
    virtual void onReady(Readiness ready) = 0;

  protected:
    ~FdHandler() = default;
};

enum class Interest : std::uint8_t { Read, ReadWrite };

class Poller {
  public:
    Poller();

    /// False when the kernel refuses it (no memory, too many watches, not a pollable descriptor).
    [[nodiscard]] bool add(int fd, Interest interest, FdHandler& handler);
    /// After this the handler is not called any more, not even for what the current batch still holds.
    void remove(int fd, const FdHandler& handler);
    /// Forgets what the current batch still holds for `handler`, whose descriptor is about to be closed.
    void forget(const FdHandler& handler);

    /// Waits at most `timeoutMs` (-1: for ever) and fills the batch. Returns how many events are in it.
    std::size_t wait(int timeoutMs);
    /// Calls the handlers of the batch.
    void dispatch();

  private:
    static constexpr std::size_t batchSize = 256;

    struct Event {
        FdHandler* handler = nullptr;
        Readiness ready;
    };

    FileDescriptor m_epoll;
    std::array<Event, batchSize> m_batch{};
    std::size_t m_next = 0;
    std::size_t m_filled = 0;
};

}  // namespace portolan::net
