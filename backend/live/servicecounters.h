// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What one worker has counted of each service, by service id, and the sum of several workers. The worker
// writes; the control thread reads without a lock. A service costs nothing before its first request, whose
// counters are then made once and found by two array steps. When a service is removed, the worker takes its
// counters out and hands them back to control, which frees them, so that a reader there never sees memory
// go; requests of a removed service that end later are counted nowhere.

#include "backend/live/counter.h"
#include "backend/live/histogram.h"
#include "backend/live/requestrecord.h"
#include "backend/model/service.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace portolan::live {

/// More than there are reasons in proxy's table.
inline constexpr std::size_t failureKinds = 48;

/// The sum over workers, as a value. Byte counts include what tunnels carried.
struct ServiceTotals {
    std::array<std::uint64_t, 6> responsesByClass{};  ///< [2] = 2xx; [0]: ended without a response
    std::uint64_t bytesIn = 0;
    std::uint64_t bytesOut = 0;
    std::uint64_t tunnelBytesIn = 0;
    std::uint64_t tunnelBytesOut = 0;
    std::uint64_t retries = 0;
    std::array<std::uint64_t, failureKinds> failures{};
    HistogramTotals toHead;
    HistogramTotals duration;  ///< without tunnels
    HistogramTotals connectTime;
    std::int64_t lastRequestAt = 0;  ///< system time, microseconds; 0: never

    [[nodiscard]] std::uint64_t requests() const {
        std::uint64_t sum = 0;
        for (const std::uint64_t one : responsesByClass)
            sum += one;
        return sum;
    }
};

class ServiceCounters {
  public:
    /// A request has ended. Its bytes are counted apart, as they pass.
    void add(const RequestRecord& record);
    void addBytes(std::uint64_t in, std::uint64_t out) {
        m_bytesIn.add(in);
        m_bytesOut.add(out);
    }
    void addTunnelBytes(std::uint64_t in, std::uint64_t out) {
        m_tunnelBytesIn.add(in);
        m_tunnelBytesOut.add(out);
    }
    /// Any thread.
    void addTo(ServiceTotals& totals) const;

  private:
    std::array<Counter, 6> m_responsesByClass;
    Counter m_bytesIn;
    Counter m_bytesOut;
    Counter m_tunnelBytesIn;
    Counter m_tunnelBytesOut;
    Counter m_retries;
    std::array<Counter, failureKinds> m_failures;
    Histogram m_toHead;
    Histogram m_duration;
    Histogram m_connectTime;
    Counter m_lastRequestAt;
};

class ServiceTable {
  public:
    ServiceTable();
    ~ServiceTable();
    ServiceTable(const ServiceTable&) = delete;
    ServiceTable& operator=(const ServiceTable&) = delete;

    /// The worker. Makes what is not there yet.
    [[nodiscard]] ServiceCounters& edit(model::ServiceId id) {
        const auto index = static_cast<std::uint64_t>(id);
        if (index < chunkSize * chunkCount)
            if (Chunk* const chunk = m_chunks[index / chunkSize].load(std::memory_order_relaxed))
                if (ServiceCounters* const found =
                        (*chunk)[index % chunkSize].load(std::memory_order_relaxed))
                    return *found;
        return make(index);
    }
    /// The worker. Nothing is counted for `id` from here on. What was is for control to free.
    [[nodiscard]] std::unique_ptr<ServiceCounters> remove(model::ServiceId id);

    /// Control. nullptr: nothing was counted.
    [[nodiscard]] const ServiceCounters* find(model::ServiceId id) const;
    /// Control. Calls `visit(id, counters)` for each service that had a request.
    template <class Visit>
    void forEach(Visit&& visit) const {
        for (std::size_t i = 0; i < chunkCount; ++i) {
            const Chunk* const chunk = m_chunks[i].load(std::memory_order_acquire);
            for (std::size_t k = 0; chunk && k < chunkSize; ++k) {
                const ServiceCounters* const counters = (*chunk)[k].load(std::memory_order_acquire);
                if (counters && counters != m_nobody.get())
                    visit(model::ServiceId{i * chunkSize + k}, *counters);
            }
        }
    }

  private:
    static constexpr std::size_t chunkSize = 4096;
    static constexpr std::size_t chunkCount = 8192;
    using Chunk = std::array<std::atomic<ServiceCounters*>, chunkSize>;

    [[nodiscard]] ServiceCounters& make(std::uint64_t index);
    [[nodiscard]] std::atomic<ServiceCounters*>& slotOf(std::uint64_t index);

    const std::unique_ptr<std::atomic<Chunk*>[]> m_chunks;
    const std::unique_ptr<ServiceCounters> m_nobody;  ///< stands in for what was removed or cannot be counted
};

}  // namespace portolan::live
