// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One connection of a client: reads its requests one after the other (pipelined ones wait their turn), finds
// out who answers each, and hands the answers back. It checks the framing and keeps the time limits; what
// becomes of a request is decided by Router and done by an Exchange. Owned by Server, on the worker's thread;
// gone at the end of the turn in which the connection ends. Thousands of them lie idle in a worker: what only
// a request needs is lent to them while there is one, and a test holds down their size. Source: RFC 9112
// sections 2, 3, 6 and 9.

#include "backend/base/ipaddress.h"
#include "backend/httpwire/parser.h"
#include "backend/net/engine.h"
#include "backend/net/stream.h"
#include "backend/proxy/bodyreader.h"
#include "backend/proxy/exchange.h"
#include "backend/proxy/failure.h"
#include "backend/proxy/forwardedfields.h"
#include "backend/proxy/lease.h"
#include "backend/proxy/localhandler.h"
#include "backend/proxy/router.h"
#include "backend/proxy/shared.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace portolan::proxy {

class Forward;
class LocalSide;

class Session final : private net::StreamHandler {
  public:
    Session(Shared& shared, Arrival::Listener listener, const base::SocketAddress& peer,
            const base::SocketAddress& local);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Begins with the connection `fd`.
    void start(net::FileDescriptor fd);

    // For the exchange that is under way.

    [[nodiscard]] const RequestFacts& facts() const { return m_facts; }
    /// Valid until the next call for any session.
    [[nodiscard]] const ForwardedFields& forwarded() const;
    [[nodiscard]] Trust trust() const { return m_trust; }
    /// Whether the client came over TLS.
    [[nodiscard]] bool isSecure() const { return m_listener == Arrival::Listener::Https; }
    /// The port the client came to.
    [[nodiscard]] std::uint16_t localPort() const { return m_local.port; }
    /// The request has arrived to its last byte.
    [[nodiscard]] bool isRequestComplete() const { return m_body.isAtEnd(); }
    /// Counts a final response and decides whether the connection lives on after it. True: it must say that
    /// it closes.
    bool beginResponse(int status, bool mustClose);
    net::Flow send(std::span<const net::Chunk> chunks);
    /// Stop and go on reading the body (back-pressure).
    void pauseBody();
    void resumeBody();
    [[nodiscard]] bool isBodyPaused() const { return m_bodyPaused; }
    /// Calls Exchange::onTimeLimit() when `limit` passes without another call of this.
    void limitTime(base::Milliseconds limit);
    /// What is noted of the request that is under way.
    [[nodiscard]] AccessRecord& access() { return *m_access; }
    /// Bytes that wait for the client.
    [[nodiscard]] std::size_t unsentBytes() const { return m_client.unsentBytes(); }

    /// The response is complete.
    void finish();
    /// Answers with a page, as nothing has been sent yet.
    void fail(FailureReason reason);
    /// The response cannot be completed: ends the connection so that the client notices.
    void cut();
    /// The connection is the tunnel's from here on. `fromUpstream` is what came with the 101.
    void startTunnel(net::StreamHandle upstream, std::string_view fromUpstream, Lease lease);

    // For the server.

    [[nodiscard]] bool isIdle() const { return m_phase == Phase::Head && !m_inbox; }
    void closeIdle() { close(net::Closing::Flush); }
    /// Ends the connection without another word.
    void abort();
    [[nodiscard]] const base::SocketAddress& peer() const { return m_peer; }
    [[nodiscard]] Arrival::Listener listener() const { return m_listener; }
    /// Where the server keeps it.
    std::size_t index = 0;

  private:
    enum class Phase : std::uint8_t {
        Head,      ///< before or inside a head
        Body,      ///< an exchange is under way and the request's body is still coming
        Response,  ///< an exchange is under way and the request is complete
        Gone,
    };

    /// An incomplete head, or what was sent before it was asked for.
    struct Inbox {
        std::string bytes;
        httpwire::HeadScanner scanner;
    };

    void onBytes(std::string_view bytes) override;
    void onEnd() override;
    void onDrained() override;
    void onClosed(net::CloseReason reason) override;
    void onTimer();
    void clientHasGone();
    [[nodiscard]] bool isHalfClose() const;
    void endIfHalfClosed();
    void watchSlowReader();

    std::size_t process(std::string_view bytes);
    void processInbox();
    std::size_t readHead(std::string_view bytes);
    std::size_t readBody(std::string_view bytes);
    void takeHead(const httpwire::RequestHead& head);
    void route(const httpwire::RequestHead& head);
    [[nodiscard]] bool isCovered(const httpwire::RequestHead& head) const;
    [[nodiscard]] bool isAdmitted();
    [[nodiscard]] bool mustGoToHttps(const httpwire::RequestHead& head) const;
    void beginRoute(const httpwire::RequestHead& head);
    void beginForward(const httpwire::RequestHead& head);
    void beginLocal(const httpwire::RequestHead& head, LocalHandler* handler);
    void refuse(FailureReason reason);
    void writePage(FailureReason reason, bool close);
    void keep(std::string_view rest);
    void endExchange();
    void close(net::Closing closing);
    void leave();

    Shared& m_shared;
    net::StreamHandle m_client;
    Phase m_phase = Phase::Head;
    bool m_processing = false;    ///< process() is on the stack and will go on by itself
    bool m_clientFull = false;    ///< more than the high mark waits for the client
    bool m_closeAfter = false;    ///< the response has said that the connection ends with it
    bool m_bodyPaused = false;    ///< the exchange wants no more of the body
    bool m_answering = false;     ///< the response to the last request has begun
    bool m_halfClosed = false;    ///< the client has ended its side and waits for its answers
    Trust m_trust = Trust::None;  ///< in the peer, by the snapshot of m_admittedAt
    const Arrival::Listener m_listener;
    const base::SocketAddress m_peer;
    const base::SocketAddress m_local;
    std::uint32_t m_heardAt = 0;      ///< when the last byte came, in milliseconds of the engine, cut off
    std::uint32_t m_takenBefore = 0;  ///< what the client had taken when it was last looked at, cut off
    std::uint64_t m_admittedAt = 0;   ///< version of the snapshot that admitted the peer
    RequestFacts m_facts;
    BodyReader m_body;
    Exchange* m_exchange = nullptr;
    AccessRecord* m_access = nullptr;  ///< from the end of a head to the end of its response
    std::unique_ptr<Forward> m_forward;
    std::unique_ptr<LocalSide> m_localSide;
    RoutePin m_pin;
    net::Timer m_timer;
    std::unique_ptr<Inbox> m_inbox;  ///< only while there are bytes in it
};

}  // namespace portolan::proxy
