// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The way of records from one worker to the access log: a queue of fixed size with one writer and one reader,
// without a lock. When the log does not keep up, the worker drops the record, counts it and goes on. Made by
// accesslog/ before the worker serves.

#include "backend/live/counter.h"
#include "backend/live/requestrecord.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <utility>

namespace portolan::live {

class RequestQueue {
  public:
    /// `capacity` is a power of two. `wake` is called on the worker when the queue has become half full;
    /// it must be quick and must not wait.
    explicit RequestQueue(std::function<void()> wake, std::size_t capacity = 8192)
        : m_wake(std::move(wake)), m_mask(capacity - 1), m_records(new RequestRecord[capacity]) {}

    /// The worker.
    void push(const RequestRecord& record) {
        const std::uint64_t end = m_end.load(std::memory_order_relaxed);
        const std::uint64_t waiting = end - m_begin.load(std::memory_order_acquire);
        if (waiting > m_mask) {
            m_dropped.add();
            return;
        }
        std::memcpy(static_cast<void*>(&m_records[end & m_mask]), &record, record.usedSize());
        m_end.store(end + 1, std::memory_order_release);
        if (waiting == m_mask / 2)
            m_wake();
    }

    /// The reader. Calls `take` with each record that waits; a reference is valid during the call.
    template <class Take>
    void drain(Take&& take) {
        const std::uint64_t end = m_end.load(std::memory_order_acquire);
        for (std::uint64_t at = m_begin.load(std::memory_order_relaxed); at != end; ++at) {
            take(std::as_const(m_records[at & m_mask]));
            m_begin.store(at + 1, std::memory_order_release);
        }
    }

    /// Any thread.
    [[nodiscard]] std::uint64_t dropped() const { return m_dropped.value(); }

  private:
    const std::function<void()> m_wake;
    const std::size_t m_mask;
    const std::unique_ptr<RequestRecord[]> m_records;
    alignas(64) std::atomic<std::uint64_t> m_end{0};
    Counter m_dropped;
    alignas(64) std::atomic<std::uint64_t> m_begin{0};
};

}  // namespace portolan::live
