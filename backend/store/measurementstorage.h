// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The measurements on disk as control/ sees them: hand over what was measured, ask for it later. Nothing here
// can fail in a way that matters to anything else: what cannot be written is lost, what cannot be read is a
// gap. StoreThread is the real one; tests of control/ have one that remembers.

#include "backend/model/healthhistory.h"
#include "backend/model/webhook.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace portolan::store {

/// The past of one target, oldest place first; the last ones are the minute and the hour that were asked for.
struct HealthHistory {
    model::TargetId target{};
    std::vector<model::HealthSlot> minutes{};  ///< model::keptMinutes of them
    std::vector<model::HealthSlot> hours{};    ///< model::keptHours of them
};

class MeasurementStorage {
  public:
    using Done = std::function<void(std::vector<HealthHistory>)>;
    using NoticesDone = std::function<void(std::vector<std::string>)>;
    using WaitingDone = std::function<void(std::map<model::WebhookId, std::uint64_t>)>;
    virtual ~MeasurementStorage() = default;
    /// Keeps them; on disk a few minutes later. A later sample of the same minute replaces an earlier one.
    virtual void append(std::vector<model::HealthSample> samples) = 0;
    /// These targets are gone.
    virtual void forget(std::vector<model::TargetId> targets) = 0;
    /// What is kept of these targets up to `now`, in their order; `done` is called on the control thread,
    /// never inside this call.
    virtual void read(std::vector<model::TargetId> targets, base::SystemTime now, Done done) = 0;
    /// Keeps a notice as JSON; what is more than MeasurementStore::keptNotices goes, the oldest first.
    virtual void keepNotice(std::uint64_t id, std::string json) = 0;
    /// Those that are kept, the oldest first; `done` as that of read().
    virtual void readNotices(NoticesDone done) = 0;
    /// The oldest notice that this webhook has not got yet; nullopt: it has got them all.
    virtual void keepWaiting(model::WebhookId webhook, std::optional<std::uint64_t> notice) = 0;
    /// Of all webhooks that wait for one; `done` as that of read().
    virtual void readWaiting(WaitingDone done) = 0;
};

}  // namespace portolan::store
