// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/forwarding.h"

#include "backend/base/bytes.h"
#include "backend/proxy/hostprofile.h"

#include <algorithm>
#include <string>

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

constexpr FieldSet forwardingFields =
    setOf({KnownField::Forwarded, KnownField::XForwardedFor, KnownField::XForwardedHost,
           KnownField::XForwardedPort, KnownField::XForwardedProto, KnownField::XRealIp});

constexpr FieldSet endsHereFromClient =
    hopByHop | forwardingFields | setOf({KnownField::Host, KnownField::ContentLength});

// What no policy may set, as it frames, routes or says where the request has been.
constexpr FieldSet neverSet =
    endsHereFromClient | setOf({KnownField::Expect, KnownField::Trailer, KnownField::Via});

// Strict-Transport-Security of a target would lock the name out of plain http (and must not be said over it,
// RFC 6797 section 7.2): the service's own setting decides.
constexpr FieldSet endsHereFromUpstream =
    hopByHop | setOf({KnownField::ContentLength, KnownField::StrictTransportSecurity});

constexpr FieldSet editedFromUpstream = setOf({KnownField::Location, KnownField::SetCookie});

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
void writeRequestConnection(HeadWriter& out, const httpwire::RequestHead& head, std::string_view upgrades) {
    const bool trailers = httpwire::listHasToken(head.fields.value(KnownField::Te), "trailers");
    const bool upgrade = !upgrades.empty();
    if (trailers)
        out.literal(upgrade ? "Connection: upgrade, TE\r\nTE: trailers\r\n"
                            : "Connection: TE\r\nTE: trailers\r\n");
    else if (upgrade)
        out.literal("Connection: upgrade\r\n");
    if (upgrade)
        out.field(KnownField::Upgrade, upgrades);
}

bool isSetByPolicy(const std::vector<model::RequestField>& set, std::string_view name) {
    return std::any_of(set.begin(), set.end(), [name](const model::RequestField& field) {
        return base::equalsIgnoringCase(field.name, name);
    });
}

void writeSetFields(HeadWriter& out, const std::vector<model::RequestField>& set) {
    for (const model::RequestField& field : set)
        if (!contains(neverSet, httpwire::knownField(field.name)))
            out.field(field.name, field.value);
}

/// An Origin or Referer that names the public host names the target's instead.
void writeReaddressed(HeadWriter& out, const Field& field, const httpwire::RequestHead& head,
                      const RequestEdits& edits) {
    const std::string_view behind = behindAuthority(field.value, head.authority);
    if (!behind.data()) {
        out.field(field);
        return;
    }
    std::string value = edits.protocol == model::Protocol::Https ? "https://" : "http://";
    value.append(edits.targetAuthority).append(behind);
    out.field({field.name, value, field.id});
}

/// The client's fields that pass. `dropped` end here, `readdressed` name the target.
void writeClientFields(HeadWriter& out, const httpwire::RequestHead& head, const RequestEdits& edits,
                       FieldSet dropped, FieldSet readdressed) {
    const auto& set = edits.policy.requestFields;
    for (const Field& field : head.fields) {
        if (contains(dropped, field.id))
            continue;
        if (field.id == KnownField::Other && claimsIdentity(field.name))
            continue;
        if (head.connection.namesFields && isNamedByConnection(head.fields, field.name))
            continue;
        if (!set.empty() && isSetByPolicy(set, field.name))
            continue;
        if (contains(readdressed, field.id))
            writeReaddressed(out, field, head, edits);
        else
            out.field(field);
    }
}

void writePassingFields(HeadWriter& out, const httpwire::ResponseHead& head, const ResponseEdits* edits) {
    const FieldSet edited = edits ? editedFromUpstream : 0;
    for (const Field& field : head.fields) {
        if (contains(endsHereFromUpstream, field.id))
            continue;
        if (head.connection.namesFields && isNamedByConnection(head.fields, field.name))
            continue;
        if (contains(edited, field.id))
            edits->write(out, field);
        else
            out.field(field);
    }
}

/// Source: RFC 6797 section 6.1.
void writeStrictTransport(HeadWriter& out, std::chrono::seconds maxAge) {
    const std::string value = "max-age=" + std::to_string(maxAge.count());
    out.field(Field{"Strict-Transport-Security", value, KnownField::StrictTransportSecurity});
}

}  // namespace

void writeUpstreamRequest(HeadWriter& out, const httpwire::RequestHead& head, const RequestEdits& edits) {
    const bool says = edits.policy.forwardingFields == model::ForwardingFields::Send;
    const bool keepsHost = edits.policy.hostHeader == model::HostHeader::Keep;
    FieldSet dropped = endsHereFromClient;
    if (!says)
        dropped |= setOf({KnownField::Via});
    else if (edits.trust == Trust::Proxy)
        dropped &= ~setOf({KnownField::Forwarded});
    out.clear();
    out.requestLine(head.methodText, head.target);
    out.field(Field{"Host", keepsHost ? head.authority : edits.targetAuthority, KnownField::Host});
    writeClientFields(out, head, edits, dropped,
                      keepsHost ? 0 : setOf({KnownField::Origin, KnownField::Referer}));
    writeRequestFraming(out, head);
    if (says) {
        if (edits.trust == Trust::None)
            edits.forwarded.write(out, head);
        else
            edits.forwarded.writeTrusted(out, head);
        out.literal(edits.viaLine);
    }
    writeSetFields(out, edits.policy.requestFields);
    if (!edits.upgrades.empty() || head.fields.has(KnownField::Te))
        writeRequestConnection(out, head, edits.upgrades);
    out.end();
}

void writeClientResponse(HeadWriter& out, const httpwire::ResponseHead& head, const ClientSide& client,
                         std::string_view dateLine) {
    out.clear();
    out.statusLine(head.status, head.reason);
    writePassingFields(out, head, client.edits);
    if (!head.fields.has(KnownField::Date))
        out.literal(dateLine);
    out.literal(client.viaLine);
    if (client.strictTransport)
        writeStrictTransport(out, *client.strictTransport);
    if (client.sticky)
        writeStickyCookie(out, *client.sticky, client.transport);
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
    writePassingFields(out, head, nullptr);
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
