// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/forward.h"

#include "backend/proxy/forwarding.h"
#include "backend/proxy/hostprofile.h"
#include "backend/proxy/session.h"
#include "backend/proxy/upgrades.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace portolan::proxy {

using httpwire::Framing;
using httpwire::KnownField;

namespace {

/// How long the upstream says it keeps the connection, less a second for the way. Source: RFC 2068
/// section 19.7.1.1.
base::Milliseconds keepAliveOf(const httpwire::ResponseHead& head) {
    std::string_view list = head.fields.value(KnownField::KeepAlive);
    constexpr std::string_view timeout = "timeout=";
    constexpr int most = 3600;
    while (!list.empty()) {
        const std::string_view member = httpwire::takeListMember(list);
        int seconds = 0;
        if (member.size() <= timeout.size() || !member.starts_with(timeout))
            continue;
        if (std::from_chars(member.data() + timeout.size(), member.data() + member.size(), seconds).ec !=
            std::errc())
            continue;
        return base::Seconds(std::clamp(seconds, 0, most) - 1);
    }
    return base::Seconds(most);
}

/// How the response is framed for this client.
Framing clientFramingOf(const httpwire::ResponseHead& head, const RequestFacts& facts) {
    if (head.framing == Framing::None || head.framing == Framing::Length)
        return head.framing;
    return facts.isHttp11() ? Framing::Chunked : Framing::UntilClose;
}

}  // namespace

void Forward::begin(Session& session, const snapshot::Route& route, const httpwire::RequestHead& head) {
    m_session = &session;
    m_route = &route;
    m_target = nullptr;
    m_headSent = false;
    m_bodySent = false;
    m_moved = false;
    m_repeated = false;
    m_answered = false;
    m_held.clear();
    m_partial.clear();
    m_toUpstream.begin(head.framing);
    if (Balancer::spreads(route)) {
        beginSpread(head);
        return;
    }
    const snapshot::RouteTarget& target = route.targets.front();
    writeHead(head, target);
    session.limitTime(session.isRequestComplete() ? route.policy.responseHeadTimeout
                                                  : m_shared.limits.bodySilence);
    attach(target);
}

/// The same for a service that has something to choose or to count.
void Forward::beginSpread(const httpwire::RequestHead& head) {
    m_patience = 0;
    m_target = m_placement.choose(*m_route, {m_session->peer().address, head.fields});
    const bool hasPlace = m_target != nullptr;
    if (!hasPlace)
        m_target = &m_route->targets.front();
    writeHead(head, *m_target);
    if (!hasPlace) {
        beginWaiting();
        return;
    }
    watch();
    attach(*m_target);
}

/// Until a target has room for one more.
void Forward::beginWaiting() {
    const model::WaitingPolicy& policy = m_route->balancing.waiting;
    if (!m_shared.waiting.enter(*this, m_placement.wish(), policy.length)) {
        fail(FailureReason::TargetsBusy);
        return;
    }
    m_stage = Stage::Waiting;
    m_patience = m_shared.engine.nowMs() + static_cast<std::uint64_t>(policy.limit.count());
    m_session->limitTime(policy.limit);
}

bool Forward::onMaybeFree() {
    const snapshot::RouteTarget* const target = m_placement.chooseAgain();
    if (!target)
        return false;
    m_shared.waiting.leave(*this);
    m_patience = 0;
    readdressTo(*target);
    watch();
    attach(*target);
    if (m_stage != Stage::Head)
        return true;
    sendHead();
    m_session->resumeBody();
    return true;
}

/// Sets the time for an answer. An idempotent request is looked after in between: when its target turns out
/// to be lost (it froze, or the way to it is cut), it need not wait for the end of that.
void Forward::watch() {
    if (!m_session->isRequestComplete()) {
        m_session->limitTime(m_shared.limits.bodySilence);
        return;
    }
    const base::Milliseconds whole = m_route->policy.responseHeadTimeout;
    if (m_route->targets.size() == 1 || !httpwire::isIdempotent(m_session->facts().method)) {
        m_session->limitTime(whole);
        return;
    }
    if (m_patience == 0)
        m_patience = m_shared.engine.nowMs() + static_cast<std::uint64_t>(whole.count());
    m_session->limitTime(std::min(patienceLeft(), m_shared.limits.lookAtTarget));
}

