// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The workers as control/ sees them: somewhere to publish to, and a few questions. runtime/ implements it;
// tests of control/ have one that remembers. Called on the control thread only.

#include "backend/api/replies.h"
#include "backend/live/counters.h"
#include "backend/snapshot/snapshot.h"

#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace portolan::control {

/// The codes of the proxy's reasons, by the number that live/ counts them under.
using FailureCodes = std::span<const std::string_view>;

class DataPlane {
  public:
    virtual ~DataPlane() = default;
    /// When it returns, every unit of work that a worker begins sees `snapshot`.
    virtual void publish(std::shared_ptr<const snapshot::Snapshot> snapshot) = 0;
    /// All listeners with their real ports, failed and disabled ones too.
    [[nodiscard]] virtual std::vector<api::ListenerView> listeners() const = 0;
    /// The addresses of this host's interfaces.
    [[nodiscard]] virtual std::vector<base::IpAddress> ownAddresses() const = 0;
    [[nodiscard]] virtual live::CounterTotals totals() const = 0;
    /// What the workers count and keep.
    [[nodiscard]] virtual const live::Counters& counters() const = 0;
    [[nodiscard]] virtual FailureCodes failureCodes() const = 0;
    /// The words for why TLS handshakes of clients fail, in the same way.
    [[nodiscard]] virtual FailureCodes handshakeFailures() const = 0;
    /// Records that the access log could not write; 0 without one.
    [[nodiscard]] virtual std::uint64_t accessLogLost() const = 0;
    /// Has the probes look at these targets at once; each finding comes as a live::FindingReport.
    virtual void check(std::vector<model::TargetId> targets) = 0;
    /// The service was removed: lets go of what was counted for it.
    virtual void forgetService(model::ServiceId id) = 0;
};

}  // namespace portolan::control
