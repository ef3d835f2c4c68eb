// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Follows GET /api/v1/events for one subscriber: keeps the stream open, comes back with Last-Event-ID after
// each loss, and says so when it could not continue where it was. RestAdministration::watch makes it; the
// subscriber owns it and may destroy it from inside any handler. Retries wait longer with each failure, and a
// silent stream counts as lost. It does not keep events: what it has handed out is gone. Lives on one thread
// that runs a Qt event loop. Source: HTML Living Standard, section 9.2 "Server-sent events".

#include "backend/api/administration.h"
#include "backend/client/endpoint.h"
#include "backend/client/eventparser.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTimer>

#include <memory>

namespace portolan::client {

class EventStream final : public api::Subscription {
  public:
    EventStream(SharedEndpoint endpoint, Timings timings, std::uint64_t lastEventId,
                api::EventHandlers handlers);
    ~EventStream() override;
    EventStream(const EventStream&) = delete;
    EventStream& operator=(const EventStream&) = delete;

  private:
    enum class State { Opening, Open, Lost };

    void open();
    void readHead();
    void readBytes();
    void handOut(const ServerSentEvent& event);
    void lose();

    SharedEndpoint m_endpoint;
    Timings m_timings;
    api::EventHandlers m_handlers;
    std::uint64_t m_lastEventId;
    State m_state = State::Opening;
    EventParser m_parser;
    std::chrono::milliseconds m_nextRetry;
    QNetworkAccessManager m_network;
    QNetworkReply* m_reply = nullptr;
    QTimer m_silence;
    QTimer m_retry;
    /// Expires with this object: a handler may destroy it.
    std::shared_ptr<char> m_alive = std::make_shared<char>();
};

}  // namespace portolan::client
