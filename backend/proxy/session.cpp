// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/session.h"

#include "backend/proxy/forward.h"
#include "backend/proxy/localside.h"
#include "backend/proxy/pages.h"
#include "backend/proxy/tunnel.h"

#include <array>
#include <utility>

namespace portolan::proxy {

using httpwire::KnownField;

namespace {

// What may wait while an answer is under way before the client is no longer read.
constexpr std::size_t inboxLimit = 32 * 1024;

}  // namespace

Session::Session(Shared& shared, Arrival::Listener listener, const base::SocketAddress& peer,
                 const base::SocketAddress& local)
    : m_shared(shared), m_listener(listener), m_peer(peer), m_local(local), m_timer(this, [](void* self) {
          static_cast<Session*>(self)->onTimer();
      }) {}

Session::~Session() = default;

void Session::start(net::FileDescriptor fd) {
    m_client = isSecure() ? m_shared.clientTls.accept(std::move(fd), m_peer, m_shared.limits.handshake, *this)
                          : m_shared.engine.adopt(std::move(fd), *this, m_peer);
    m_shared.engine.arm(m_timer, m_shared.limits.idle);
}

void Session::onBytes(std::string_view bytes) {
    m_shared.counters.bytesFromClients.add(bytes.size());
    m_heardAt = static_cast<std::uint32_t>(m_shared.engine.nowMs());
    if (!m_inbox) {
        const std::size_t used = process(bytes);
        if (m_phase != Phase::Gone && used < bytes.size())
            keep(bytes.substr(used));
        return;
    }
    m_inbox->bytes.append(bytes);
    const bool readsHead = m_phase == Phase::Head && !m_clientFull;
    if (!readsHead && m_inbox->bytes.size() > inboxLimit)
        m_client.pauseRead();
    if (readsHead && m_inbox->scanner.mayBeComplete(m_inbox->bytes, m_shared.headLimits))
        processInbox();
}

void Session::onEnd() {
    if (isHalfClose()) {
        m_halfClosed = true;
        return;
    }
    clientHasGone();
    close(net::Closing::Flush);
}

/// An end looks the same whether the client has closed the connection or only its own side of it. Whoever
/// ends it together with a whole request waits for the answer; whoever does so later has left (ADR 0007).
bool Session::isHalfClose() const {
    const auto now = static_cast<std::uint32_t>(m_shared.engine.nowMs());
    const TimeLimits& limits = m_shared.limits;
    const base::Milliseconds window = m_answering ? limits.halfCloseAnswering : limits.halfClose;
    return m_exchange && isRequestComplete() && now - m_heardAt < window.count();
}

/// Nothing more will come: the connection ends once everything that came is answered.
void Session::endIfHalfClosed() {
    if (m_halfClosed && m_phase == Phase::Head && !m_exchange && !m_clientFull)
        close(net::Closing::Flush);
}

void Session::onDrained() {
    m_clientFull = false;
    if (m_exchange)
        m_exchange->onClientDrained();
    if (m_phase == Phase::Head && !m_exchange) {
        m_shared.engine.arm(m_timer, m_shared.limits.idle);
        m_client.resumeRead();
        if (m_inbox)
            processInbox();
        endIfHalfClosed();
    }
}

void Session::onClosed(net::CloseReason) {
    clientHasGone();
    leave();
}

void Session::clientHasGone() {
    if (m_access)
        m_access->endsWith(live::Outcome::ClientGone);
    if (m_exchange)
        std::exchange(m_exchange, nullptr)->onCancelled();
}

void Session::onTimer() {
    if (m_clientFull) {
        watchSlowReader();
        return;
    }
    if (m_exchange) {
        m_exchange->onTimeLimit();
        return;
    }
    if (m_phase != Phase::Head)
        return;
    if (!m_inbox)
        close(net::Closing::Flush);
    else
        refuse(FailureReason::HeadTimeout);
}

/// A reader that has taken nothing for a while is cut, so that nothing waits for it for ever; one that is
/// only slow may take its time.
void Session::watchSlowReader() {
    const auto taken = static_cast<std::uint32_t>(m_client.sentBytes());
    if (std::exchange(m_takenBefore, taken) == taken)
        abort();
    else
        limitTime(m_shared.limits.stall);
}

/// Works through `bytes` as far as that is possible without waiting. Returns how many it has used.
std::size_t Session::process(std::string_view bytes) {
    m_processing = true;
    std::size_t at = 0;
    while (at < bytes.size()) {
        std::size_t used = 0;
        if (m_phase == Phase::Head && !m_clientFull)
            used = readHead(bytes.substr(at));
        else if (m_phase == Phase::Body)
            used = readBody(bytes.substr(at));
        at += used;
        if (used == 0 || m_phase == Phase::Gone)
            break;
    }
    m_processing = false;
    return at;
}

void Session::processInbox() {
    const std::unique_ptr<Inbox> taken = std::move(m_inbox);
    const std::string_view bytes = taken->bytes;
    const std::size_t used = process(bytes);
    if (m_phase != Phase::Gone && used < bytes.size())
        keep(bytes.substr(used));
}

/// Keeps what could not be used yet: the beginning of a head, or a request that came before its turn.
void Session::keep(std::string_view rest) {
    m_inbox = std::make_unique<Inbox>();
    m_inbox->bytes.assign(rest);
    if (m_phase == Phase::Head && !m_clientFull) {
        [[maybe_unused]] const bool complete =
            m_inbox->scanner.mayBeComplete(m_inbox->bytes, m_shared.headLimits);
        limitTime(m_shared.limits.head);
    }
    if (rest.size() > inboxLimit || m_clientFull)
        m_client.pauseRead();
}

std::size_t Session::readHead(std::string_view bytes) {
    httpwire::RequestHead& head = m_shared.request;
    const httpwire::ParseResult result = httpwire::parseRequestHead(bytes, m_shared.headLimits, head);
    if (result.incomplete())
        return 0;
    m_shared.counters.requests.add();
    if (result.refused()) {
        refuse(reasonOf(result.failure));
        return bytes.size();
    }
    takeHead(head);
    m_access = &m_shared.access.begin(head, m_peer.address, m_listener);
    m_shared.access.received(*m_access, result.consumed);
    route(head);
    // The body may wait for an answer to the head (RFC 9110 section 10.1.1): the head must not wait for it.
    if (m_phase == Phase::Body && m_exchange && result.consumed == bytes.size())
        m_exchange->onRequest({}, BodyState::GoesOn, nullptr);
    return result.consumed;
}

void Session::takeHead(const httpwire::RequestHead& head) {
    m_answering = false;
    m_facts.method = head.method;
    m_facts.version = head.version;
    m_facts.framing = head.framing;
    m_facts.keepAlive = head.keepAlive;
    m_facts.expectContinue = head.expectContinue;
    m_facts.pageFormat = PageFormat::Text;
    m_closeAfter = false;
    m_body.begin(head.framing, head.contentLength);
    m_phase = m_body.isAtEnd() ? Phase::Response : Phase::Body;
}

void Session::route(const httpwire::RequestHead& head) {
    m_shared.router.refresh();
    Destination destination{.reason = FailureReason::NotInternal};
    if (isAdmitted())
        destination = isCovered(head) ? m_shared.router.find(head, m_listener, m_local, m_pin)
                                      : Destination{.reason = FailureReason::NotOverTls};
    switch (destination.kind) {
        case Destination::Kind::Route:
            beginRoute(head);
            return;
        case Destination::Kind::Api:
            beginLocal(head, m_shared.api);
            return;
        case Destination::Kind::Landing:
            beginLocal(head, m_shared.landing);
            return;
        case Destination::Kind::Nobody:
            break;
    }
    m_facts.pageFormat = pageFormatOf(head.fields.value(KnownField::Accept));
    fail(destination.reason);
}

void Session::beginRoute(const httpwire::RequestHead& head) {
    if (!mustGoToHttps(head)) {
        beginForward(head);
        return;
    }
    m_access->onRoute(m_pin.route->service);
    if (m_shared.toHttps.isPossible()) {
        beginLocal(head, &m_shared.toHttps);
        return;
    }
    m_facts.pageFormat = pageFormatOf(head.fields.value(KnownField::Accept));
    fail(FailureReason::HttpsMissing);
}

/// A trusted proxy in front says how the client came to it.
bool Session::mustGoToHttps(const httpwire::RequestHead& head) const {
    if (m_pin.route->clientTls.access != model::ClientAccess::HttpsOnly || isSecure())
        return false;
    return m_trust != Trust::Proxy || head.fields.value(KnownField::XForwardedProto) != "https";
}

/// A request without a host asks for nobody in particular.
bool Session::isCovered(const httpwire::RequestHead& head) const {
    if (!isSecure() || head.host.empty())
        return true;
    const tls::ServerHandshake* const agreed = tls::ServerContexts::handshakeOf(m_client);
    return agreed && Router::isCovered(head, *agreed, m_local);
}

bool Session::isAdmitted() {
    // The private listener is on loopback, whatever the internal networks are.
    if (m_listener == Arrival::Listener::PrivateApi || m_admittedAt == m_shared.router.version())
        return true;
    if (!m_shared.router.admits(m_peer.address))
        return false;
    m_admittedAt = m_shared.router.version();
    m_trust = m_shared.router.trusts(m_peer.address) ? Trust::Proxy : Trust::None;
    return true;
}

void Session::beginForward(const httpwire::RequestHead& head) {
    m_access->onRoute(m_pin.route->service);
    if (head.fields.has(KnownField::Via) && m_shared.via.isLoop(head.fields)) {
        m_facts.pageFormat = pageFormatOf(head.fields.value(KnownField::Accept));
        fail(FailureReason::LoopDetected);
        return;
    }
    auto& spare = m_shared.spareForwards;
    if (spare.empty()) {
        m_forward = std::make_unique<Forward>(m_shared);
    } else {
        m_forward = std::move(spare.back());
        spare.pop_back();
    }
    if (head.fields.has(KnownField::Accept))
        m_facts.pageFormat = pageFormatOf(head.fields.value(KnownField::Accept));
    m_exchange = m_forward.get();
    m_forward->begin(*this, *m_pin.route, head);
    if (m_exchange && m_phase == Phase::Response)
        m_exchange->onRequest({}, BodyState::Ended, nullptr);
}

void Session::beginLocal(const httpwire::RequestHead& head, LocalHandler* handler) {
    m_facts.pageFormat = pageFormatOf(head.fields.value(KnownField::Accept));
    if (!handler) {
        fail(FailureReason::Unavailable);
        return;
    }
    Arrival arrival{
        .peer = m_peer.address, .local = m_local, .listener = m_listener, .requestId = {}, .serverName = {}};
    if (isSecure())
        if (const auto* const agreed = tls::ServerContexts::handshakeOf(m_client))
            arrival.serverName = agreed->serverName();
    m_localSide = std::make_unique<LocalSide>(*this, m_shared);
    m_exchange = m_localSide.get();
    limitTime(m_shared.limits.bodySilence);
    m_localSide->begin(*handler, head, std::move(arrival));
    if (m_exchange && m_phase == Phase::Response)
        m_exchange->onRequest({}, BodyState::Ended, nullptr);
}

/// Hands on what `bytes` hold of the body, all of it in one call.
std::size_t Session::readBody(std::string_view bytes) {
    auto& parts = m_shared.parts;
    parts.clear();
    std::size_t used = 0;
    BodyReader::Step step;
    do {
        step = m_body.next(bytes.substr(used));
        used += step.consumed;
        if (step.kind == BodyReader::Kind::Data)
            parts.push_back(step.payload);
    } while (step.kind == BodyReader::Kind::Data && !m_body.isAtEnd());
    m_shared.access.received(*m_access, used);
    if (step.kind == BodyReader::Kind::Refused) {
        std::exchange(m_exchange, nullptr)->onCancelled();
        // A response that began before the request was complete has said that it closes.
        if (m_closeAfter)
            cut();
        else
            refuse(reasonOf(step.failure));
        return bytes.size();
    }
    const bool ended = m_body.isAtEnd();
    if (ended)
        m_phase = Phase::Response;
    if (!m_clientFull)
        limitTime(ended && m_forward ? m_pin.route->policy.responseHeadTimeout : m_shared.limits.bodySilence);
    if (ended || !parts.empty())
        m_exchange->onRequest(parts, ended ? BodyState::Ended : BodyState::GoesOn, m_body.trailers());
    return used;
}

const ForwardedFields& Session::forwarded() const {
    const Transport transport = isSecure() ? Transport::Tls : Transport::Plain;
    return m_shared.forwarded.of(m_peer.address, m_local.port, transport);
}

bool Session::beginResponse(int status, bool mustClose) {
    auto& classes = m_shared.counters.responsesByClass;
    classes[static_cast<std::size_t>(status / 100) % classes.size()].add();
    m_access->onResponse(status, m_shared.engine.now());
    m_answering = true;
    m_closeAfter = mustClose || !m_facts.keepAlive || !isRequestComplete() || m_shared.owner.isDraining();
    return m_closeAfter;
}

net::Flow Session::send(std::span<const net::Chunk> chunks) {
    std::size_t bytes = 0;
    for (const net::Chunk& chunk : chunks)
        bytes += chunk.bytes.size();
    m_shared.counters.bytesToClients.add(bytes);
    m_shared.access.sent(*m_access, bytes);
    const net::Flow flow = m_client.send(chunks);
    if (flow == net::Flow::Full && !m_clientFull) {
        m_takenBefore = static_cast<std::uint32_t>(m_client.sentBytes());
        limitTime(m_shared.limits.stall);
    }
    m_clientFull = flow == net::Flow::Full;
    return flow;
}

void Session::pauseBody() {
    if (m_phase != Phase::Body)
        return;
    m_bodyPaused = true;
    m_client.pauseRead();
}

void Session::resumeBody() {
    if (std::exchange(m_bodyPaused, false))
        m_client.resumeRead();
}

void Session::limitTime(base::Milliseconds limit) {
    m_shared.engine.arm(m_timer, limit);
}

void Session::finish() {
    const bool complete = isRequestComplete();
    endExchange();
    if (m_closeAfter) {
        close(complete ? net::Closing::Flush : net::Closing::Linger);
        return;
    }
    m_phase = Phase::Head;
    m_bodyPaused = false;
    if (!m_clientFull)
        m_shared.engine.arm(m_timer, m_shared.limits.idle);
    m_client.resumeRead();
    if (m_processing)
        return;
    if (m_inbox)
        processInbox();
    endIfHalfClosed();
}

void Session::fail(FailureReason reason) {
    m_shared.counters.failures.add();
    m_access->onFailure(reason);
    writePage(reason, beginResponse(textOf(reason).status, false));
    finish();
}

/// A request that cannot be understood, so that nothing after it can be either.
void Session::refuse(FailureReason reason) {
    m_facts.pageFormat = PageFormat::Text;
    m_facts.method = httpwire::Method::Other;
    if (!m_access)
        m_access = &m_shared.access.beginUnread(m_peer.address, m_listener);
    m_access->onFailure(reason);
    [[maybe_unused]] const bool close = beginResponse(textOf(reason).status, true);
    writePage(reason, true);
    endExchange();
    this->close(net::Closing::Linger);
}

void Session::writePage(FailureReason reason, bool close) {
    PageFacts facts;
    if (m_forward && m_pin.route) {
        facts.host = m_pin.route->host;
        facts.downForSeconds = m_forward->downForSeconds();
    }
    const std::string page = renderPage(reason, m_facts.pageFormat, facts);
    httpwire::HeadWriter& out = m_shared.writer;
    out.clear();
    out.statusLine(textOf(reason).status);
    out.literal(m_shared.date.line(m_shared.engine.nowMs()));
    writePageFields(out, reason, m_facts.pageFormat);
    out.field(KnownField::ContentLength, page.size());
    if (close)
        out.literal("Connection: close\r\n");
    else if (!m_facts.isHttp11())
        out.literal("Connection: keep-alive\r\n");
    out.end();
    const std::string_view body = m_facts.method == httpwire::Method::Head ? std::string_view() : page;
    const std::array<net::Chunk, 2> chunks{{{out.view(), nullptr}, {body, nullptr}}};
    send(chunks);
}

void Session::cut() {
    m_access->endsWith(live::Outcome::Cut);
    endExchange();
    abort();
}

void Session::abort() {
    if (m_phase == Phase::Gone)
        return;
    if (m_access)
        m_access->endsWith(live::Outcome::Cut);
    if (m_exchange)
        std::exchange(m_exchange, nullptr)->onCancelled();
    m_client.abort();
    leave();
}

void Session::startTunnel(net::StreamHandle upstream, std::string_view fromUpstream, Lease lease) {
    constexpr int switchingProtocols = 101;
    AccessRecord& access = *std::exchange(m_access, nullptr);
    access.onResponse(switchingProtocols, m_shared.engine.now());
    m_shared.access.becomeTunnel(access);
    endExchange();
    auto tunnel = std::make_unique<Tunnel>(m_shared, m_client, upstream, access, std::move(lease));
    Tunnel& started = *tunnel;
    const std::string fromClient = m_inbox ? std::move(m_inbox->bytes) : std::string();
    m_inbox.reset();
    m_shared.owner.onTunnelStarted(std::move(tunnel));
    leave();
    started.start(fromClient, fromUpstream);
}

/// The exchange is over; its objects stay in memory until nothing on the stack uses them.
void Session::endExchange() {
    m_exchange = nullptr;
    if (m_access)
        m_shared.access.end(*std::exchange(m_access, nullptr));
    m_body.end();
    if (m_forward)
        m_shared.keepForward(std::move(m_forward));
    if (m_localSide)
        m_shared.engine.retire(std::move(m_localSide));
}

void Session::close(net::Closing closing) {
    m_client.close(closing);
    leave();
}

void Session::leave() {
    if (m_phase == Phase::Gone)
        return;
    m_phase = Phase::Gone;
    m_timer.disarm();
    endExchange();
    m_shared.owner.onSessionEnded(*this);
}

}  // namespace portolan::proxy
