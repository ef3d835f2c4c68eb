// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/forwardedfields.h"

#include "backend/base/bytes.h"
#include "backend/httpwire/authority.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <string>

namespace portolan::proxy {

namespace {

using httpwire::KnownField;

constexpr std::string_view forLine = "X-Forwarded-For: ";
constexpr std::string_view portLine = "X-Forwarded-Port: ";

/// The value of a field that stands there once; empty otherwise.
std::string_view single(const httpwire::FieldList& fields, KnownField id) {
    return fields.repeats(id) ? std::string_view() : fields.value(id);
}

bool isPort(std::string_view text) {
    std::uint16_t value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    return !text.empty() && result.ec == std::errc() && result.ptr == text.data() + text.size() && value != 0;
}

bool isProto(std::string_view text) {
    return base::equalsIgnoringCase(text, "http") || base::equalsIgnoringCase(text, "https");
}

/// The port at the end of "name:8443", "[::1]:8443"; empty when there is none.
std::string_view portIn(std::string_view authority) {
    const std::size_t colon = authority.rfind(':');
    if (colon == std::string_view::npos || authority.find(']', colon) != std::string_view::npos)
        return {};
    return authority.substr(colon + 1);
}

std::string_view protoOf(Transport transport) {
    return transport == Transport::Tls ? "https" : "http";
}

bool isAuthority(std::string_view text) {
    httpwire::RequestHead scratch;
    return httpwire::splitAuthority(text, scratch);
}

}  // namespace

void ForwardedFields::prepare(const base::IpAddress& peer, std::uint16_t localPort, Transport transport) {
    const std::string_view middle = transport == Transport::Tls
                                        ? "\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Port: "
                                        : "\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Port: ";
    char* at = std::copy(forLine.begin(), forLine.end(), m_text.data());
    // 46 bytes for the longest address (RFC 4291 section 2.2), 17 + 46 + 44 + 5 + 2 in all.
    if (inet_ntop(peer.isV4() ? AF_INET : AF_INET6, peer.bytes().data(), at, INET6_ADDRSTRLEN))
        at += std::string_view(at).size();
    at = std::copy(middle.begin(), middle.end(), at);
    at = std::to_chars(at, at + 5, localPort).ptr;
    *at++ = '\r';
    *at++ = '\n';
    m_size = static_cast<std::uint16_t>(at - m_text.data());
    m_peer = peer;
    m_localPort = localPort;
    m_transport = transport;
}

void ForwardedFields::write(httpwire::HeadWriter& out, const httpwire::RequestHead& head) const {
    out.literal(lines());
    out.field({"X-Forwarded-Host", head.authority, KnownField::XForwardedHost});
}

void ForwardedFields::writeTrusted(httpwire::HeadWriter& out, const httpwire::RequestHead& head) const {
    const auto& fields = head.fields;
    std::string chain;
    for (const httpwire::Field& field : fields)
        if (field.id == KnownField::XForwardedFor && !field.value.empty())
            chain.append(field.value).append(", ");
    chain.append(peer());
    out.field({"X-Forwarded-For", chain, KnownField::XForwardedFor});
    const std::string_view proto = single(fields, KnownField::XForwardedProto);
    const std::string_view host = single(fields, KnownField::XForwardedHost);
    const std::string_view sentPort = single(fields, KnownField::XForwardedPort);
    const bool hasProto = isProto(proto);
    const bool hasHost = isAuthority(host);
    out.field({"X-Forwarded-Proto", hasProto ? proto : protoOf(m_transport), KnownField::XForwardedProto});
    std::string_view saidPort = port();
    if (isPort(sentPort))
        saidPort = sentPort;
    else if (hasHost && !portIn(host).empty())
        saidPort = portIn(host);
    else if (hasProto)
        saidPort = proto.size() == 5 ? "443" : "80";
    out.field({"X-Forwarded-Port", saidPort, KnownField::XForwardedPort});
    out.field({"X-Forwarded-Host", hasHost ? host : head.authority, KnownField::XForwardedHost});
    const std::string_view realIp = single(fields, KnownField::XRealIp);
    if (base::IpAddress::parse(realIp))
        out.field({"X-Real-IP", realIp, KnownField::XRealIp});
}

std::string_view ForwardedFields::peer() const {
    const std::string_view rest = lines().substr(forLine.size());
    return rest.substr(0, rest.find('\r'));
}

std::string_view ForwardedFields::port() const {
    const std::string_view text = lines();
    const std::size_t at = text.rfind(portLine) + portLine.size();
    return text.substr(at, text.size() - at - 2);
}

}  // namespace portolan::proxy
