// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The targets of one service as one worker chooses among them: what is remembered from request to request,
// worked out anew when the route is another one, and the methods that pick one. Used by Balancer alone, on
// the worker's thread; picking allocates nothing. Nothing here knows of requests but their key.

#include "backend/base/clock.h"
#include "backend/live/targetstates.h"
#include "backend/proxy/stickycookie.h"
#include "backend/snapshot/snapshot.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace portolan::proxy {

/// SplitMix64: quick, small, and good enough to draw a target. Not for secrets.
class Draw {
  public:
    explicit Draw(std::uint64_t seed) : m_state(seed) {}
    /// 0 to `below` - 1; `below` is at most 2^32.
    [[nodiscard]] std::uint64_t number(std::uint64_t below) { return (next() >> 32) * below >> 32; }

  private:
    [[nodiscard]] std::uint64_t next();

    std::uint64_t m_state;
};

/// A number that is the same for the same bytes in every process; no secret is in it.
[[nodiscard]] std::uint64_t hashOf(std::string_view bytes);

struct Seat {
    const snapshot::RouteTarget* target = nullptr;
    const live::TargetState* health = nullptr;
    live::TargetTraffic* traffic = nullptr;
    std::uint32_t fullShare = 0;  ///< its weight, times Seats::unit; 0: it takes no new clients
    std::uint32_t share = 0;      ///< of the choice under way: 0 is not among the candidates
    std::uint32_t most = 0;       ///< requests at the same time
    bool isBackup = false;
    bool wasUsable = true;       ///< when it was last looked at
    std::int64_t backSince = 0;  ///< 0, or when it was first seen to be usable again
    std::int64_t turn = 0;       ///< of the smooth round robin
    std::uint64_t salt = 0;      ///< what tells it from others when keys are hashed
    StickyToken token{};
};

class Seats {
  public:
    static constexpr std::uint32_t unit = 256;

    /// For this route, which must stay valid for as long as anything but isFor() is called.
    Seats(const snapshot::Route& route, live::TargetStates& states, std::string_view stickyKey);

    [[nodiscard]] bool isFor(const snapshot::Route& route) const { return m_route == &route; }
    [[nodiscard]] std::vector<Seat>& all() { return m_seats; }

    enum class Found : std::uint8_t {
        Candidates,  ///< there are some that are usable
        Desperate,   ///< there are only some that are known to fail, or avoid itself
        Busy,        ///< those that could serve have as many requests as they may have
    };
    /// Finds out among whom to choose at `now` (milliseconds, steady): primaries that are usable; if there
    /// are none, backups that are; if there are none either, whoever takes new clients, whatever is known of
    /// them, since knowledge can be wrong. Without `avoid` (may be nullptr), unless it is the only one.
    [[nodiscard]] Found findCandidates(std::int64_t now, const snapshot::RouteTarget* avoid);
    /// Takes one back, and whether any is left.
    [[nodiscard]] bool strike(Seat& seat);

    // Each needs candidates.

    /// Source: the smooth weighted round robin of nginx (ngx_http_upstream_get_peer).
    [[nodiscard]] Seat& pickInTurn();
    [[nodiscard]] Seat& pickRandom(Draw& draw);
    /// Of two drawn by weight the one with fewer requests for its weight. Source: Mitzenmacher, "The power of
    /// two choices in randomized load balancing", 2001.
    [[nodiscard]] Seat& pickLighter(Draw& draw);
    /// Weighted rendezvous: which candidate a key belongs to does not depend on who else there is, so that
    /// only the keys of a target that comes or goes move (docs/adr/0011-rendezvous-hashing.md).
    [[nodiscard]] Seat& pickByKey(std::uint64_t key);

  private:
    [[nodiscard]] Found findDesperately(const snapshot::RouteTarget* avoid);
    [[nodiscard]] std::uint32_t shareOf(Seat& seat, std::int64_t now);
    [[nodiscard]] Seat& drawn(std::uint64_t number, const Seat* except);

    const snapshot::Route* m_route;
    const std::int64_t m_slowStart;
    std::uint64_t m_total = 0;  ///< of the shares of the candidates
    std::vector<Seat> m_seats;
};

}  // namespace portolan::proxy
