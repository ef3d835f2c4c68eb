// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The requests of one worker that wait because each target of their service has as many requests as it may
// have: first come, first served, so many per service. One per worker, on its thread. Whoever gives up a
// place on this worker calls wake(); places that other workers give up are found by looking again every few
// milliseconds, as long as anybody waits (workers do not call each other). It keeps no time limit: whoever
// waits does.

#include "backend/base/clock.h"
#include "backend/model/service.h"
#include "backend/net/engine.h"

#include <cstddef>
#include <list>

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
    explicit WaitingRoom(net::Engine& engine);
    WaitingRoom(const WaitingRoom&) = delete;
    WaitingRoom& operator=(const WaitingRoom&) = delete;

    /// False when `most` of this service wait already.
    [[nodiscard]] bool enter(Waiter& waiter, model::ServiceId service, std::size_t most);
    void leave(const Waiter& waiter);
    /// Whether somebody waits for this service, behind whom others belong.
    [[nodiscard]] bool holds(model::ServiceId service) const {
        return !m_line.empty() && countOf(service) > 0;
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
        model::ServiceId service;
    };

    [[nodiscard]] std::size_t countOf(model::ServiceId service) const;
    void look();

    net::Engine& m_engine;
    net::Timer m_look;
    std::list<Place> m_line;
};

}  // namespace portolan::proxy
