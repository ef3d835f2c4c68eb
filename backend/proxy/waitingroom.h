// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The requests of one worker that wait because each target that could serve them has as many requests as it
// may have: first come, first served among those who wish for the same, so many per service. Who waits for
// the one target that its client's cookie names, or for those of a route that has been replaced, holds nobody
// else up. One per worker, on its thread. Whoever gives up a place on this worker calls wake(); places that
// other workers give up are found by looking again every few milliseconds, as long as anybody waits (workers
// do not call each other). It keeps no time limit: whoever waits does.

#include "backend/base/clock.h"
#include "backend/net/engine.h"
#include "backend/snapshot/snapshot.h"

#include <cstddef>
#include <cstdint>
#include <map>

namespace portolan::proxy {

/// Who waits; in one room, once.
class Waiter {
  public:
    /// There may be a place. True when it was taken: then this one is out of the room already.
    virtual bool onMaybeFree() = 0;

  protected:
    ~Waiter() = default;
};

class WaitingRoom {
  public:
    /// For a place at whom: any target of the route, or the one that a sticky cookie names. Both stay valid
    /// for as long as somebody waits for them.
    struct Wish {
        const snapshot::Route* route = nullptr;
        const snapshot::RouteTarget* stuckTo = nullptr;
        friend bool operator==(const Wish&, const Wish&) = default;
    };

    explicit WaitingRoom(net::Engine& engine);
    WaitingRoom(const WaitingRoom&) = delete;
    WaitingRoom& operator=(const WaitingRoom&) = delete;

    /// False when `most` of this service wait already.
    [[nodiscard]] bool enter(Waiter& waiter, const Wish& wish, std::size_t most);
    void leave(const Waiter& waiter);
    /// Whether somebody waits who would take a place at this target of the route (nullptr: at none): others
    /// belong behind them.
    [[nodiscard]] bool holds(const snapshot::Route& route, const snapshot::RouteTarget* target) const {
        return !m_line.empty() && isWishedFor(route, target);
    }
    /// A place may have become free. The next in line hears of it soon, never during the call.
    void wake() {
        if (!m_line.empty())
            m_engine.arm(m_look, base::Milliseconds(0));
    }
    [[nodiscard]] bool isEmpty() const { return m_line.empty(); }

  private:
    static constexpr base::Milliseconds lookEvery{10};

    struct Place {
        Waiter* waiter;
        Wish wish;
    };

    [[nodiscard]] bool isWishedFor(const snapshot::Route& route, const snapshot::RouteTarget* target) const;
    void look();

    net::Engine& m_engine;
    net::Timer m_look;
    std::map<std::uint64_t, Place> m_line;  ///< by their number
    std::uint64_t m_next = 1;
};

}  // namespace portolan::proxy
