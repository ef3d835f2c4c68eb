// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/forwarding.h"

#include "backend/base/bytes.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>

namespace portolan::proxy {

namespace {

using httpwire::Field;
using httpwire::Framing;
using httpwire::HeadWriter;
using httpwire::KnownField;

using FieldSet = std::uint64_t;

constexpr FieldSet setOf(std::initializer_list<KnownField> fields) {
    FieldSet set = 0;
    for (const KnownField field : fields)
        set |= FieldSet{1} << static_cast<unsigned>(field);
    return set;
}

constexpr bool contains(FieldSet set, KnownField field) {
    return (set >> static_cast<unsigned>(field) & 1u) != 0;
}

constexpr FieldSet hopByHop =
    setOf({KnownField::Connection, KnownField::KeepAlive, KnownField::ProxyConnection, KnownField::Te,
           KnownField::TransferEncoding, KnownField::Upgrade, KnownField::ProxyAuthenticate,
           KnownField::ProxyAuthorization});

constexpr FieldSet endsHereFromClient =
    hopByHop | setOf({KnownField::Host, KnownField::ContentLength, KnownField::Forwarded,
                      KnownField::XForwardedFor, KnownField::XForwardedHost, KnownField::XForwardedPort,
                      KnownField::XForwardedProto, KnownField::XRealIp});

// Strict-Transport-Security must not be said over plain http (RFC 6797 section 7.2) and would lock the name
// out of it.
constexpr FieldSet endsHereFromUpstream =
    hopByHop | setOf({KnownField::ContentLength, KnownField::StrictTransportSecurity});

bool hasPrefix(std::string_view name, std::string_view prefix) {
    return name.size() >= prefix.size() && base::equalsIgnoringCase(name.substr(0, prefix.size()), prefix);
}

/// Fields with which Portolan or the tailnet's daemon vouch for a caller; nobody else may.
bool claimsIdentity(std::string_view name) {
    const char first = base::toLower(name.front());
    return (first == 'p' && hasPrefix(name, "portolan-")) || (first == 't' && hasPrefix(name, "tailscale-"));
}

bool isNamedByConnection(const httpwire::FieldList& fields, std::string_view name) {
    return std::any_of(fields.begin(), fields.end(), [name](const Field& field) {
        return field.id == KnownField::Connection && httpwire::listHasToken(field.value, name);
    });
}

void writeRequestFraming(HeadWriter& out, const httpwire::RequestHead& head) {
    if (head.framing == Framing::Chunked)
        out.literal("Transfer-Encoding: chunked\r\n");
    else if (head.hasContentLength)
        out.field(KnownField::ContentLength, head.contentLength);
}

/// The Connection options that mean something to the next hop. Keeping alive is the default of HTTP/1.1.
void writeRequestConnection(HeadWriter& out, const httpwire::RequestHead& head) {
    const bool trailers = httpwire::listHasToken(head.fields.value(KnownField::Te), "trailers");
    const bool upgrade = wantsTunnel(head);
    if (trailers)
        out.literal(upgrade ? "Connection: upgrade, TE\r\nTE: trailers\r\n"
                            : "Connection: TE\r\nTE: trailers\r\n");
    else if (upgrade)
        out.literal("Connection: upgrade\r\n");
    if (upgrade)
        out.field(KnownField::Upgrade, head.upgrade);
}

void writePassingFields(HeadWriter& out, const httpwire::ResponseHead& head, FieldSet dropped) {
    for (const Field& field : head.fields) {
        if (contains(dropped, field.id))
            continue;
        if (head.connection.namesFields && isNamedByConnection(head.fields, field.name))
            continue;
        out.field(field);
    }
}

}  // namespace

void ForwardedFields::prepare(const base::IpAddress& peer, std::uint16_t localPort) {
    constexpr std::string_view forLine = "X-Forwarded-For: ";
    constexpr std::string_view rest = "\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Port: ";
    char* at = std::copy(forLine.begin(), forLine.end(), m_text.data());
    // 46 bytes for the longest address (RFC 4291 section 2.2), 17 + 46 + 43 + 5 + 2 in all.
    if (inet_ntop(peer.isV4() ? AF_INET : AF_INET6, peer.bytes().data(), at, INET6_ADDRSTRLEN))
        at += std::string_view(at).size();
    at = std::copy(rest.begin(), rest.end(), at);
    at = std::to_chars(at, at + 5, localPort).ptr;
    *at++ = '\r';
    *at++ = '\n';
    m_size = static_cast<std::uint16_t>(at - m_text.data());
    m_peer = peer;
    m_localPort = localPort;
}

bool wantsTunnel(const httpwire::RequestHead& head) {
    return !head.upgrade.empty() && head.version == httpwire::Version::Http11 &&
           !httpwire::listHasToken(head.upgrade, "h2c");
}

void writeUpstreamRequest(HeadWriter& out, const httpwire::RequestHead& head,
                          const ForwardedFields& forwarded) {
    out.clear();
    out.requestLine(head.methodText, head.target);
    out.field(Field{"Host", head.authority, KnownField::Host});
    for (const Field& field : head.fields) {
        if (contains(endsHereFromClient, field.id))
            continue;
        if (field.id == KnownField::Other && claimsIdentity(field.name))
            continue;
        if (head.connection.namesFields && isNamedByConnection(head.fields, field.name))
            continue;
        out.field(field);
    }
    writeRequestFraming(out, head);
    out.literal(forwarded.lines());
    out.field(Field{"X-Forwarded-Host", head.authority, KnownField::XForwardedHost});
    if (head.connection.upgrade || head.fields.has(KnownField::Te))
        writeRequestConnection(out, head);
    out.end();
}

void writeClientResponse(HeadWriter& out, const httpwire::ResponseHead& head, const ClientFraming& client,
                         std::string_view dateLine) {
    out.clear();
    out.statusLine(head.status, head.reason);
    writePassingFields(out, head, endsHereFromUpstream);
    if (!head.fields.has(KnownField::Date))
        out.literal(dateLine);
    // For HEAD and 304 the length is that of the response to GET; 204 has none (RFC 9110 section 8.6).
    const bool saysLength = client.framing == Framing::Length || client.framing == Framing::None;
    if (client.framing == Framing::Chunked)
        out.literal("Transfer-Encoding: chunked\r\n");
    else if (saysLength && head.hasContentLength && head.status != 204)
        out.field(KnownField::ContentLength, head.contentLength);
    if (client.close)
        out.literal("Connection: close\r\n");
    else if (client.sayKeepAlive)
        out.literal("Connection: keep-alive\r\n");
    out.end();
}

void writeInterimResponse(HeadWriter& out, const httpwire::ResponseHead& head) {
    constexpr int switchingProtocols = 101;
    out.clear();
    out.statusLine(head.status, head.reason);
    writePassingFields(out, head, endsHereFromUpstream);
    if (head.status == switchingProtocols) {
        out.literal("Connection: upgrade\r\n");
        out.field(KnownField::Upgrade, head.upgrade);
    }
    out.end();
}

bool isTrailerAllowed(const Field& field) {
    constexpr FieldSet refused =
        endsHereFromClient | endsHereFromUpstream |
        setOf({KnownField::Authorization, KnownField::Cookie, KnownField::SetCookie, KnownField::ContentType,
               KnownField::CacheControl, KnownField::Expect, KnownField::Range, KnownField::Trailer,
               KnownField::Location, KnownField::IfMatch, KnownField::IfNoneMatch});
    return !contains(refused, field.id) && !(field.id == KnownField::Other && claimsIdentity(field.name));
}

}  // namespace portolan::proxy
