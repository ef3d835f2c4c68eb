// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A request's way to a target of a service that spreads its requests: which one it has a place at, whom else
// it may try, and what the balancer learns from how it went. Empty, and free of cost, for other services.
// Part of a Forward, on the worker's thread; what becomes of the connection is the Forward's.

#include "backend/proxy/balancer.h"
#include "backend/proxy/forwarding.h"
#include "backend/proxy/shared.h"

#include <cstdint>

namespace portolan::proxy {

class Placement {
  public:
    explicit Placement(Shared& shared) : m_shared(shared) {}

    /// For a new request; nullptr when it has to wait for a place. `route` stays valid until end().
    [[nodiscard]] const snapshot::RouteTarget* choose(const snapshot::Route& route,
                                                      const Balancer::Request& request);
    /// What a request waits for whose choose() found no place.
    [[nodiscard]] WaitingRoom::Wish wish() const { return {m_route, m_stuckTo}; }
    /// The same as choose() for one that waits.
    [[nodiscard]] const snapshot::RouteTarget* chooseAgain();
    /// Another target than the one it has a place at, which it gives up then; nullptr, and all stays as it
    /// is, when there is none.
    [[nodiscard]] const snapshot::RouteTarget* moveOn(Balancer::Among among);

    [[nodiscard]] bool isEmpty() const { return m_lease.isEmpty(); }
    /// Whether there is no answer to be hoped for from its target.
    [[nodiscard]] bool isLost() const;
    /// How it met its target. Nothing for an empty one.
    void note(ejection::Outcome outcome) {
        if (!m_lease.isEmpty())
            m_shared.balancer.note(*m_route, *m_target, m_lease, outcome, now());
    }
    /// The same for an answer of this status; `client` gets the cookie it is to come back with, if any.
    void noteAnswer(int status, ClientSide& client);
    /// The request is no longer under way there.
    void end() {
        if (!m_lease.isEmpty())
            giveUp();
    }
    /// For a tunnel, which is still under way there.
    [[nodiscard]] Lease takeLease() { return std::move(m_lease); }

  private:
    [[nodiscard]] std::int64_t now() const { return static_cast<std::int64_t>(m_shared.engine.nowMs()); }
    const snapshot::RouteTarget* take(Balancer::Choice&& choice);
    void giveUp();

    Shared& m_shared;
    const snapshot::Route* m_route = nullptr;
    const snapshot::RouteTarget* m_target = nullptr;
    const snapshot::RouteTarget* m_stuckTo = nullptr;  ///< whom the client's sticky cookie names
    std::uint64_t m_key = 0;                           ///< Balancer::Choice::key
    Lease m_lease;
};

}  // namespace portolan::proxy
