// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/client/eventstream.h"

#include "backend/client/wire.h"

#include <QNetworkProxy>

#include <algorithm>
#include <charconv>

namespace portolan::client {

namespace {

/// 0 for what is no id of ours.
std::uint64_t idOf(const std::string& text) {
    std::uint64_t id = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, failure] = std::from_chars(text.data(), end, id);
    return failure == std::errc() && rest == end ? id : 0;
}

}  // namespace

EventStream::EventStream(SharedEndpoint endpoint, Timings timings, std::uint64_t lastEventId,
                         api::EventHandlers handlers)
    : m_endpoint(std::move(endpoint)),
      m_timings(timings),
      m_handlers(std::move(handlers)),
      m_lastEventId(lastEventId),
      m_nextRetry(timings.firstRetry) {
    m_network.setProxy(QNetworkProxy::NoProxy);
    m_silence.setSingleShot(true);
    m_silence.setInterval(m_timings.streamSilence);
    m_retry.setSingleShot(true);
    QObject::connect(&m_silence, &QTimer::timeout, &m_silence, [this] { lose(); });
    QObject::connect(&m_retry, &QTimer::timeout, &m_retry, [this] { open(); });
    open();
}

EventStream::~EventStream() {
    if (m_reply) {
        m_reply->disconnect();
        m_reply->abort();
    }
}

void EventStream::open() {
    QNetworkRequest request = requestTo(*m_endpoint, QStringLiteral("/api/v1/events"));
    request.setRawHeader("Accept", "text/event-stream");
    if (m_lastEventId != 0)
        request.setRawHeader("Last-Event-ID", QByteArray::number(static_cast<qulonglong>(m_lastEventId)));
    m_parser = EventParser();
    m_reply = m_network.get(request);
    // Queued: a handler may destroy this, and the reply must not be emitting then. What was queued for an
    // earlier reply comes to nothing.
    const auto follow = [this, reply = m_reply](auto signal, void (EventStream::*step)()) {
        QObject::connect(
            reply, signal, &m_network,
            [this, reply, step] {
                if (m_reply == reply)
                    (this->*step)();
            },
            Qt::QueuedConnection);
    };
    follow(&QNetworkReply::metaDataChanged, &EventStream::readHead);
    follow(&QNetworkReply::readyRead, &EventStream::readBytes);
    follow(&QNetworkReply::finished, &EventStream::lose);
    m_silence.start();
}

void EventStream::readHead() {
    if (m_state == State::Open)
        return;
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status != 200 || !m_reply->rawHeader("Content-Type").startsWith("text/event-stream")) {
        lose();
        return;
    }
    m_state = State::Open;
    m_nextRetry = m_timings.firstRetry;
    // Without an id there is no place to continue from. With one, the backend sends "reset" when it is gone.
    if (m_lastEventId == 0 && m_handlers.missed)
        m_handlers.missed();
}

void EventStream::readBytes() {
    if (m_state != State::Open)
        return;
    m_silence.start();
    const QByteArray bytes = m_reply->readAll();
    const auto events = m_parser.feed({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    if (!events) {
        lose();
        return;
    }
    const std::weak_ptr<char> alive = m_alive;
    for (const ServerSentEvent& event : *events) {
        handOut(event);
        if (alive.expired())
            return;
    }
}

void EventStream::handOut(const ServerSentEvent& event) {
    if (const std::uint64_t id = idOf(event.lastId); id != 0)
        m_lastEventId = id;
    if (event.type == "reset") {
        if (m_handlers.missed)
            m_handlers.missed();
        return;
    }
    if (m_handlers.event)
        m_handlers.event({m_lastEventId, event.type, event.data});
}

void EventStream::lose() {
    if (!m_reply)
        return;
    m_reply->disconnect();
    m_reply->abort();
    m_reply->deleteLater();
    m_reply = nullptr;
    m_silence.stop();
    m_retry.start(m_nextRetry);
    m_nextRetry = std::min(m_nextRetry * 2, m_timings.longestRetry);
    const bool saidAlready = m_state == State::Lost;
    m_state = State::Lost;
    if (!saidAlready && m_handlers.connectionLost)
        m_handlers.connectionLost();  // may destroy this
}

}  // namespace portolan::client
