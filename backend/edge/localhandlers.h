// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Everything of edge/ that one worker needs, in one object: the API (its event stream and the front for all
// other paths) and the own pages. Made and destroyed by runtime on the worker's thread, after the proxy's
// server is gone; given to proxy::Server::setHandlers().

#include "backend/edge/apifront.h"
#include "backend/edge/eventstream.h"
#include "backend/edge/ownpages.h"
#include "backend/edge/pairpool.h"

namespace portolan::edge {

/// All of it outlives the handlers.
struct LocalHandlerParts {
    net::Engine& engine;
    PairSink& sink;
    live::EventLog& events;
    const OwnPages::Snapshots& snapshots;
    FrontLimits limits{};
};

class LocalHandlers {
  public:
    explicit LocalHandlers(const LocalHandlerParts& parts);

    [[nodiscard]] proxy::LocalHandler& api() { return m_api; }
    [[nodiscard]] proxy::LocalHandler& landing() { return m_ownPages; }
    /// For a drain: ends what would not end by itself.
    void endStreams() { m_events.endAll(); }

  private:
    /// Chooses by path between the event stream and the front.
    class Api final : public proxy::LocalHandler {
      public:
        Api(ApiFront& front, EventStream& events) : m_front(front), m_events(events) {}
        [[nodiscard]] std::unique_ptr<proxy::LocalExchange> begin(const httpwire::RequestHead& head,
                                                                  const proxy::Arrival& arrival,
                                                                  proxy::LocalResponder& responder) override;

      private:
        ApiFront& m_front;
        EventStream& m_events;
    };

    PairPool m_pairs;
    ApiFront m_front;
    EventStream m_events;
    OwnPages m_ownPages;
    Api m_api;
};

}  // namespace portolan::edge