base::Milliseconds Forward::patienceLeft() const {
    return base::Milliseconds(m_patience - std::min(m_patience, m_shared.engine.nowMs()));
}

/// True when the request is under way to another target, or has more time with this one.
bool Forward::leaveLostTarget() {
    const bool waits = m_stage == Stage::Head || m_stage == Stage::Connecting;
    if (!waits || patienceLeft().count() == 0)
        return false;
    const snapshot::RouteTarget* other = nullptr;
    if (mayRepeat() && m_placement.isLost())
        other = m_placement.moveOn(Balancer::Among::Usable);
    watch();
    if (!other)
        return true;
    std::exchange(m_upstream, {}).abort();
    m_repeated = true;
    m_headSent = false;
    repeatAt(*other);
    return true;
}

void Forward::writeHead(const httpwire::RequestHead& head, const snapshot::RouteTarget& target) {
    const model::ProxyPolicy& policy = m_route->policy;
    RequestEdits edits{.policy = policy,
                       .forwarded = m_session->forwarded(),
                       .trust = m_session->trust(),
                       .viaLine = m_shared.via.line(head.version),
                       .upgrades = {},
                       .protocol = m_route->protocol,
                       .targetAuthority = {}};
    std::string upgrades;
    if (head.connection.upgrade)
        edits.upgrades = upgrades = allowedUpgrades(head, policy);
    m_wantsTunnel = !upgrades.empty();
    if (policy.hostHeader == model::HostHeader::Keep) {
        writeUpstreamRequest(m_shared.writer, head, edits);
    } else {
        const TargetAuthority authority(policy.hostHeader, target, m_route->protocol);
        edits.targetAuthority = authority.view();
        writeUpstreamRequest(m_shared.writer, head, edits);
    }
    m_head.assign(m_shared.writer.view());
}

void Forward::giveBack() {
    constexpr std::size_t usual = 4096;
    for (std::string* const text : {&m_head, &m_held, &m_partial})
        if (text->capacity() > usual)
            std::string().swap(*text);
}

std::int64_t Forward::downForSeconds() const {
    if (!m_target)
        return -1;
    const live::TargetState& state = m_shared.targets.of(m_target->id);
    if (state.state.load(std::memory_order_relaxed) != model::HealthState::Down)
        return -1;
    const auto now =
        std::chrono::duration_cast<base::Milliseconds>(m_shared.clock.systemNow().time_since_epoch());
    return std::max<std::int64_t>(
        0, (now.count() - state.sinceMilliseconds.load(std::memory_order_relaxed)) / 1000);
}

void Forward::attach(const snapshot::RouteTarget& target) {
    m_upstream = m_shared.pool.take(target.connections, *this);
    if (!m_upstream.isOpen()) {
        attachFresh(target);
        return;
    }
    m_target = &target;
    m_pooled = true;
    m_session->access().onTarget(target.id);
    m_stage = Stage::Head;
}

/// Another target than the one the head was written for.
void Forward::readdressTo(const snapshot::RouteTarget& target) {
    const model::HostHeader profile = m_route->policy.hostHeader;
    if (profile != model::HostHeader::Keep) {
        const TargetAuthority before(profile, *m_target, m_route->protocol);
        readdress(m_head, before.view(), TargetAuthority(profile, target, m_route->protocol).view());
    }
}

void Forward::attachFresh(const snapshot::RouteTarget& target) {
    m_target = &target;
    m_pooled = false;
    m_session->access().onTarget(target.id);
    m_upstream = {};
    const base::SocketAddress& address = target.address;
    if (!m_shared.owner.mayConnect(address)) {
        targetFailed(FailureReason::ForbiddenTarget);
        return;
    }
    m_stage = Stage::Connecting;
    m_session->access().onConnecting(m_shared.engine.now());
    const model::ProxyPolicy& policy = m_route->policy;
    if (m_route->protocol == model::Protocol::Https)
        m_upstream =
            m_shared.tls.connect({target.id, address, target.pin, policy.tls, serverNameOf(*m_route, target)},
                                 policy.connectTimeout, *this);
    else
        m_upstream = m_shared.engine.connect(address, policy.connectTimeout, *this);
}

