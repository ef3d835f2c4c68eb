// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/edge/frontrequest.h"

#include "backend/base/bytes.h"
#include "backend/httpwire/writer.h"

#include <algorithm>
#include <array>

namespace portolan::edge {

namespace {

using httpwire::KnownField;

/// What the API reads of a client's fields, beside Host.
constexpr std::array passedFields = {
    KnownField::Accept,      KnownField::Authorization, KnownField::ContentType, KnownField::IfMatch,
    KnownField::IfNoneMatch, KnownField::Origin,        KnownField::SecFetchSite};

constexpr std::array onceOnlyFields = {KnownField::Authorization, KnownField::ContentType, KnownField::Origin,
                                       KnownField::SecFetchSite};

constexpr std::array forwarderFields = {KnownField::XForwardedFor,
                                        KnownField::XForwardedHost,
                                        KnownField::XForwardedPort,
                                        KnownField::XForwardedProto,
                                        KnownField::XRealIp,
                                        KnownField::Forwarded,
                                        KnownField::Via};

std::string_view nameOf(proxy::Arrival::Listener listener) {
    switch (listener) {
        case proxy::Arrival::Listener::Http:
            return "http";
        case proxy::Arrival::Listener::Https:
            return "https";
        case proxy::Arrival::Listener::Api:
            return "api";
        case proxy::Arrival::Listener::PrivateApi:
            break;
    }
    return "private-api";
}

/// Source: RFC 3986 sections 3.3 and 3.4.
bool isUrlCharacter(char c) {
    return base::isAlpha(c) || base::isDigit(c) ||
           std::string_view("-._~!$&'()*+,;=:@/?%").find(c) != std::string_view::npos;
}

bool isHexDigit(char c) {
    const char lower = base::toLower(c);
    return base::isDigit(c) || (lower >= 'a' && lower <= 'f');
}

bool isEscape(std::string_view text, std::size_t at) {
    return at + 2 < text.size() && isHexDigit(text[at + 1]) && isHexDigit(text[at + 2]);
}

void appendEscaped(std::string& out, char c) {
    constexpr std::string_view hexDigits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += hexDigits[byte >> 4U];
    out += hexDigits[byte & 15U];
}

/// The target as a URL that cannot be read in two ways: everything unusual escaped, and no "//" that would
/// look like the start of an authority.
std::string cleanTarget(const httpwire::RequestHead& head) {
    std::string out;
    out.reserve(head.target.size());
    for (std::size_t i = 0; i < head.target.size(); ++i) {
        const char c = head.target[i];
        const bool brokenEscape = c == '%' && !isEscape(head.target, i);
        const bool secondSlash = c == '/' && i == 1;
        const bool laterMark = c == '?' && i != head.path.size();
        if (isUrlCharacter(c) && !brokenEscape && !secondSlash && !laterMark)
            out += c;
        else
            appendEscaped(out, c);
    }
    return out;
}

}  // namespace

std::string frontHeadOf(const httpwire::RequestHead& head, const proxy::Arrival& arrival) {
    httpwire::HeadWriter out;
    out.requestLine(head.method == httpwire::Method::Head ? "GET" : head.methodText, cleanTarget(head));
    out.field(KnownField::Host, head.authority);
    for (const KnownField field : passedFields)
        if (head.fields.has(field))
            out.field(field, head.fields.value(field));
    out.field("Portolan-Peer", arrival.peer.toString());
    out.field("Portolan-Local", arrival.local.toString());
    out.field("Portolan-Listener", nameOf(arrival.listener));
    out.field("Portolan-Request-Id", arrival.requestId);
    if (wasForwarded(head.fields))
        out.field("Portolan-Forwarded", "yes");
    return std::string(out.view());
}

std::string frontRequestOf(std::string frontHead, std::string_view body) {
    frontHead += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    frontHead += body;
    return frontHead;
}

bool wasForwarded(const httpwire::FieldList& fields) {
    constexpr std::string_view tailnetPrefix = "tailscale-";
    if (std::any_of(forwarderFields.begin(), forwarderFields.end(),
                    [&](KnownField field) { return fields.has(field); }))
        return true;
    return std::any_of(fields.begin(), fields.end(), [&](const httpwire::Field& field) {
        return base::equalsIgnoringCase(field.name.substr(0, tailnetPrefix.size()), tailnetPrefix);
    });
}

bool repeatsAccessField(const httpwire::FieldList& fields) {
    return std::any_of(onceOnlyFields.begin(), onceOnlyFields.end(),
                       [&](KnownField field) { return fields.repeats(field); });
}

}  // namespace portolan::edge
