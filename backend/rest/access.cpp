// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/rest/access.h"

#include "backend/base/bytes.h"

#include <algorithm>

namespace portolan::rest {

namespace {

struct HostAndPort {
    std::string host;  // lower case, without brackets and final dot
    std::string port;  // the usual one of the scheme when none is given
};

/// Of "name", "name:port" and "[v6]:port". The syntax was checked by the HTTP parser.
HostAndPort splitAuthority(std::string_view authority, std::string_view usualPort) {
    std::string_view host = authority;
    std::string_view port;
    const std::size_t colon = authority.rfind(':');
    if (colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos) {
        host = authority.substr(0, colon);
        port = authority.substr(colon + 1);
    }
    if (host.size() >= 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    if (!host.empty() && host.back() == '.')
        host.remove_suffix(1);
    HostAndPort result{std::string(host), std::string(port.empty() ? usualPort : port)};
    std::transform(result.host.begin(), result.host.end(), result.host.begin(), base::toLower);
    return result;
}

bool isNameOfApi(const std::string& host, const AccessRules& rules) {
    return std::any_of(rules.zones.begin(), rules.zones.end(), [&](const model::HostName& zone) {
        return host == "dns." + zone.text() || host == "portolan." + zone.text();
    });
}

/// A page of another name that resolves to us (DNS rebinding) has that name in Host.
bool hostIsOurs(const AccessRequest& request, const AccessRules& rules) {
    const std::string host = splitAuthority(request.host, {}).host;
    if (const auto address = base::IpAddress::parse(host))
        return *address == request.local.address;
    if (host == "localhost")
        return request.peer.isLoopback();
    return isNameOfApi(host, rules);
}

/// Source: RFC 6454 section 7. "null" and other schemes are nobody's own.
bool originIsOwn(const AccessRequest& request) {
    const bool secure = request.listener == AccessRequest::Listener::Https;
    const std::string_view schemePrefix = secure ? "https://" : "http://";
    const std::string_view usualPort = secure ? "443" : "80";
    const std::string_view origin = request.origin;
    if (!base::equalsIgnoringCase(origin.substr(0, schemePrefix.size()), schemePrefix))
        return false;
    const HostAndPort claimed = splitAuthority(origin.substr(schemePrefix.size()), usualPort);
    const HostAndPort own = splitAuthority(request.host, usualPort);
    return claimed.host == own.host && claimed.port == own.port;
}

base::Result<void> checkPage(const AccessRequest& request, const AccessRules& rules) {
    if (request.listener == AccessRequest::Listener::PrivateApi && !request.peer.isLoopback())
        return base::Error{
            "access.private_listener", "This listener is for programs of this host only.", "", {}};
    if (!hostIsOurs(request, rules))
        return base::Error{
            "access.foreign_host",
            "The API answers on its own address, on dns.<zone> and portolan.<zone>, and on localhost "
            "from this host, not on \"" +
                request.host + "\".",
            "",
            {{"host", request.host}}};
    if (!request.origin.empty() && !originIsOwn(request))
        return base::Error{"access.foreign_origin",
                           "A page of " + request.origin + " may not use the API.",
                           "",
                           {{"origin", request.origin}}};
    if (!request.fetchSite.empty() && request.fetchSite != "same-origin" && request.fetchSite != "none")
        return base::Error{"access.cross_site", "A page of another site may not use the API.", "", {}};
    return {};
}

base::Result<api::Authority> readToken(const AccessRequest& request, const AccessRules& rules) {
    constexpr std::string_view schemePrefix = "Bearer ";
    const std::string_view given = request.authorization;
    const bool bearer = base::equalsIgnoringCase(given.substr(0, schemePrefix.size()), schemePrefix);
    const std::string_view token = bearer ? given.substr(schemePrefix.size()) : std::string_view();
    if (rules.token.empty() || !equalsInConstantTime(token, rules.token))
        return base::Error{
            "access.token_wrong",
            "The token is not the one in the endpoint file; send it as \"Authorization: Bearer TOKEN\".",
            "",
            {}};
    return api::Authority::Token;
}

base::Result<AccessRequest::Listener> listenerOf(const QByteArray& name) {
    if (name == "http")
        return AccessRequest::Listener::Http;
    if (name == "https")
        return AccessRequest::Listener::Https;
    if (name == "api")
        return AccessRequest::Listener::Api;
    if (name == "private-api")
        return AccessRequest::Listener::PrivateApi;
    return base::Error{"access.unknown_peer", "The request does not say how it came in.", "", {}};
}

}  // namespace

base::Result<AccessRequest> accessRequestOf(const Request& request) {
    PORTOLAN_TRY(const auto listener, listenerOf(request.field("Portolan-Listener")));
    const auto peer = base::IpAddress::parse(request.field("Portolan-Peer").toStdString());
    const auto local = base::SocketAddress::parse(request.field("Portolan-Local").toStdString());
    if (!peer || !local)
        return base::Error{"access.unknown_peer", "The request does not say who sent it.", "", {}};
    AccessRequest out;
    out.peer = *peer;
    out.local = *local;
    out.listener = listener;
    out.path = request.field("Portolan-Forwarded").isEmpty() ? AccessRequest::Path::Direct
                                                             : AccessRequest::Path::Forwarded;
    out.host = request.field("Host").toStdString();
    out.origin = request.field("Origin").toStdString();
    out.fetchSite = request.field("Sec-Fetch-Site").toStdString();
    out.authorization = request.field("Authorization").toStdString();
    out.requestId = request.field("Portolan-Request-Id").toStdString();
    return out;
}

base::Result<api::Caller> admit(const AccessRequest& request, const AccessRules& rules) {
    PORTOLAN_CHECK(checkPage(request, rules));
    auto authority = api::Authority::Network;
    if (!request.authorization.empty()) {
        PORTOLAN_TRY(authority, readToken(request, rules));
    } else if (request.path == AccessRequest::Path::Forwarded) {
        return base::Error{
            "access.token_required",
            "A request that came through another proxy needs a token: \"Authorization: Bearer TOKEN\".",
            "",
            {}};
    }
    return api::Caller{authority, request.peer, request.requestId};
}

bool equalsInConstantTime(std::string_view a, std::string_view b) {
    unsigned difference = a.size() == b.size() ? 0 : 1;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference |= static_cast<unsigned char>(a[i]) ^
                      (b.empty() ? 0xffU : static_cast<unsigned char>(b[i % b.size()]));
    return difference == 0;
}

}  // namespace portolan::rest
