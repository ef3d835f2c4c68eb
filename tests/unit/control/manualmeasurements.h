// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The store of measurements as the tests of control/ have it: it remembers what it was given, and answers
// with what it was told. One thread.

#include "backend/base/executor.h"
#include "backend/store/measurementstorage.h"

#include <map>
#include <utility>
#include <vector>

namespace portolan::control {

class ManualMeasurements final : public store::MeasurementStorage {
  public:
    explicit ManualMeasurements(base::Executor& executor) : m_executor(executor) {}
    void append(std::vector<model::HealthSample> more) override {
        samples.insert(samples.end(), more.begin(), more.end());
    }
    void forget(std::vector<model::TargetId> targets) override {
        forgotten.insert(forgotten.end(), targets.begin(), targets.end());
    }
    void read(std::vector<model::TargetId> targets, base::SystemTime, Done done) override {
        std::vector<store::HealthHistory> found;
        for (const model::TargetId target : targets) {
            store::HealthHistory empty{target, std::vector<model::HealthSlot>(model::keptMinutes),
                                       std::vector<model::HealthSlot>(model::keptHours)};
            const auto kept = histories.find(target);
            found.push_back(kept == histories.end() ? std::move(empty) : kept->second);
        }
        m_executor.post([done = std::move(done), found = std::move(found)] { done(found); });
    }

    void keepNotice(std::uint64_t, std::string json) override { notices.push_back(std::move(json)); }
    void readNotices(NoticesDone done) override {
        m_executor.post([done = std::move(done), found = notices] { done(found); });
    }

    void keepWaiting(model::WebhookId webhook, std::optional<std::uint64_t> notice) override {
        if (notice)
            waiting[webhook] = *notice;
        else
            waiting.erase(webhook);
    }
    void readWaiting(WaitingDone done) override {
        m_executor.post([done = std::move(done), found = waiting] { done(found); });
    }

    std::vector<std::string> notices;
    std::map<model::WebhookId, std::uint64_t> waiting;
    std::vector<model::HealthSample> samples;
    std::vector<model::TargetId> forgotten;
    std::map<model::TargetId, store::HealthHistory> histories;

  private:
    base::Executor& m_executor;
};

}  // namespace portolan::control
