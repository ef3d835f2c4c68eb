// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/edge/controlpair.h"

#include "backend/httpwire/parser.h"

#include <algorithm>
#include <utility>

namespace portolan::edge {

ControlPair::ControlPair(net::Engine& engine, net::FileDescriptor ourEnd, PairOwner& owner)
    : m_owner(owner), m_stream(engine.adopt(std::move(ourEnd), *this)) {}

ControlPair::~ControlPair() {
    m_stream.close();
}

void ControlPair::ask(std::string_view request, PairClient& client) {
    m_client = &client;
    m_state = State::Head;
    m_headBytes.clear();
    m_stream.send(request);
}

void ControlPair::abandon() {
    m_client = nullptr;
    m_stream.resumeRead();
}

void ControlPair::pause() {
    m_stream.pauseRead();
}

void ControlPair::resume() {
    m_stream.resumeRead();
}

void ControlPair::onBytes(std::string_view bytes) {
    while (!bytes.empty() && m_state != State::Gone) {
        if (m_state == State::Head)
            bytes = readHead(bytes);
        else if (m_state == State::Body)
            bytes = readBody(bytes);
        else
            lose();  // bytes that nobody has asked for
    }
}

void ControlPair::onEnd() {
    lose();
}

void ControlPair::onClosed(net::CloseReason) {
    lose();
}

/// Returns what follows the head.
std::string_view ControlPair::readHead(std::string_view bytes) {
    // The control side writes a head line by line, so it may come in pieces.
    const std::size_t before = m_headBytes.size();
    m_headBytes.append(bytes.substr(0, httpwire::Limits{}.headBytes));
    // HEAD is asked for as GET, so that every answer is framed alike.
    const auto result = httpwire::parseResponseHead(m_headBytes, {}, httpwire::Method::Get, m_head);
    if (result.incomplete())
        return {};
    if (result.refused() || m_head.framing == httpwire::Framing::Chunked ||
        m_head.framing == httpwire::Framing::UntilClose) {
        lose();
        return {};
    }
    bytes.remove_prefix(result.consumed - before);
    startBody(m_head);
    return bytes;
}

void ControlPair::startBody(const httpwire::ResponseHead& head) {
    m_state = State::Body;
    m_left = head.framing == httpwire::Framing::Length ? head.contentLength : 0;
    if (m_client != nullptr)
        m_client->onAnswerHead(head);
    if (m_left == 0)
        finish();
}

/// Returns what follows the body.
std::string_view ControlPair::readBody(std::string_view bytes) {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(m_left, bytes.size()));
    m_left -= size;
    if (m_client != nullptr)
        m_client->onAnswerBody(bytes.substr(0, size));
    if (m_left == 0)
        finish();
    return bytes.substr(size);
}

void ControlPair::finish() {
    m_state = State::Idle;
    m_headBytes.clear();
    m_stream.resumeRead();
    PairClient* client = std::exchange(m_client, nullptr);
    m_owner.onPairIdle(*this);
    if (client != nullptr)
        client->onAnswerEnd();
}

void ControlPair::lose() {
    if (std::exchange(m_state, State::Gone) == State::Gone)
        return;
    m_stream.close();
    PairClient* client = std::exchange(m_client, nullptr);
    m_owner.onPairGone(*this);
    if (client != nullptr)
        client->onAnswerLost();
}

}  // namespace portolan::edge
