// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/policytext.h"

#include "backend/base/bytes.h"
#include "backend/base/text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace portolan::model {

namespace {

constexpr std::string_view fingerprintPrefix = "sha256:";
constexpr std::string_view hexDigits = "0123456789abcdef";
constexpr std::size_t longestFieldName = 100;
constexpr std::size_t longestUpgrade = 64;
constexpr std::int64_t longestStrictTransport = 63072000;

// Names of the message's framing and of the connection (RFC 9110
// sections 6.6.2, 7.2, 7.6.1, 7.8, 8.6, 10.1.1, 10.1.4; RFC 9112 sections 6.1 and C.2.2; RFC 9113
// section 3.1), and those the proxy sets itself.
constexpr std::array<std::string_view, 12> reservedNames{
    "host",    "content-length", "transfer-encoding", "connection", "keep-alive", "te", "trailer",
    "upgrade", "expect",         "http2-settings",    "via",        "forwarded"};
constexpr std::array<std::string_view, 4> reservedPrefixes{"proxy-", "x-forwarded-", "portolan-",
                                                           "tailscale-"};

/// Source: RFC 9110 section 5.6.2.
bool isTokenCharacter(char c) {
    return base::isDigit(c) || base::isAlpha(c) ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool isToken(std::string_view text, std::size_t longest) {
    return !text.empty() && text.size() <= longest && std::all_of(text.begin(), text.end(), isTokenCharacter);
}

std::string lowered(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), base::toLower);
    return lower;
}

bool isControl(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

base::Error fingerprintError(std::string_view text) {
    return {"pin.format",
            "A pin is the SHA-256 of the target's certificate, written as \"sha256:\" and 64 hexadecimal "
            "digits.",
            "",
            {{"pin", std::string(text)}}};
}

base::Result<std::chrono::milliseconds> parseSeconds(double seconds, double least, double most,
                                                     base::Error error) {
    if (!(seconds >= least && seconds <= most))
        return error;
    return std::chrono::milliseconds(std::llround(seconds * 1000.0));
}

}  // namespace

std::string_view toWord(HostHeader header) {
    switch (header) {
        case HostHeader::Keep:
            return "keep";
        case HostHeader::AsTarget:
            return "target";
        case HostHeader::AsLocalhost:
            return "localhost";
    }
    return "keep";
}

std::optional<HostHeader> hostHeaderFromWord(std::string_view word) {
    for (const HostHeader header : {HostHeader::Keep, HostHeader::AsTarget, HostHeader::AsLocalhost})
        if (word == toWord(header))
            return header;
    return std::nullopt;
}

std::string_view toWord(TlsVerification verification) {
    switch (verification) {
        case TlsVerification::Pin:
            return "pin";
        case TlsVerification::Authority:
            return "authority";
    }
    return "pin";
}

std::optional<TlsVerification> tlsVerificationFromWord(std::string_view word) {
    for (const TlsVerification verification : {TlsVerification::Pin, TlsVerification::Authority})
        if (word == toWord(verification))
            return verification;
    return std::nullopt;
}

std::string_view toWord(ClientAccess access) {
    switch (access) {
        case ClientAccess::HttpAndHttps:
            return "http_and_https";
        case ClientAccess::HttpsOnly:
            return "https_only";
        case ClientAccess::HttpOnly:
            return "http_only";
    }
    return "http_and_https";
}

std::optional<ClientAccess> clientAccessFromWord(std::string_view word) {
    for (const ClientAccess access :
         {ClientAccess::HttpAndHttps, ClientAccess::HttpsOnly, ClientAccess::HttpOnly})
        if (word == toWord(access))
            return access;
    return std::nullopt;
}

std::string_view toWord(Delivery delivery) {
    switch (delivery) {
        case Delivery::Proxy:
            return "proxy";
        case Delivery::Direct:
            return "direct";
    }
    return "proxy";
}

std::optional<Delivery> deliveryFromWord(std::string_view word) {
    for (const Delivery delivery : {Delivery::Proxy, Delivery::Direct})
        if (word == toWord(delivery))
            return delivery;
    return std::nullopt;
}

std::string toText(const Fingerprint& fingerprint) {
    std::string text(fingerprintPrefix);
    for (const std::uint8_t byte : fingerprint) {
        text += hexDigits[byte >> 4];
        text += hexDigits[byte & 15];
    }
    return text;
}