void Forward::onRequest(std::span<const std::string_view> parts, BodyState state,
                        const httpwire::FieldList* trailers) {
    ChunkList& out = m_shared.chunks;
    out.clear();
    const bool connected = m_stage != Stage::Connecting && m_stage != Stage::Waiting;
    if (connected && !std::exchange(m_headSent, true))
        out.push_back({m_head, nullptr});
    m_toUpstream.openPiece(out);
    for (const std::string_view part : parts)
        m_toUpstream.add(out, part);
    m_toUpstream.closePiece(out);
    if (state == BodyState::Ended)
        m_toUpstream.end(out, trailers);
    if (!connected) {
        for (const net::Chunk& chunk : out)
            m_held.append(chunk.bytes);
        m_session->pauseBody();
        if (m_stage == Stage::Waiting)
            m_session->limitTime(patienceLeft());
        return;
    }
    m_bodySent = m_bodySent || !parts.empty() ||
                 (state == BodyState::Ended && m_toUpstream.framing() != Framing::None);
    if (!out.empty() && m_upstream.send(out) == net::Flow::Full)
        m_session->pauseBody();
}

void Forward::onConnected() {
    m_stage = Stage::Head;
    m_session->access().onConnected(m_shared.engine.now());
    sendHead();
    m_session->resumeBody();
}

void Forward::sendHead() {
    const std::array<net::Chunk, 2> chunks{{{m_head, nullptr}, {m_held, nullptr}}};
    m_headSent = true;
    m_bodySent = !m_held.empty();
    m_upstream.send(std::span(chunks).first(m_held.empty() ? 1 : 2));
    m_held.clear();
}

void Forward::onBytes(std::string_view bytes) {
    m_answered = true;
    if (m_stage != Stage::Head || m_partial.empty()) {
        relay(bytes);
        return;
    }
    m_partial.append(bytes);
    if (!m_scanner.mayBeComplete(m_partial, m_shared.headLimits))
        return;
    const std::string whole = std::exchange(m_partial, {});
    relay(whole);
}

void Forward::relay(std::string_view bytes) {
    m_shared.chunks.clear();
    if (m_stage == Stage::Head && readHead(bytes) != HeadStep::Final)
        return;
    relayBody(bytes);
}

/// Takes interim responses and the head of the final one off the front of `bytes`.
Forward::HeadStep Forward::readHead(std::string_view& bytes) {
    httpwire::ResponseHead& head = m_shared.response;
    for (;;) {
        const auto result =
            httpwire::parseResponseHead(bytes, m_shared.headLimits, m_session->facts().method, head);
        if (result.refused()) {
            m_upstream.abort();
            fail(FailureReason::UpstreamBadAnswer);
            return HeadStep::Over;
        }
        if (result.incomplete()) {
            m_partial.assign(bytes);
            m_scanner.reset();
            [[maybe_unused]] const bool complete = m_scanner.mayBeComplete(m_partial, m_shared.headLimits);
            return HeadStep::More;
        }
        bytes.remove_prefix(result.consumed);
        if (head.status >= 200) {
            takeFinal();
            return HeadStep::Final;
        }
        if (takeInterim(bytes) == HeadStep::Over)
            return HeadStep::Over;
        if (bytes.empty())
            return HeadStep::More;
    }
}

