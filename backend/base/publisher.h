// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Hands immutable values from one writer to many reading threads. The writer calls publish(); each reading
// thread keeps a Subscription and calls refresh() at the start of a unit of work: an atomic compare (about 1
// ns) when nothing changed, a short lock when something did. std::atomic<std::shared_ptr> costs 27 to 340 ns
// and trips TSan (ADR 0002). The Publisher must outlive its subscriptions.

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

namespace portolan::base {

template <class T>
class Publisher {
  public:
    using Value = std::shared_ptr<const T>;

    /// Any thread. Readers see the value at their next refresh(). Returns what was current before, so that
    /// the writer's thread is where old values are destroyed.
    Value publish(Value next) {
        const std::lock_guard lock(m_mutex);
        std::swap(m_current, next);
        m_version.fetch_add(1, std::memory_order_release);
        return next;
    }

    [[nodiscard]] Value current() const {
        const std::lock_guard lock(m_mutex);
        return m_current;
    }

    /// One reading thread's private copy.
    class Subscription {
      public:
        explicit Subscription(const Publisher& publisher) : m_publisher(publisher) {}

        /// Takes over what was published since the last call. Returns true if the value changed; the one it
        /// replaced is then in retired(), for the caller to hand to the thread that frees it.
        bool refresh() {
            if (m_publisher.m_version.load(std::memory_order_acquire) == m_seen)
                return false;
            const std::lock_guard lock(m_publisher.m_mutex);
            m_seen = m_publisher.m_version.load(std::memory_order_relaxed);
            m_retired = std::exchange(m_value, m_publisher.m_current);
            return true;
        }
        [[nodiscard]] const Value& value() const { return m_value; }
        [[nodiscard]] Value takeRetired() { return std::exchange(m_retired, nullptr); }

      private:
        const Publisher& m_publisher;
        std::uint64_t m_seen = 0;
        Value m_value;
        Value m_retired;
    };

  private:
    mutable std::mutex m_mutex;
    Value m_current;
    std::atomic<std::uint64_t> m_version{0};
};

}  // namespace portolan::base
