// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the probes reported, per target, and what that makes of a service: all up = Up, some = Degraded, none
// = Down with the cause. Measurements live as long as their target does and is looked at, and are never
// stored. Control thread.

#include "backend/api/replies.h"
#include "backend/live/reportqueue.h"
#include "backend/model/catalog.h"

#include <map>
#include <optional>
#include <unordered_map>

namespace portolan::control {

class HealthBook {
  public:
    /// Follows the catalog: `before` or `after` is nullptr for a service that is new or gone.
    void follow(const model::Service* before, const model::Service* after);

    /// Enters a report. Returns the service whose state or cause may differ now; nullopt when nothing that is
    /// worth an event has changed, or the target is gone.
    std::optional<model::ServiceId> enter(const live::HealthReport& report);

    /// The same for what requests have shown: until they say otherwise, a target that answers its probes is
    /// Degraded with that cause.
    std::optional<model::ServiceId> enter(const live::TrafficReport& report);

    /// `target` shows another certificate than the pinned one, until it is up again. Returns its service.
    std::optional<model::ServiceId> enterOffered(model::TargetId target, const model::Fingerprint& offered);

    /// The name of a target leads nowhere, for this cause (None: it does): then nothing else counts. Returns
    /// its service if that is news.
    std::optional<model::ServiceId> enterLost(model::TargetId target, model::HealthCause cause,
                                              base::SystemTime since);

    /// nullopt for a target that is gone.
    [[nodiscard]] std::optional<model::ServiceId> serviceOf(model::TargetId id) const;
    /// What it shows instead of the pinned certificate.
    [[nodiscard]] std::optional<model::Fingerprint> offeredBy(model::TargetId id) const;
    [[nodiscard]] api::HealthView ofTarget(model::TargetId id) const;
    [[nodiscard]] api::HealthView ofService(const model::Service& service) const;
    /// How many targets are in each state.
    [[nodiscard]] std::map<model::HealthState, std::uint64_t> states() const;

  private:
    struct Entry {
        model::ServiceId service{};
        bool isProbed = true;
        api::HealthView health{};
        std::optional<model::Fingerprint> offered{};
        model::HealthCause passedOver = model::HealthCause::None;  ///< by the balancer
        base::SystemTime passedOverSince{};
        model::HealthCause lost = model::HealthCause::None;  ///< why its name leads nowhere
        base::SystemTime lostSince{};
    };
    [[nodiscard]] static api::HealthView shown(const Entry& entry);

    std::unordered_map<model::TargetId, Entry> m_targets;
};

}  // namespace portolan::control
