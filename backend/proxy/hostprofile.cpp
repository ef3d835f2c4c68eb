// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/hostprofile.h"

#include "backend/base/bytes.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>

namespace portolan::proxy {

namespace {

constexpr std::uint16_t httpPort = 80;
constexpr std::uint16_t httpsPort = 443;

std::string_view withoutScheme(std::string_view url) {
    for (const std::string_view scheme : {std::string_view("http://"), std::string_view("https://")})
        if (url.size() >= scheme.size() && base::equalsIgnoringCase(url.substr(0, scheme.size()), scheme))
            return url.substr(scheme.size());
    return {};
}

void replaceBehind(std::string& head, std::string_view start, std::string_view before,
                   std::string_view after) {
    const std::size_t line = head.find(start);
    if (line == std::string::npos)
        return;
    const std::size_t at = line + start.size();
    if (head.compare(at, before.size(), before) == 0)
        head.replace(at, before.size(), after);
}

/// As it stands in a URL; `at` has room for 47 bytes (RFC 4291 section 2.2 and the brackets). Returns the
/// end.
char* writeAddress(char* at, const base::IpAddress& address) {
    const bool isV4 = address.isV4();
    if (!isV4)
        *at++ = '[';
    if (inet_ntop(isV4 ? AF_INET : AF_INET6, address.bytes().data(), at, INET6_ADDRSTRLEN))
        at += std::string_view(at).size();
    if (!isV4)
        *at++ = ']';
    return at;
}

}  // namespace

TargetAuthority::TargetAuthority(model::HostHeader profile, const snapshot::RouteTarget& target,
                                 model::Protocol protocol) {
    constexpr std::string_view localhost = "localhost";
    char* at = m_text.data();
    if (profile == model::HostHeader::AsLocalhost) {
        at = std::copy(localhost.begin(), localhost.end(), at);
    } else if (!target.name.empty()) {
        at = std::copy(target.name.begin(), target.name.end(), at);
    } else {
        at = writeAddress(at, target.address.address);
    }
    const std::uint16_t port = target.address.port;
    if (port != (protocol == model::Protocol::Https ? httpsPort : httpPort)) {
        *at++ = ':';
        at = std::to_chars(at, at + 5, port).ptr;
    }
    m_size = static_cast<std::size_t>(at - m_text.data());
}

std::string_view behindAuthority(std::string_view url, std::string_view authority) {
    const std::string_view rest = withoutScheme(url);
    if (rest.size() < authority.size() || authority.empty() ||
        !base::equalsIgnoringCase(rest.substr(0, authority.size()), authority))
        return {};
    const std::string_view behind = rest.substr(authority.size());
    if (!behind.empty() && behind.front() != '/' && behind.front() != '?')
        return {};
    return behind;
}

void readdress(std::string& head, std::string_view before, std::string_view after) {
    replaceBehind(head, "\r\nHost: ", before, after);
    for (const std::string_view start :
         {"\r\nOrigin: http://", "\r\nOrigin: https://", "\r\nReferer: http://", "\r\nReferer: https://"})
        replaceBehind(head, start, before, after);
}

}  // namespace portolan::proxy
