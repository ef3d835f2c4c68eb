// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// GET /api/v1/events: the EventLog as text/event-stream. Each stream first asks the control thread for leave,
// through the front, so that access is decided in one place; a 200 there starts it, anything else is relayed.
// It then reads the log from the client's Last-Event-ID (or ?last_event_id=), or from now on; a client that
// has missed events, or falls behind the ring, gets `event: reset` and goes on from there. A comment every 15
// s keeps the connection known to be alive. One per worker, its thread; woken by the log through the engine.
// Must outlive the proxy's sessions. Source: HTML Living Standard, section 9.2 (Server-sent events).

#include "backend/edge/frontexchange.h"
#include "backend/live/eventlog.h"

#include <memory>
#include <vector>

namespace portolan::edge {

class EventExchange;

class EventStream final : public proxy::LocalHandler {
  public:
    /// `parts` and the log outlive it, and the engine outlives every append() to the log that may still be
    /// running.
    EventStream(FrontParts parts, live::EventLog& log);
    ~EventStream() override;

    [[nodiscard]] std::unique_ptr<proxy::LocalExchange> begin(const httpwire::RequestHead& head,
                                                              const proxy::Arrival& arrival,
                                                              proxy::LocalResponder& responder) override;

    /// Ends all streams and whatever would become one: they would never end by themselves. For a drain.
    void endAll();

    /// Streams that are open, past the question for leave.
    [[nodiscard]] std::size_t streamCount() const { return m_open.size(); }

  private:
    friend class EventExchange;
    struct Wakeup;

    void wakeAll();

    FrontParts m_parts;
    live::EventLog& m_log;
    std::vector<EventExchange*> m_open;
    bool m_ending = false;
    std::shared_ptr<Wakeup> m_wakeup;
    std::shared_ptr<void> m_subscription;
};

}  // namespace portolan::edge