Forward::HeadStep Forward::takeInterim(std::string_view rest) {
    constexpr int switchingProtocols = 101;
    const httpwire::ResponseHead& head = m_shared.response;
    const bool switches = head.status == switchingProtocols;
    // Nobody may leave HTTP in the middle of a message (RFC 9110 section 7.8).
    const bool maySwitch =
        m_wantsTunnel && m_session->isRequestComplete() && asksForUpgrade(m_head, head.upgrade);
    if (switches && !maySwitch) {
        m_upstream.abort();
        fail(FailureReason::UpstreamBadAnswer);
        return HeadStep::Over;
    }
    // HTTP/1.0 has no interim responses (RFC 9110 section 15.2).
    if (m_session->facts().isHttp11()) {
        writeInterimResponse(m_shared.writer, head);
        const net::Chunk chunk{m_shared.writer.view(), nullptr};
        m_session->send({&chunk, 1});
    }
    if (!switches)
        return HeadStep::More;
    m_placement.note(ejection::Outcome::Answered);
    m_stage = Stage::Over;
    m_session->startTunnel(std::exchange(m_upstream, {}), rest, m_placement.takeLease());
    return HeadStep::Over;
}

void Forward::takeFinal() {
    const httpwire::ResponseHead& head = m_shared.response;
    m_stage = Stage::Body;
    m_reader.begin(head.framing, head.contentLength);
    m_upstreamKeeps = head.keepAlive && head.framing != Framing::UntilClose;
    if (m_upstreamKeeps)
        m_keepFor = head.fields.has(KnownField::KeepAlive) ? keepAliveOf(head) : base::Milliseconds::max();
    ClientSide client;
    client.framing = clientFramingOf(head, m_session->facts());
    m_toClient.begin(client.framing);
    client.close = m_session->beginResponse(head.status, client.framing == Framing::UntilClose);
    client.sayKeepAlive = !m_session->facts().isHttp11();
    if (m_route->policy.forwardingFields == model::ForwardingFields::Send)
        client.viaLine = m_shared.via.line(head.version);
    if (m_session->isSecure())
        client.strictTransport = m_route->clientTls.strictTransport;
    if (!m_placement.isEmpty()) {
        m_placement.noteAnswer(head.status, client);
        client.transport = m_session->isSecure() ? CookieTransport::Tls : CookieTransport::Plain;
    }
    const std::string_view dateLine = m_shared.date.line(m_shared.engine.nowMs());
    if (head.fields.has(KnownField::Location) || head.fields.has(KnownField::SetCookie)) {
        const ResponseEdits edits(
            *m_target, {.upstreamHead = m_head, .host = m_route->host, .localPort = m_session->localPort()});
        client.edits = &edits;
        writeClientResponse(m_shared.writer, head, client, dateLine);
    } else {
        writeClientResponse(m_shared.writer, head, client, dateLine);
    }
    m_shared.chunks.push_back({m_shared.writer.view(), nullptr});
}

/// Sends what is in the list of chunks already (the head) and the body in `bytes`, all at once.
void Forward::relayBody(std::string_view bytes) {
    ChunkList& out = m_shared.chunks;
    m_toClient.openPiece(out);
    BodyReader::Step step;
    do {
        step = m_reader.next(bytes);
        bytes.remove_prefix(step.consumed);
        if (step.kind == BodyReader::Kind::Data)
            m_toClient.add(out, step.payload);
    } while (step.kind == BodyReader::Kind::Data && !m_reader.isAtEnd());
    m_toClient.closePiece(out);
    const bool ended = m_reader.isAtEnd();
    if (ended)
        m_toClient.end(out, m_reader.trailers());
    const net::Flow flow = out.empty() ? net::Flow::Open : m_session->send(out);
    if (step.kind == BodyReader::Kind::Refused) {
        m_upstream.abort();
        m_stage = Stage::Over;
        m_placement.end();
        m_session->cut();
    } else if (ended) {
        complete(bytes.empty());
    } else if (flow == net::Flow::Full) {
        m_upstream.pauseRead();
    }
}

/// The response is complete. `clean`: and nothing came after it.
void Forward::complete(bool clean) {
    m_stage = Stage::Over;
    m_placement.end();
    const net::StreamHandle upstream = std::exchange(m_upstream, {});
    if (clean && m_upstreamKeeps && m_session->isRequestComplete() && !m_shared.owner.isDraining())
        m_shared.pool.keep(m_target->connections, upstream, m_keepFor);
    else if (m_session->isRequestComplete())
        upstream.close();
    else
        upstream.abort();
    m_session->finish();
}

