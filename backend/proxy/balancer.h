// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Chooses the target of a request by the policy of its service, leaving out those that probes or requests
// themselves (ejection.h) have shown to fail, unless all of them do: knowledge can be wrong, and then trying
// is all that is left, a sticky client's own target first. One per worker, on its thread; turns are the
// worker's own, the counts of requests under way are those of all workers (live::TargetTraffic). It is not
// asked for services with a single target and no limit: spreads() says so. A choice allocates nothing but for
// the first after a change of the route.

#include "backend/base/ipaddress.h"
#include "backend/httpwire/fields.h"
#include "backend/live/targetstates.h"
#include "backend/proxy/lease.h"
#include "backend/proxy/seats.h"
#include "backend/snapshot/snapshot.h"

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>

namespace portolan::proxy {

class Balancer {
  public:
    /// Hears that a target is passed over because of that, or with HealthCause::None that it is back. Called
    /// on the worker's thread.
    using Tell = std::function<void(model::TargetId, model::HealthCause)>;
    struct Means {
        live::TargetStates& states;
        std::string stickyKey{};  ///< signs sticky cookies; the same for all workers and over restarts
        Tell tell{};
        std::uint64_t seed = 1;
    };

    /// What of a request may decide.
    struct Request {
        const base::IpAddress& client;
        const httpwire::FieldList& fields;
    };

    struct Choice {
        const snapshot::RouteTarget* target = nullptr;  ///< nullptr: there is no place
        Lease lease{};
        const snapshot::RouteTarget* stuckTo = nullptr;  ///< whom the client's sticky cookie names
        std::uint64_t key = 0;                           ///< for chooseOther()
    };

    explicit Balancer(Means means) : m_means(std::move(means)), m_draw(m_means.seed) {}

    /// Whether there is anything to choose or to count.
    [[nodiscard]] static bool spreads(const snapshot::Route& route) {
        return route.targets.size() != 1 || route.targets.front().maxRequests != 0;
    }

    /// A target and a place there at `now` (milliseconds, steady). Without a target when all that could serve
    /// have as many requests as they may have.
    [[nodiscard]] Choice choose(const snapshot::Route& route, const Request& request, std::int64_t now);

    /// The same for a request that had to wait: `stuckTo` and `key` are of its first choice.
    [[nodiscard]] Choice chooseAgain(const snapshot::Route& route, const snapshot::RouteTarget* stuckTo,
                                     std::uint64_t key, std::int64_t now);

    enum class Among : std::uint8_t {
        Usable,   ///< those that are not known to fail
        Whoever,  ///< any, when there is none of those
    };
    /// The same for another attempt, passing over `avoid`; `key` is of the first choice. Without a target
    /// when there is none but that.
    [[nodiscard]] Choice chooseOther(const snapshot::Route& route, const snapshot::RouteTarget& avoid,
                                     std::uint64_t key, Among among, std::int64_t now);

    /// Whether a target is known to fail.
    [[nodiscard]] bool isLost(const snapshot::RouteTarget& target, std::int64_t now) const;

    /// How a request met its target; once for each lease. Not for an empty lease.
    void note(const snapshot::Route& route, const snapshot::RouteTarget& target, Lease& lease,
              ejection::Outcome outcome, std::int64_t now) {
        const live::TargetTraffic& traffic = lease.traffic();
        const bool isUsual = outcome == ejection::Outcome::Answered &&
                             lease.attempt() == ejection::Attempt::Usual &&
                             traffic.failures.load(std::memory_order_relaxed) == 0 &&
                             traffic.serverErrors.load(std::memory_order_relaxed) == 0;
        if (!isUsual)
            noteNews(route, target, lease, outcome, now);
    }

    /// What the sticky cookie of a target holds; valid until the next choice.
    [[nodiscard]] const StickyToken& tokenOf(const snapshot::Route& route,
                                             const snapshot::RouteTarget& target);

    /// The route of this service is another one or gone. Must be called before a new Route can come to stand
    /// where the old one was.
    void forget(model::ServiceId service);

  private:
    struct Known {
        std::uint64_t service = 0;
        Seats* seats = nullptr;
    };

    struct Wish {
        model::BalancingMethod method;
        const snapshot::RouteTarget* avoid;
        Among among;
        std::int64_t now;
    };

    [[nodiscard]] Known& known(std::uint64_t service) { return m_known[service % m_known.size()]; }
    [[nodiscard]] Seats& seatsOf(const snapshot::Route& route);
    [[nodiscard]] Seats& makeSeats(const snapshot::Route& route);
    [[nodiscard]] static std::uint64_t keyOf(const model::BalancingPolicy& policy, const Request& request);
    [[nodiscard]] Seat& pick(Seats& seats, model::BalancingMethod method, std::uint64_t key);
    void settle(Seats& seats, const Wish& wish, Choice& choice);
    [[nodiscard]] bool settleWhereStuck(Seats& seats, const Request& request, std::int64_t now,
                                        Choice& choice);
    [[nodiscard]] bool sit(Seat& seat, std::int64_t now, Choice& choice);
    void noteNews(const snapshot::Route& route, const snapshot::RouteTarget& target, Lease& lease,
                  ejection::Outcome outcome, std::int64_t now);
    [[nodiscard]] ejection::Room roomOf(const snapshot::Route& route) const;

    const Means m_means;
    Draw m_draw;
    std::unordered_map<std::uint64_t, Seats> m_seats;  ///< by service
    std::array<Known, 64> m_known{};
};

}  // namespace portolan::proxy
