// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the rules need to know of the world around a change: settings, this host, where targets may be, and
// who asks. Made anew for each change that is validated. Control thread.

#include "backend/control/dataplane.h"
#include "backend/control/ownership.h"
#include "backend/model/addresspolicy.h"
#include "backend/model/settings.h"

namespace portolan::control {

class TargetNames;

struct RuleContext {
    const model::RunSettings& settings;
    const api::Caller& caller;
    OwnHost ownHost{};
    model::AddressPolicy policy{};
    const TargetNames* names = nullptr;  ///< what is known of names of targets; nullptr: nothing

    /// Whether the caller is on this host.
    [[nodiscard]] bool callerIsHere() const { return ownHost.holds(caller.address); }
    [[nodiscard]] model::LoopbackTargets loopbackTargets() const {
        return callerIsHere() || caller.authority == api::Authority::Token ? model::LoopbackTargets::Allowed
                                                                           : model::LoopbackTargets::Refused;
    }
};

/// Where targets may be at this moment.
[[nodiscard]] model::AddressPolicy makeAddressPolicy(const model::RunSettings& settings,
                                                     const DataPlane& dataPlane);

/// The result refers to `settings` and `caller`.
[[nodiscard]] RuleContext makeRuleContext(const model::RunSettings& settings, const api::Caller& caller,
                                          const DataPlane& dataPlane);

}  // namespace portolan::control