std::string toColonText(const Fingerprint& fingerprint) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const std::uint8_t byte : fingerprint) {
        if (!out.empty())
            out += ':';
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

base::Result<Fingerprint> parseFingerprint(std::string_view text) {
    const std::string lower = lowered(base::trimmed(text));
    if (!lower.starts_with(fingerprintPrefix))
        return fingerprintError(text);
    std::string_view rest = std::string_view(lower).substr(fingerprintPrefix.size());
    Fingerprint fingerprint{};
    for (std::size_t i = 0; i < fingerprint.size(); ++i) {
        if (i > 0 && !rest.empty() && rest.front() == ':')
            rest.remove_prefix(1);
        const std::size_t high = rest.empty() ? std::string_view::npos : hexDigits.find(rest[0]);
        const std::size_t low = rest.size() < 2 ? std::string_view::npos : hexDigits.find(rest[1]);
        if (high == std::string_view::npos || low == std::string_view::npos)
            return fingerprintError(text);
        fingerprint[i] = static_cast<std::uint8_t>(high << 4 | low);
        rest.remove_prefix(2);
    }
    if (!rest.empty())
        return fingerprintError(text);
    return fingerprint;
}

base::Result<std::string> parseToken(std::string_view text) {
    const std::string_view name = base::trimmed(text);
    if (!isToken(name, longestFieldName))
        return base::Error{"request_field.name",
                           "\"" + std::string(text) +
                               "\" cannot be the name of a field; use letters, digits and hyphens, such as "
                               "X-Api-Key.",
                           "",
                           {{"name", std::string(text)}}};
    return std::string(name);
}

base::Result<std::string> parseRequestFieldName(std::string_view text) {
    PORTOLAN_TRY(std::string name, parseToken(text));
    const std::string lower = lowered(name);
    const bool isReserved =
        std::find(reservedNames.begin(), reservedNames.end(), lower) != reservedNames.end() ||
        std::any_of(reservedPrefixes.begin(), reservedPrefixes.end(),
                    [&](std::string_view prefix) { return lower.starts_with(prefix); });
    if (isReserved)
        return base::Error{"request_field.reserved",
                           "\"" + name + "\" is set or removed by the proxy itself; use another field.",
                           "",
                           {{"name", name}}};
    return name;
}

base::Result<std::string> parseRequestFieldValue(std::string_view text) {
    const std::string_view value = base::trimmed(text);
    if (value.size() > longestFieldValue)
        return base::Error{"request_field.value_too_long",
                           "The value of a field has at most 4096 bytes.",
                           "",
                           {{"size", std::to_string(value.size())}}};
    if (std::any_of(value.begin(), value.end(), isControl))
        return base::Error{"request_field.value_character",
                           "The value of a field is one line without control characters.",
                           "",
                           {}};
    return std::string(value);
}

base::Result<std::string> parseUpgrade(std::string_view text) {
    std::string name = lowered(base::trimmed(text));
    if (!isToken(name, longestUpgrade))
        return base::Error{"upgrade.name",
                           "\"" + std::string(text) +
                               "\" cannot be the name of a protocol; write it as the target spells it in "
                               "its Upgrade field, such as \"tcp\".",
                           "",
                           {{"upgrade", std::string(text)}}};
    if (name == "h2c" || name == "h2" || name == "http")
        return base::Error{"upgrade.http",
                           "\"" + name +
                               "\" would change the HTTP version behind the proxy; name only protocols that "
                               "are not HTTP.",
                           "",
                           {{"upgrade", name}}};
    return name;
}

base::Result<std::chrono::milliseconds> parseConnectTimeout(double seconds) {
    return parseSeconds(
        seconds, 0.1, 600,
        {"connect_timeout.range", "The time to connect is a number of seconds from 0.1 to 600.", "", {}});
}

base::Result<std::chrono::milliseconds> parseResponseHeadTimeout(double seconds) {
    return parseSeconds(seconds, 1, 86400,
                        {"response_head_timeout.range",
                         "The time until a response begins is a number of seconds from 1 to 86400 (a day).",
                         "",
                         {}});
}

base::Result<std::chrono::seconds> parseStrictTransport(std::int64_t seconds) {
    if (seconds < 0 || seconds > longestStrictTransport)
        return base::Error{
            "tls.strict_transport_range",
            "Browsers keep to https for a number of seconds from 0 (they forget it) to 63072000 "
            "(two years).",
            "",
            {{"seconds", std::to_string(seconds)}}};
    return std::chrono::seconds(seconds);
}

}  // namespace portolan::model
