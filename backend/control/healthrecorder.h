// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Reports of the probes -> the history: adds up for each target how much of a minute it answered, and hands
// the minutes that are over to the store. Durations come from the steady clock, the places they belong to
// from the system's: where that jumps, or the machine slept, what was skipped stays a gap, and minutes that
// come again replace what was written for them. What nobody looks at (a service that is switched off) is a
// gap too. Control thread; hands over the minute that was begun when it is destroyed.

#include "backend/base/executor.h"
#include "backend/live/reportqueue.h"
#include "backend/model/service.h"
#include "backend/store/measurementstorage.h"

#include <memory>
#include <unordered_map>
#include <vector>

namespace portolan::control {

class HealthRecorder {
  public:
    /// All references outlive it.
    HealthRecorder(base::Executor& executor, const base::Clock& clock, store::MeasurementStorage& storage);
    ~HealthRecorder();
    HealthRecorder(const HealthRecorder&) = delete;
    HealthRecorder& operator=(const HealthRecorder&) = delete;

    /// Follows the catalog: `before` or `after` is nullptr for a service that is new or gone.
    void follow(const model::Service* before, const model::Service* after);
    /// `service` is whose target it is; a report that comes late, of one that is not checked any more, is
    /// passed over.
    void enter(const live::HealthReport& report, const model::Service* service);
    /// What has been measured so far goes to the store, the begun minute too.
    void handOver();

  private:
    struct Watch {
        bool answers = false;
        base::SteadyTime since{};  ///< what happened before is counted below
        base::Milliseconds up{0};
        base::Milliseconds measured{0};
        std::chrono::microseconds latencySum{0};
        int latencies = 0;
    };

    void catchUp();
    void closeMinute(base::SteadyTime end);
    static void countUntil(Watch& watch, base::SteadyTime end);
    [[nodiscard]] static model::HealthSlot slotOf(const Watch& watch);
    void stop(model::TargetId target);
    void arm();

    base::Executor& m_executor;
    const base::Clock& m_clock;
    store::MeasurementStorage& m_storage;
    std::unordered_map<model::TargetId, Watch> m_watched;
    std::vector<model::HealthSample> m_over;  ///< what was measured of targets that are no longer watched
    std::int64_t m_minute;
    bool m_isArmed = false;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

}  // namespace portolan::control
