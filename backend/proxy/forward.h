// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A request that goes to a target of a service, and its response on the way back. Streams both bodies with
// back-pressure, passes interim responses on, tries once more where that is safe, and turns an accepted
// upgrade into a Tunnel. Used again and again by the sessions of one worker (Shared::spareForwards), so that
// a request allocates none. Source: RFC 9110 sections 7.6, 9.2.2 and 15.2, RFC 9112 sections 6 and 9.

#include "backend/net/stream.h"
#include "backend/proxy/bodyreader.h"
#include "backend/proxy/bodywriter.h"
#include "backend/proxy/exchange.h"
#include "backend/proxy/failure.h"
#include "backend/proxy/placement.h"
#include "backend/proxy/shared.h"
#include "backend/proxy/waitingroom.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace portolan::proxy {

class Session;

class Forward final : public Exchange, private net::StreamHandler, private Waiter {
  public:
    explicit Forward(Shared& shared) : m_shared(shared), m_placement(shared) {}

    /// `route` stays valid while the exchange is under way (the session pins it), `head` during the call
    /// only.
    void begin(Session& session, const snapshot::Route& route, const httpwire::RequestHead& head);

    /// After the exchange: keeps no more memory than the next one is likely to need.
    void giveBack();

    /// How long the target has been down by its probes; -1 when they do not say so.
    [[nodiscard]] std::int64_t downForSeconds() const;

    void onRequest(std::span<const std::string_view> parts, BodyState state,
                   const httpwire::FieldList* trailers) override;
    void onClientDrained() override;
    void onCancelled() override;
    void onTimeLimit() override;

  private:
    enum class Stage : std::uint8_t { Waiting, Connecting, Head, Body, Over };
    enum class HeadStep : std::uint8_t { Final, More, Over };

    void onConnected() override;
    void onBytes(std::string_view bytes) override;
    void onEnd() override;
    void onDrained() override;
    void onClosed(net::CloseReason reason) override;

    bool onMaybeFree() override;

    void beginSpread(const httpwire::RequestHead& head);
    void beginWaiting();
    void watch();
    [[nodiscard]] base::Milliseconds patienceLeft() const;
    [[nodiscard]] bool leaveLostTarget();
    void writeHead(const httpwire::RequestHead& head, const snapshot::RouteTarget& target);
    void attach(const snapshot::RouteTarget& target);
    void readdressTo(const snapshot::RouteTarget& target);
    void attachFresh(const snapshot::RouteTarget& target);
    void targetFailed(FailureReason reason);
    void cutOff();
    [[nodiscard]] bool mayRepeat() const;
    void repeat();
    void repeatAt(const snapshot::RouteTarget& target);
    void sendHead();
    void relay(std::string_view bytes);
    HeadStep readHead(std::string_view& bytes);
    HeadStep takeInterim(std::string_view rest);
    void takeFinal();
    void relayBody(std::string_view bytes);
    void endByClose();
    void complete(bool clean);
    void fail(FailureReason reason);

    Shared& m_shared;
    Session* m_session = nullptr;
    const snapshot::Route* m_route = nullptr;
    const snapshot::RouteTarget* m_target = nullptr;
    Placement m_placement;
    std::uint64_t m_patience = 0;  ///< until when a place is waited for, or an answer that may come elsewhere
    net::StreamHandle m_upstream;
    Stage m_stage = Stage::Over;
    bool m_headSent = false;
    bool m_bodySent = false;       ///< a byte of the request's body has been handed to the upstream
    bool m_pooled = false;         ///< this connection has carried requests before
    bool m_moved = false;          ///< another target was tried, as one could not be reached
    bool m_repeated = false;       ///< the request was sent again
    bool m_wantsTunnel = false;    ///< the head asks for an upgrade
    bool m_answered = false;       ///< a byte of an answer has arrived
    bool m_upstreamKeeps = false;  ///< the upstream will take another request
    base::Milliseconds m_keepFor{0};
    std::string m_head;     ///< the request's head: for a second attempt, and for what it says of the client
    std::string m_held;     ///< body that waits for the connection
    std::string m_partial;  ///< an incomplete head of the response
    httpwire::HeadScanner m_scanner;
    BodyReader m_reader;
    BodyWriter m_toClient;
    BodyWriter m_toUpstream;
};

}  // namespace portolan::proxy
