// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The only way from a worker to control: a bounded queue of reports that counts what it has to drop. Workers
// post(); control drains it after being woken. A full queue never makes a worker wait. Any thread.

#include "backend/model/health.h"
#include "backend/model/service.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace portolan::live {

/// A target changed its state (or its latency is worth telling).
struct HealthReport {
    model::TargetId target{};
    model::HealthState state = model::HealthState::Unknown;
    model::HealthCause cause = model::HealthCause::None;
    std::chrono::microseconds latency{0};
    std::chrono::system_clock::time_point at;
};

class ReportQueue {
  public:
    /// `wake` is called on the posting thread when the queue stops being empty; it must be quick.
    explicit ReportQueue(std::function<void()> wake, std::size_t capacity = 65536)
        : m_wake(std::move(wake)), m_capacity(capacity) {}

    void post(HealthReport report) {
        {
            const std::lock_guard lock(m_mutex);
            if (m_reports.size() >= m_capacity) {
                ++m_dropped;
                return;
            }
            m_reports.push_back(report);
            if (m_reports.size() > 1)
                return;
        }
        m_wake();
    }
    [[nodiscard]] std::vector<HealthReport> drain() {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_reports, {});
    }
    [[nodiscard]] std::uint64_t dropped() const {
        const std::lock_guard lock(m_mutex);
        return m_dropped;
    }

  private:
    std::function<void()> m_wake;
    std::size_t m_capacity;
    mutable std::mutex m_mutex;
    std::vector<HealthReport> m_reports;
    std::uint64_t m_dropped = 0;
};

}  // namespace portolan::live
