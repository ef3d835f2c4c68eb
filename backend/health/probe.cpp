// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/health/probe.h"

#include <algorithm>
#include <utility>

namespace portolan::health {

using model::HealthCause;

namespace {

HealthCause causeOf(net::CloseReason reason) {
    switch (reason) {
        case net::CloseReason::Refused:
            return HealthCause::Refused;
        case net::CloseReason::TimedOut:
            return HealthCause::Timeout;
        case net::CloseReason::Unreachable:
        case net::CloseReason::Failed:
        case net::CloseReason::NoDescriptors:
            return HealthCause::Unreachable;
        case net::CloseReason::TlsRefused:
        case net::CloseReason::NotTls:
            return HealthCause::TlsFailed;
        case net::CloseReason::CertificateChanged:
            return HealthCause::CertificateChanged;
        case net::CloseReason::CertificateExpired:
            return HealthCause::CertificateExpired;
        case net::CloseReason::CertificateName:
        case net::CloseReason::CertificateUntrusted:
            return HealthCause::CertificateUntrusted;
        case net::CloseReason::Ended:
        case net::CloseReason::Reset:
            return HealthCause::Reset;
    }
    return HealthCause::Unreachable;
}

constexpr std::uint16_t httpPort = 80;    // RFC 9110 section 4.2.1
constexpr std::uint16_t httpsPort = 443;  // RFC 9110 section 4.2.2

/// As proxy/hostprofile writes it.
std::string hostFor(const snapshot::Route& route, const snapshot::RouteTarget& target) {
    if (route.policy.hostHeader == model::HostHeader::Keep)
        return route.host;
    std::string host = "localhost";
    if (route.policy.hostHeader == model::HostHeader::AsTarget) {
        const base::IpAddress& address = target.address.address;
        host = address.isV4() ? address.toString() : '[' + address.toString() + ']';
        if (!target.name.empty())
            host = target.name;
    }
    const std::uint16_t port = target.address.port;
    const bool isUsual = port == (route.protocol == model::Protocol::Https ? httpsPort : httpPort);
    return isUsual ? host : host + ':' + std::to_string(port);
}

std::string requestFor(const snapshot::Route& route, const std::string& host) {
    std::string request(model::toWord(route.checks.method));
    request += ' ' + route.checks.path + " HTTP/1.1\r\nHost: " + host +
               "\r\nUser-Agent: portolan-health\r\nAccept: */*\r\n";
    for (const model::RequestField& field : route.policy.requestFields)
        request += field.name + ": " + field.value + "\r\n";
    return request + "Connection: close\r\n\r\n";
}

}  // namespace

model::ProbeKind Probe::kindFor(const snapshot::Route& route) {
    const bool isDirect = route.delivery == model::Delivery::Direct;
    const bool isTcp = route.checks.kind == model::ProbeKind::Tcp ||
                       (route.checks.kind == model::ProbeKind::Auto && isDirect);
    return isTcp ? model::ProbeKind::Tcp : model::ProbeKind::Http;
}

Probe::Probe(const Means& means, std::shared_ptr<const snapshot::Route> route,
             const snapshot::RouteTarget& target, Owner& owner)
    : m_engine(means.engine),
      m_clock(means.clock),
      m_owner(owner),
      m_route(std::move(route)),
      m_host(hostFor(*m_route, target)),
      m_begun(means.clock.steadyNow()),
      m_stream(connect(means, target)),
      m_timer(this, [](void* self) { static_cast<Probe*>(self)->onTimer(); }) {}

Probe::~Probe() {
    m_stream.abort();
}

net::StreamHandle Probe::connect(const Means& means, const snapshot::RouteTarget& target) {
    const auto limit = std::min(longestConnect, policy().timeout);
    if (kindFor(*m_route) == model::ProbeKind::Tcp || m_route->protocol == model::Protocol::Http)
        return means.engine.connect(target.address, limit, *this);
    return means.tls.connect(
        {target.id, target.address, target.pin, m_route->policy.tls, serverNameOf(*m_route, target)}, limit,
        *this);
}

void Probe::onConnected() {
    if (kindFor(*m_route) == model::ProbeKind::Tcp) {
        finish(Finding::Kind::Alive, HealthCause::None);
        return;
    }
    const auto taken = std::chrono::duration_cast<base::Milliseconds>(m_clock.steadyNow() - m_begun);
    m_engine.arm(m_timer, std::max(policy().timeout - taken, base::Milliseconds(1)));
    m_stream.send(requestFor(*m_route, m_host));
}

void Probe::onBytes(std::string_view bytes) {
    if (m_finished)
        return;
    if (m_hasHead) {
        readBody(bytes);
        return;
    }
    m_received += bytes;
    readHead();
}

void Probe::readHead() {
    const httpwire::Limits limits;
    const auto method =
        policy().method == model::ProbeMethod::Head ? httpwire::Method::Head : httpwire::Method::Get;
    // Interim responses come first (RFC 9110 section 15.2).
    while (m_scanner.mayBeComplete(m_received, limits)) {
        httpwire::ResponseHead head;
        const auto result = httpwire::parseResponseHead(m_received, limits, method, head);
        if (result.refused())
            finish(Finding::Kind::Dead, HealthCause::NotHttp);
        if (!result.complete())
            return;
        const bool isInterim = head.status < 200;
        if (!isInterim)
            takeStatus(head);
        m_received.erase(0, result.consumed);
        m_scanner.reset();
        if (!isInterim) {
            if (!m_finished)
                readBody(std::exchange(m_received, {}));
            return;
        }
    }
}

void Probe::takeStatus(const httpwire::ResponseHead& head) {
    m_hasHead = true;
    m_framing = head.framing;
    m_length = head.contentLength;
    if (!isExpected(policy(), head.status))
        finish(Finding::Kind::Dead, HealthCause::WrongStatus, static_cast<std::uint32_t>(head.status));
    else if (policy().text.empty())
        finish(Finding::Kind::Alive, HealthCause::None);
    else if (m_framing == httpwire::Framing::None)
        finish(Finding::Kind::Dead, HealthCause::TextMissing);
}

void Probe::readBody(std::string_view bytes) {
    if (m_framing != httpwire::Framing::Chunked) {
        search(bytes);
        if (m_framing == httpwire::Framing::Length && m_searched >= m_length)
            finish(Finding::Kind::Dead, HealthCause::TextMissing);
        return;
    }
    using Kind = httpwire::ChunkedDecoder::Step::Kind;
    while (!m_finished) {
        const auto step = m_chunks.next(bytes);
        bytes.remove_prefix(step.consumed);
        if (step.kind == Kind::Data)
            search(step.payload);
        else if (step.kind == Kind::Refused)
            finish(Finding::Kind::Dead, HealthCause::NotHttp);
        else if (step.kind == Kind::End)
            finish(Finding::Kind::Dead, HealthCause::TextMissing);
        else
            return;
    }
}

void Probe::search(std::string_view payload) {
    const std::string& text = policy().text;
    payload = payload.substr(0, model::searchedBodyBytes - m_searched);
    m_searched += payload.size();
    m_received += payload;
    if (m_received.find(text) != std::string::npos) {
        finish(Finding::Kind::Alive, HealthCause::None);
        return;
    }
    // What may be the beginning of the text waits for the rest of it.
    if (m_received.size() >= text.size())
        m_received.erase(0, m_received.size() - text.size() + 1);
    if (m_searched == model::searchedBodyBytes)
        finish(Finding::Kind::Dead, HealthCause::TextMissing);
}

void Probe::onEnd() {
    if (m_hasHead)
        finish(Finding::Kind::Dead,
               m_framing == httpwire::Framing::UntilClose ? HealthCause::TextMissing : HealthCause::Reset);
    else
        finish(Finding::Kind::Dead, m_received.empty() ? HealthCause::Reset : HealthCause::NotHttp);
}

void Probe::onClosed(net::CloseReason reason) {
    if (reason == net::CloseReason::NoDescriptors)
        finish(Finding::Kind::Inconclusive, HealthCause::None);
    else
        finish(Finding::Kind::Dead, causeOf(reason));
}

void Probe::onTimer() {
    finish(Finding::Kind::Dead, HealthCause::Timeout);
}

void Probe::finish(Finding::Kind kind, HealthCause cause, std::uint32_t detail) {
    if (m_finished)
        return;
    m_finished = true;
    m_timer.disarm();
    m_stream.close();
    const auto taken = std::chrono::duration_cast<std::chrono::microseconds>(m_clock.steadyNow() - m_begun);
    m_owner.onProbed(*this, {kind, cause, taken, detail});
}

}  // namespace portolan::health
