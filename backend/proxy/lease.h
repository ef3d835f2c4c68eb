// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A request's place at its target: it counts as under way there for as long as its lease lives (with a
// Forward, then with the Tunnel that may come of it), and the lease knows whether the request is on trial.
// Empty for services that do not spread their requests. Made by Balancer on a worker; movable, not copied.

#include "backend/live/targettraffic.h"
#include "backend/proxy/ejection.h"

#include <utility>

namespace portolan::proxy {

class Lease {
  public:
    enum class Trial : std::uint8_t { No, Yes };

    Lease() = default;
    /// Counts from here on. With Trial::Yes the trial has been taken.
    Lease(live::TargetTraffic& traffic, ejection::Attempt attempt, Trial trial)
        : m_traffic(&traffic), m_attempt(attempt), m_hasTrial(trial == Trial::Yes) {
        traffic.outstanding.fetch_add(1, std::memory_order_relaxed);
    }
    ~Lease() { end(); }
    Lease(Lease&& other) noexcept
        : m_traffic(std::exchange(other.m_traffic, nullptr)),
          m_attempt(other.m_attempt),
          m_hasTrial(std::exchange(other.m_hasTrial, false)) {}
    Lease& operator=(Lease&& other) noexcept {
        if (this == &other)
            return *this;
        end();
        m_traffic = std::exchange(other.m_traffic, nullptr);
        m_attempt = other.m_attempt;
        m_hasTrial = std::exchange(other.m_hasTrial, false);
        return *this;
    }

    [[nodiscard]] bool isEmpty() const { return m_traffic == nullptr; }
    /// Not for an empty one.
    [[nodiscard]] live::TargetTraffic& traffic() const { return *m_traffic; }
    /// Whether the target was passed over when the request was sent there.
    [[nodiscard]] ejection::Attempt attempt() const { return m_attempt; }
    [[nodiscard]] bool hasTrial() const { return m_hasTrial; }
    void endTrial() {
        if (std::exchange(m_hasTrial, false))
            ejection::giveBackTrial(*m_traffic);
        m_attempt = ejection::Attempt::Usual;
    }

    void end() {
        if (!m_traffic)
            return;
        endTrial();
        m_traffic->outstanding.fetch_sub(1, std::memory_order_relaxed);
        m_traffic = nullptr;
    }

  private:
    live::TargetTraffic* m_traffic = nullptr;
    ejection::Attempt m_attempt = ejection::Attempt::Usual;
    bool m_hasTrial = false;
};

}  // namespace portolan::proxy
