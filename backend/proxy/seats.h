// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The targets of one service as one worker chooses among them: what is remembered from request to request,
// worked out anew when the route is another one, and the methods that pick one. As long as nothing changes
// (live::TargetStates::changes()) and no time or count plays a part, the candidates stay as they are: that is
// what most requests find. Used by Balancer alone, on the worker's thread; picking allocates nothing. Nothing
// here knows of requests but their key.

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

struct Seat {
    const snapshot::RouteTarget* target = nullptr;
    const live::TargetState* health = nullptr;
    live::TargetTraffic* traffic = nullptr;
    std::uint32_t fullShare = 0;  ///< its weight, times Seats::unit; 0: it takes no new clients
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
    /// That of a target of the route.
    [[nodiscard]] Seat& of(const snapshot::RouteTarget& target) {
        return m_seats[static_cast<std::size_t>(&target - m_route->targets.data())];
    }

    enum class Found : std::uint8_t {
        Candidates,  ///< there are some that are usable
        Desperate,   ///< there are only some that are known to fail, or avoid itself
        Busy,        ///< those that could serve have as many requests as they may have
    };
    /// Finds out among whom to choose at `now` (milliseconds, steady): primaries that are usable; if there
    /// are none, backups that are; if there are none either, whoever takes new clients, whatever is known of
    /// them, since knowledge can be wrong. Without `avoid` (may be nullptr), unless it is the only one.
    [[nodiscard]] Found findCandidates(std::int64_t now, const snapshot::RouteTarget* avoid) {
        const bool areAsBefore = !avoid && m_states->changes() == m_steadyAt;
        return areAsBefore ? Found::Candidates : lookAtAll(now, avoid);
    }
    /// Takes one back, and whether any is left.
    [[nodiscard]] bool strike(Seat& seat);

    // Each needs candidates.

    /// By smooth weighted round robin. Source: nginx (ngx_http_upstream_get_peer).
    [[nodiscard]] Seat& pickInTurn();
    [[nodiscard]] Seat& pickRandom(Draw& draw);
    /// Of two drawn by weight the one with fewer requests for its weight. Source: Mitzenmacher, "The power of
    /// two choices in randomized load balancing", 2001.
    [[nodiscard]] Seat& pickLighter(Draw& draw);
    /// Weighted rendezvous: which candidate a key belongs to does not depend on who else there is, so that
    /// only the keys of a target that comes or goes move (docs/adr/0011-rendezvous-hashing.md). For the
    /// methods of hashing only.
    [[nodiscard]] Seat& pickByKey(std::uint64_t key);

  private:
    struct Candidate {
        Seat* seat;
        std::uint32_t share;  ///< never 0
    };
    /// Keys fall into so many slots, and each slot has a home; which one is worked out once.
    static constexpr std::size_t slots = std::size_t{1} << 14;
    static constexpr std::uint8_t unknownHome = 255;

    [[nodiscard]] Found lookAtAll(std::int64_t now, const snapshot::RouteTarget* avoid);
    [[nodiscard]] Found findDesperately(const snapshot::RouteTarget* avoid);
    [[nodiscard]] std::uint32_t shareOf(Seat& seat, std::int64_t now);
    [[nodiscard]] bool isSteady(const Seat& seat, std::int64_t now) const;
    void weigh();
    [[nodiscard]] std::size_t homeOf(std::size_t slot) const;
    [[nodiscard]] std::size_t drawn(std::uint64_t number, std::size_t except) const;

    const snapshot::Route* m_route;
    const live::TargetStates* m_states;
    const std::int64_t m_slowStart;
    std::vector<Seat> m_seats;
    // Of the choice under way:
    std::vector<Candidate> m_candidates;
    std::vector<Candidate> m_backups;
    std::uint64_t m_total = 0;          ///< of the shares of the candidates
    bool m_areAlike = false;            ///< the candidates have the same share
    std::uint64_t m_steadyAt = 0;       ///< TargetStates::changes() while the candidates stand, or 0
    std::size_t m_next = 0;             ///< whose turn it is among candidates that are alike
    std::vector<std::uint8_t> m_homes;  ///< by slot, the place among steady candidates; empty without hashing
};

}  // namespace portolan::proxy
