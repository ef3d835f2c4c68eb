// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the workers count. Each worker writes its own WorkerCounters (relaxed, no contention, own cache lines)
// and anyone sums them. Only counts that a reader of /health or the status bar uses stand here; later parts
// add theirs.

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>

namespace portolan::live {

/// Written by one thread, read by any.
class Counter {
  public:
    void add(std::uint64_t n = 1) {
        m_value.store(m_value.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
    }
    void subtract(std::uint64_t n = 1) {
        m_value.store(m_value.load(std::memory_order_relaxed) - n, std::memory_order_relaxed);
    }
    [[nodiscard]] std::uint64_t value() const { return m_value.load(std::memory_order_relaxed); }

  private:
    std::atomic<std::uint64_t> m_value{0};
};

struct alignas(64) WorkerCounters {
    Counter queriesUdp;
    Counter queriesTcp;
    std::array<Counter, 16>
        responsesByRcode;  ///< RFC 1035 section 4.1.1; extended codes count as their low four bits
    Counter queriesDropped;
    Counter connections;      ///< downstream, accepted so far
    Counter openConnections;  ///< downstream, now
    Counter requests;
    std::array<Counter, 6> responsesByClass;  ///< [2] = 2xx
    Counter failures;                         ///< responses made here because no upstream answered
    Counter bytesToClients;
    Counter bytesFromClients;
};

struct CounterTotals {
    std::uint64_t queries = 0;
    std::uint64_t requests = 0;
    std::uint64_t openConnections = 0;
    std::uint64_t failures = 0;
};

/// One WorkerCounters per worker, at a fixed address.
class Counters {
  public:
    explicit Counters(std::size_t workers) : m_perWorker(workers) {}
    [[nodiscard]] WorkerCounters& ofWorker(std::size_t index) { return m_perWorker[index]; }
    [[nodiscard]] CounterTotals totals() const {
        CounterTotals sum;
        for (const WorkerCounters& worker : m_perWorker) {
            sum.queries += worker.queriesUdp.value() + worker.queriesTcp.value();
            sum.requests += worker.requests.value();
            sum.openConnections += worker.openConnections.value();
            sum.failures += worker.failures.value();
        }
        return sum;
    }

  private:
    std::deque<WorkerCounters> m_perWorker;
};

}  // namespace portolan::live
