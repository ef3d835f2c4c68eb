// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/router.h"

#include "backend/base/bytes.h"
#include "backend/model/addresspolicy.h"
#include "backend/model/certificatenames.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace portolan::proxy {

namespace {

// RFC 1035 section 2.3.4, and one more for the final dot.
constexpr std::size_t longestHost = 254;

/// The host in lower case without its final dot, in `buffer`; empty when it is too long to be a name.
std::string_view normalised(std::string_view host, std::array<char, longestHost>& buffer) {
    if (!host.empty() && host.back() == '.')
        host.remove_suffix(1);
    if (host.size() > buffer.size())
        return {};
    std::transform(host.begin(), host.end(), buffer.begin(), base::toLower);
    return {buffer.data(), host.size()};
}

/// Someone who came by address and not by name: "http://100.1.1.1/", or "http://localhost/" on this machine.
bool namesThisHost(std::string_view host, const base::SocketAddress& local) {
    if (host == "localhost")
        return local.address.isLoopback();
    const auto address = base::IpAddress::parse(host);
    return address && *address == local.address;
}

FailureReason whyNotServed(const snapshot::Route& route) {
    if (route.isAddressless)
        return FailureReason::TargetNotFound;
    return route.state == model::Switch::Maintenance ? FailureReason::ServiceMaintenance
                                                     : FailureReason::ServiceDisabled;
}

}  // namespace

bool Router::admits(const base::IpAddress& peer) const {
    const auto& snapshot = m_subscription.value();
    return snapshot && model::containsAddress(snapshot->internalNetworks, peer);
}

bool Router::trusts(const base::IpAddress& peer) const {
    const auto& snapshot = m_subscription.value();
    return snapshot && model::containsAddress(snapshot->trustedProxies, peer);
}

std::shared_ptr<const model::CertificateBundle> Router::certificateFor(std::string_view serverName) {
    refresh();
    const snapshot::Snapshot* const snapshot = m_subscription.value().get();
    if (!snapshot)
        return nullptr;
    const std::string_view name = serverName.empty() ? snapshot->defaultServerName : serverName;
    if (const auto& exact = snapshot->certificates.find(name))
        return exact;
    return snapshot->certificates.find(model::wildcardOf(name));
}

bool Router::isCovered(const httpwire::RequestHead& head, const tls::ServerHandshake& agreed,
                       const base::SocketAddress& local) {
    if (head.host == agreed.serverName())
        return true;
    std::array<char, longestHost> buffer;
    const std::string_view host = normalised(head.host, buffer);
    return model::covers(*agreed.certificate(), host) ||
           (agreed.serverName().empty() && namesThisHost(host, local));
}

Destination Router::find(const httpwire::RequestHead& head, Arrival::Listener listener,
                         const base::SocketAddress& local, RoutePin& pin) const {
    if (listener != Arrival::Listener::Http && listener != Arrival::Listener::Https)
        return {.kind = Destination::Kind::Api};
    const bool pinned = pin.version == m_version && pin.route;
    if (pinned && pin.route->host == head.host)
        return {.kind = Destination::Kind::Route};
    std::array<char, longestHost> buffer;
    const std::string_view host = normalised(head.host, buffer);
    if (pinned && pin.route->host == host)
        return {.kind = Destination::Kind::Route};
    const snapshot::Snapshot* const snapshot = m_subscription.value().get();
    if (!snapshot)
        return {.reason = FailureReason::Unavailable};
    if (const auto& route = snapshot->routes.find(host)) {
        if (route->state != model::Switch::Enabled)
            return {.reason = whyNotServed(*route)};
        if (listener == Arrival::Listener::Https && route->clientTls.access == model::ClientAccess::HttpOnly)
            return {.reason = FailureReason::NotOverTls};
        pin = {.route = route, .version = m_version};
        return {.kind = Destination::Kind::Route};
    }
    if (const auto& own = snapshot->localNames.find(host))
        return {.kind =
                    *own == snapshot::LocalName::Api ? Destination::Kind::Api : Destination::Kind::Landing};
    if (namesThisHost(host, local))
        return {.kind = Destination::Kind::Landing};
    return {.reason = head.form == httpwire::TargetForm::Absolute ? FailureReason::Misdirected
                                                                  : FailureReason::UnknownHost};
}

void Router::onChanged() {
    ++m_version;
    auto retired = m_subscription.takeRetired();
    if (retired && m_retire)
        m_retire(std::move(retired));
}

}  // namespace portolan::proxy
