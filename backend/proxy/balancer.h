// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Chooses the target of a request: in turn, leaving out those whose probes say Down, unless all of them do (a
// probe can be wrong, and then trying is all that is left). One per worker, whose turns are its own; weights
// are not looked at.

#include "backend/live/targetstates.h"
#include "backend/snapshot/snapshot.h"

#include <cstdint>
#include <unordered_map>

namespace portolan::proxy {

class Balancer {
  public:
    explicit Balancer(const live::TargetStates& states) : m_states(states) {}

    /// Never fails for a route with a target. `avoid` is passed over if there is any other target.
    [[nodiscard]] const snapshot::RouteTarget& choose(const snapshot::Route& route,
                                                      const snapshot::RouteTarget* avoid = nullptr);

    /// A target beside `avoid` that is not down; nullptr if there is none.
    [[nodiscard]] const snapshot::RouteTarget* other(const snapshot::Route& route,
                                                     const snapshot::RouteTarget& avoid);

  private:
    [[nodiscard]] bool isDown(const snapshot::RouteTarget& target) const;

    const live::TargetStates& m_states;
    std::unordered_map<std::uint64_t, std::uint32_t> m_turns;  ///< by service, of those with several targets
};

}  // namespace portolan::proxy
