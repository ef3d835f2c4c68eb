// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One client's connection of TcpSessions: cuts the byte stream into messages, answers each, and sends the
// replies of one read together. It stops reading, and stops answering, while the client does not take its
// replies, so that no client can make it hold more than the marks and one read. On the worker's thread; owned
// by TcpSessions. Source: RFC 7766 sections 6.2.1.1 (pipelining) and 8 (a message may be split anywhere).

#include "backend/base/ipaddress.h"
#include "backend/net/stream.h"
#include "backend/net/timerwheel.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace portolan::dns {

class TcpListener;
class TcpSessions;

class TcpSession final : public net::StreamHandler {
  public:
    /// Both outlive the session.
    TcpSession(TcpSessions& sessions, const TcpListener& listener, const base::SocketAddress& peer);

    /// Begins with a stream whose handler this session is.
    void start(const net::StreamHandle& stream);
    /// Closes the connection and leaves the sessions.
    void finish();
    /// The same at once: what is unsent by now is for a client that does not read, and is dropped.
    void giveWay();
    /// When it last completed a query, in the engine's milliseconds.
    [[nodiscard]] std::uint64_t lastQueryMs() const { return m_lastQueryMs; }
    [[nodiscard]] const base::IpAddress& peer() const { return m_peer; }
    [[nodiscard]] const TcpListener& listener() const { return m_listener; }

  private:
    void onBytes(std::string_view bytes) override;
    void onEnd() override;
    void onDrained() override;
    void onClosed(net::CloseReason reason) override;
    [[nodiscard]] std::size_t answerMessages(std::string_view bytes);
    [[nodiscard]] bool sendReplies(std::size_t size);
    void noteQuery();

    TcpSessions& m_sessions;
    const TcpListener& m_listener;
    const base::IpAddress m_peer;
    net::StreamHandle m_stream;
    net::Timer m_idleTimer;
    std::string m_waiting;  ///< bytes that are no whole message yet, or that wait for the client to read
    std::uint64_t m_lastQueryMs = 0;
    bool m_full = false;   ///< the client has more to read than it should
    bool m_ended = false;  ///< the client will send no more
};

}  // namespace portolan::dns