void Forward::onEnd() {
    if (m_stage == Stage::Body && m_reader.framing() == Framing::UntilClose) {
        endByClose();
        return;
    }
    m_upstream.abort();
    cutOff();
}

void Forward::endByClose() {
    ChunkList& out = m_shared.chunks;
    out.clear();
    m_toClient.end(out, nullptr);
    if (!out.empty())
        m_session->send(out);
    complete(true);
}

void Forward::onClosed(net::CloseReason reason) {
    m_upstream = {};
    if (m_stage == Stage::Connecting)
        targetFailed(reasonOfConnect(reason));
    else
        cutOff();
}

/// Not a byte was written on this connection, so any request may go to another target. Source: SPEC 5.7 (a),
/// RFC 9110 section 9.2.2.
void Forward::targetFailed(FailureReason reason) {
    // What we cannot or will not do says nothing about the target.
    if (reason != FailureReason::LocalFailure && reason != FailureReason::ForbiddenTarget)
        m_placement.note(ejection::Outcome::Failed);
    if (std::exchange(m_moved, true) || m_route->targets.size() == 1) {
        fail(reason);
        return;
    }
    if (const snapshot::RouteTarget* const other = m_placement.moveOn(Balancer::Among::Whoever))
        repeatAt(*other);
    else
        fail(reason);
}

/// The connection to the upstream is gone before the response was complete.
void Forward::cutOff() {
    if (m_stage == Stage::Body) {
        m_stage = Stage::Over;
        m_placement.end();
        m_session->cut();
        return;
    }
    if (!m_pooled)
        m_placement.note(ejection::Outcome::Failed);
    if (mayRepeat()) {
        repeat();
    } else {
        fail(m_answered ? FailureReason::UpstreamBadAnswer : FailureReason::UpstreamReset);
    }
}

/// An idempotent request of which nothing is lost, before any byte of an answer. Source: SPEC 5.7 (b), RFC
/// 9110 section 9.2.2.
bool Forward::mayRepeat() const {
    return !m_repeated && !m_answered && !m_bodySent && httpwire::isIdempotent(m_session->facts().method);
}

/// A kept connection that has ended says nothing about its target, which gets a fresh one (and if it refuses
/// that, targetFailed() may still move on). One that ended on a fresh connection is passed over.
void Forward::repeat() {
    m_repeated = true;
    m_headSent = false;
    const bool mayMove = !m_pooled && !m_placement.isEmpty();
    if (const auto* const other = mayMove ? m_placement.moveOn(Balancer::Among::Usable) : nullptr) {
        repeatAt(*other);
        return;
    }
    m_session->access().onRetry();
    attachFresh(*m_target);
}

/// At another target, on a fresh connection.
void Forward::repeatAt(const snapshot::RouteTarget& target) {
    m_session->access().onRetry();
    readdressTo(target);
    attachFresh(target);
}

void Forward::fail(FailureReason reason) {
    if (m_stage == Stage::Waiting)
        m_shared.waiting.leave(*this);
    m_stage = Stage::Over;
    m_placement.end();
    m_upstream = {};
    m_session->fail(reason);
}

void Forward::onDrained() {
    m_session->resumeBody();
}

void Forward::onClientDrained() {
    m_upstream.resumeRead();
}

void Forward::onCancelled() {
    if (m_stage == Stage::Waiting)
        m_shared.waiting.leave(*this);
    m_stage = Stage::Over;
    m_placement.end();
    std::exchange(m_upstream, {}).abort();
}

void Forward::onTimeLimit() {
    if (m_stage == Stage::Body || m_stage == Stage::Over)
        return;
    if (m_stage == Stage::Waiting) {
        fail(FailureReason::TargetsBusy);
        return;
    }
    if (!m_placement.isEmpty() && leaveLostTarget())
        return;
    m_placement.note(ejection::Outcome::Failed);
    m_upstream.abort();
    fail(m_session->isRequestComplete() || m_session->isBodyPaused() ? FailureReason::ResponseTimeout
                                                                     : FailureReason::BodyTimeout);
}

}  // namespace portolan::proxy
