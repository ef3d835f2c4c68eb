// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/health/probe.h"

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

std::string requestFor(std::string_view host) {
    return "GET / HTTP/1.1\r\nHost: " + std::string(host) +
           "\r\nUser-Agent: portolan-health\r\nAccept: */*\r\nConnection: close\r\n\r\n";
}

}  // namespace

Probe::Probe(const Means& means, const snapshot::Route& route, const snapshot::RouteTarget& target,
             Owner& owner, const ProbeLimits& limits)
    : m_engine(means.engine),
      m_clock(means.clock),
      m_owner(owner),
      m_limits(limits),
      m_kind(route.delivery),
      m_host(route.host),
      m_begun(means.clock.steadyNow()),
      m_stream(route.delivery == model::Delivery::Proxy && route.protocol == model::Protocol::Https
                   ? means.tls.connect({target.id, target.address, target.pin, route.policy.tls, route.host},
                                       limits.connect, *this)
                   : means.engine.connect(target.address, limits.connect, *this)),
      m_timer(this, [](void* self) { static_cast<Probe*>(self)->onTimer(); }) {}

Probe::~Probe() {
    m_stream.abort();
}

void Probe::onConnected() {
    if (m_kind == model::Delivery::Direct) {
        finish(Finding::Kind::Alive, HealthCause::None);
        return;
    }
    m_engine.arm(m_timer, m_limits.answer);
    m_stream.send(requestFor(m_host));
}

void Probe::onBytes(std::string_view bytes) {
    m_received += bytes;
    const httpwire::Limits limits;
    if (!m_scanner.mayBeComplete(m_received, limits))
        return;
    httpwire::ResponseHead head;
    const auto result = httpwire::parseResponseHead(m_received, limits, httpwire::Method::Get, head);
    if (result.complete())
        finish(Finding::Kind::Alive, HealthCause::None);
    else if (result.refused())
        finish(Finding::Kind::Dead, HealthCause::NotHttp);
}

void Probe::onEnd() {
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

void Probe::finish(Finding::Kind kind, HealthCause cause) {
    if (m_finished)
        return;
    m_finished = true;
    m_timer.disarm();
    m_stream.close();
    const auto taken = std::chrono::duration_cast<std::chrono::microseconds>(m_clock.steadyNow() - m_begun);
    m_owner.onProbed(*this, {kind, cause, taken});
}

}  // namespace portolan::health
