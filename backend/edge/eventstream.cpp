// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/edge/eventstream.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

namespace portolan::edge {

namespace {

constexpr base::Milliseconds heartbeatInterval = base::Seconds(15);
constexpr std::size_t eventsPerRead = 64;     // events read from the log at once
constexpr std::size_t highMark = 256 * 1024;  // as in frontexchange.cpp

/// Digits only; nullopt for anything else.
std::optional<std::uint64_t> numberOf(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || failure != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// The id behind which the client wants to go on: the field wins over the query.
std::optional<std::uint64_t> lastEventIdOf(const httpwire::RequestHead& head) {
    constexpr std::string_view idParameter = "last_event_id=";
    if (head.fields.has(httpwire::KnownField::LastEventId))
        return numberOf(head.fields.value(httpwire::KnownField::LastEventId));
    std::string_view query = head.query;
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        if (query.starts_with(idParameter))
            return numberOf(query.substr(idParameter.size(), end - idParameter.size()));
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    return std::nullopt;
}

void appendEvent(std::string& out, std::uint64_t id, std::string_view type, std::string_view data) {
    out += "id: ";
    out += std::to_string(id);
    out += "\nevent: ";
    out += type;
    out += "\ndata: ";
    out += data;
    out += "\n\n";
}

}  // namespace

/// Shared with the callback in the log, which may run on another thread while the EventStream goes away.
struct EventStream::Wakeup {
    std::atomic<bool> posted{false};
    EventStream* owner = nullptr;  // the worker's thread only
};

/// One client's stream.
class EventExchange final : public FrontExchange {
  public:
    EventExchange(EventStream& owner, const httpwire::RequestHead& head, const proxy::Arrival& arrival,
                  proxy::LocalResponder& responder)
        : FrontExchange(owner.m_parts, head, arrival, responder),
          m_owner(owner),
          m_lastEventId(lastEventIdOf(head)),
          m_heartbeat(this, [](void* self) { static_cast<EventExchange*>(self)->beat(); }) {}
    ~EventExchange() override { stop(); }

    void onDrained() override {
        FrontExchange::onDrained();
        m_full = false;
        if (m_streaming)
            pump();
    }
    void onAborted() override {
        stop();
        FrontExchange::onAborted();
    }
    void pump();
    /// Ends the stream in good order, for a client that will come back.
    void end();

  protected:
    void relayHead(const httpwire::ResponseHead& head) override {
        m_admitted = head.status == 200;
        if (!m_admitted)
            FrontExchange::relayHead(head);
    }
    void relayEnd() override {
        if (m_admitted)
            start();
        else
            FrontExchange::relayEnd();
    }

  private:
    void start();
    void stop();
    void beat();
    void send(std::string_view bytes);
    [[nodiscard]] std::string nextPiece();

    EventStream& m_owner;
    std::optional<std::uint64_t> m_lastEventId;
    std::uint64_t m_next = 0;  // id of the event to be sent next
    bool m_admitted = false;
    bool m_streaming = false;
    bool m_full = false;  // the client is behind: wait for onDrained()
    net::Timer m_heartbeat;
};

void EventExchange::start() {
    m_streaming = true;
    m_owner.m_open.push_back(this);
    m_next = m_lastEventId ? *m_lastEventId + 1 : m_owner.m_log.nextId();
    httpwire::ResponseHead head;
    head.fields.add(httpwire::KnownField::ContentType, "text/event-stream");
    head.fields.add(httpwire::KnownField::CacheControl, "no-store");
    head.fields.add(httpwire::KnownField::XRequestId, requestId());
    responder().sendHead(head, -1);
    send("retry: 2000\n\n");
    if (m_owner.m_ending) {
        end();
        return;
    }
    m_owner.m_parts.engine.arm(m_heartbeat, heartbeatInterval);
    pump();
}

void EventExchange::end() {
    stop();
    setOver();
    responder().finish();
}

/// After this the owner is not touched: it may go before an exchange that its session has retired.
void EventExchange::stop() {
    m_heartbeat.disarm();
    if (std::exchange(m_streaming, false))
        std::erase(m_owner.m_open, this);
}

void EventExchange::beat() {
    m_owner.m_parts.engine.arm(m_heartbeat, heartbeatInterval);
    send(": still here\n\n");
    pump();
}

void EventExchange::send(std::string_view bytes) {
    m_full = responder().sendBody(bytes) > highMark;
}

void EventExchange::pump() {
    while (!m_full) {
        const std::string piece = nextPiece();
        if (piece.empty())
            return;
        send(piece);
    }
}

/// Empty when the client has everything.
std::string EventExchange::nextPiece() {
    std::string out;
    const auto events = m_owner.m_log.read(m_next, eventsPerRead);
    if (!events) {
        m_next = m_owner.m_log.nextId();
        appendEvent(out, m_next - 1, "reset", "{}");
        return out;
    }
    for (const auto& event : *events)
        appendEvent(out, event->id, event->type, event->data);
    m_next += events->size();
    return out;
}

EventStream::EventStream(FrontParts parts, live::EventLog& log)
    : m_parts(parts), m_log(log), m_wakeup(std::make_shared<Wakeup>()) {
    m_wakeup->owner = this;
    m_subscription = log.onAppend([wakeup = m_wakeup, &engine = parts.engine] {
        if (wakeup->posted.exchange(true))
            return;
        engine.post([wakeup] {
            wakeup->posted = false;
            if (wakeup->owner != nullptr)
                wakeup->owner->wakeAll();
        });
    });
}

EventStream::~EventStream() {
    m_wakeup->owner = nullptr;
}

std::unique_ptr<proxy::LocalExchange> EventStream::begin(const httpwire::RequestHead& head,
                                                         const proxy::Arrival& arrival,
                                                         proxy::LocalResponder& responder) {
    auto exchange = std::make_unique<EventExchange>(*this, head, arrival, responder);
    exchange->judge(head);
    return exchange;
}

void EventStream::endAll() {
    m_ending = true;
    for (EventExchange* exchange : std::vector<EventExchange*>(m_open))
        exchange->end();
}

void EventStream::wakeAll() {
    // A send may end a stream, but never during the call.
    for (EventExchange* exchange : std::vector<EventExchange*>(m_open))
        exchange->pump();
}

}  // namespace portolan::edge
