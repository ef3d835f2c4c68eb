// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The head of a request and of a response, as values: what the start line and the fields say once they have
// been checked. Made by parser.h from bytes (views into those bytes), or by hand by whoever answers. One
// thread; valid as long as the bytes it views. Nothing here decides: routing and forwarding are the proxy's.
// Source: RFC 9110 sections 6 to 9, RFC 9112 sections 2 to 6.

#include "backend/httpwire/fields.h"

#include <cstdint>
#include <string_view>

namespace portolan::httpwire {

enum class Method : std::uint8_t { Other, Get, Head, Post, Put, Delete, Options, Patch, Connect, Trace };
enum class Version : std::uint8_t { Http10, Http11 };

/// RFC 9112 section 3.2. The authority form belongs to CONNECT, which is refused.
enum class TargetForm : std::uint8_t { Origin, Absolute, Asterisk };

/// How the end of the body is found. UntilClose is for responses only. Source: RFC 9112 section 6.3.
enum class Framing : std::uint8_t { None, Length, Chunked, UntilClose };

/// The method a token names; methods are case-sensitive. Source: RFC 9110 section 9.1.
[[nodiscard]] Method methodOf(std::string_view token);
/// RFC 9110 section 9.2.2. Other methods count as not idempotent.
[[nodiscard]] bool isIdempotent(Method method);

/// What the Connection fields say. Source: RFC 9110 section 7.6.1.
struct ConnectionOptions {
    bool close = false;
    bool keepAlive = false;
    bool upgrade = false;
    bool namesFields = false;  ///< lists names beyond these three, which are hop-by-hop too
};

struct RequestHead {
    std::string_view methodText;
    Method method = Method::Other;
    TargetForm form = TargetForm::Origin;
    Version version = Version::Http11;
    bool keepAlive = false;       ///< the client will reuse the connection
    bool expectContinue = false;  ///< Expect: 100-continue
    bool hostIsIpv6 = false;      ///< `host` stood in brackets
    bool hasContentLength = false;
    Framing framing = Framing::None;
    ConnectionOptions connection;
    std::uint16_t port = 0;           ///< of the authority; 0 when none is given
    std::uint64_t contentLength = 0;  ///< meaningful when hasContentLength; 0 goes with Framing::None
    std::string_view target;          ///< path and query as sent; "/" for an empty absolute-form path; "*"
    std::string_view path;            ///< `target` up to the "?"
    std::string_view query;           ///< `target` after the "?"
    std::string_view authority;  ///< host and port as sent: of the absolute form if it is one, else of Host
    std::string_view host;       ///< without port and brackets, case as sent; empty only in HTTP/1.0
    std::string_view upgrade;    ///< value of Upgrade if Connection lists it, else empty
    FieldList fields;

    /// Back to the initial state, keeping storage.
    void clear();
};

struct ResponseHead {
    int status = 200;
    Version version = Version::Http11;
    bool keepAlive = false;  ///< the server will reuse the connection once the body has ended
    bool hasContentLength = false;
    Framing framing = Framing::None;
    ConnectionOptions connection;
    std::uint64_t contentLength =
        0;                     ///< meaningful when hasContentLength; for HEAD and 304 it is not the framing
    std::string_view reason;   ///< may be empty: HeadWriter then uses reasonPhrase()
    std::string_view upgrade;  ///< value of Upgrade if Connection lists it, else empty
    FieldList fields;

    void clear();
};

/// The usual phrase for a status, "" when there is none. Source: RFC 9110 section 15.
[[nodiscard]] std::string_view reasonPhrase(int status);

}  // namespace portolan::httpwire
