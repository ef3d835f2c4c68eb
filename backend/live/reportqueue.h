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
    std::uint32_t detail = 0;  ///< of the cause
    bool answers = false;      ///< whether its last findings were good, whatever state is shown
};

/// What a probe found that somebody had asked for.
struct FindingReport {
    model::TargetId target{};
    model::HealthState state = model::HealthState::Unknown;  ///< Up or Down; Unknown: could not be probed
    model::HealthCause cause = model::HealthCause::None;
    std::uint32_t detail = 0;  ///< of the cause
    std::chrono::microseconds latency{0};
};

/// An https target has shown a certificate that control does not know of.
struct CertificateReport {
    enum class Kind : std::uint8_t {
        First,    ///< of a target without a pin, and believed
        Changed,  ///< not the one that is known, and refused
    };
    model::TargetId target{};
    model::Fingerprint fingerprint{};
    Kind kind = Kind::First;
};

/// Requests have shown that a target fails, or that it does so no longer.
struct TrafficReport {
    model::TargetId target{};
    model::HealthCause cause = model::HealthCause::None;  ///< why it is passed over; None: it is back
    std::chrono::system_clock::time_point at;
};

class ReportQueue {
  public:
    /// `wake` is called on the posting thread when a kind of reports stops being empty; it must be quick.
    /// `capacity` counts for each kind.
    explicit ReportQueue(std::function<void()> wake, std::size_t capacity = 65536)
        : m_wake(std::move(wake)), m_capacity(capacity) {}

    void post(HealthReport report) { postTo(m_reports, report); }
    void post(CertificateReport report) { postTo(m_certificates, report); }
    void post(TrafficReport report) { postTo(m_traffic, report); }
    void post(FindingReport report) { postTo(m_findings, report); }
    /// All kinds are to be drained after each call of `wake`.
    [[nodiscard]] std::vector<HealthReport> drain() {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_reports, {});
    }
    [[nodiscard]] std::vector<CertificateReport> drainCertificates() {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_certificates, {});
    }
    [[nodiscard]] std::vector<TrafficReport> drainTraffic() {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_traffic, {});
    }
    [[nodiscard]] std::vector<FindingReport> drainFindings() {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_findings, {});
    }
    [[nodiscard]] std::uint64_t dropped() const {
        const std::lock_guard lock(m_mutex);
        return m_dropped;
    }

  private:
    template <class Report>
    void postTo(std::vector<Report>& reports, const Report& report) {
        {
            const std::lock_guard lock(m_mutex);
            if (reports.size() >= m_capacity) {
                ++m_dropped;
                return;
            }
            reports.push_back(report);
            if (reports.size() > 1)
                return;
        }
        m_wake();
    }

    std::function<void()> m_wake;
    std::size_t m_capacity;
    mutable std::mutex m_mutex;
    std::vector<HealthReport> m_reports;
    std::vector<CertificateReport> m_certificates;
    std::vector<TrafficReport> m_traffic;
    std::vector<FindingReport> m_findings;
    std::uint64_t m_dropped = 0;
};

}  // namespace portolan::live
