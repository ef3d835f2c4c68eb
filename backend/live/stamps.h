// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The system's time for records, from the time of the worker's turn: the distance between the two clocks is
// looked up once a second, so that a record costs no clock. Also numbers records so that those of all workers
// can be put in one order. One per worker, on its thread.

#include "backend/base/clock.h"

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace portolan::live {

class Stamps {
  public:
    explicit Stamps(const base::Clock& clock, unsigned worker = 0) : m_clock(clock), m_worker(worker) {}

    /// System time in microseconds since 1970.
    [[nodiscard]] std::int64_t systemMicroseconds(base::SteadyTime now) {
        const std::int64_t steady = microseconds(now.time_since_epoch());
        if (steady - m_lookedAt > lookEvery || m_lookedAt == 0) {
            m_lookedAt = steady;
            m_distance = microseconds(m_clock.systemNow().time_since_epoch()) -
                         microseconds(m_clock.steadyNow().time_since_epoch());
        }
        return steady + m_distance;
    }
    /// A number for a record of that time: different for each, rising on each worker.
    [[nodiscard]] std::uint64_t idAt(std::int64_t systemMicroseconds) {
        m_last = std::max(m_last + 1, static_cast<std::uint64_t>(systemMicroseconds));
        return m_last << workerBits | m_worker;
    }

  private:
    static constexpr unsigned workerBits = 6;
    static constexpr std::int64_t lookEvery = 1'000'000;

    static std::int64_t microseconds(std::chrono::nanoseconds time) {
        return std::chrono::duration_cast<std::chrono::microseconds>(time).count();
    }

    const base::Clock& m_clock;
    const unsigned m_worker;
    std::int64_t m_lookedAt = 0;
    std::int64_t m_distance = 0;
    std::uint64_t m_last = 0;
};

}  // namespace portolan::live
