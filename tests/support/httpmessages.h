// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Raw HTTP messages and what must become of them: the tables that the unit tests of httpwire, the comparison
// with Node's parser and the seeds of the fuzz targets share. A row's name begins with the section it comes
// from ("9112-6.1" is RFC 9112 section 6.1). What an accepted message says is written in one line, in the
// form that summary() gives a parsed head, so that a row is read at a glance. Built once, never freed; any
// thread.

#include "backend/httpwire/chunked.h"
#include "backend/httpwire/head.h"
#include "backend/httpwire/parser.h"

#include <span>
#include <string>
#include <string_view>

namespace portolan::support {

/// The head of a request.
struct RequestMessage {
    std::string name;
    std::string bytes;
    httpwire::ParseFailure failure = httpwire::ParseFailure::None;
    std::string says{};  ///< summary() of it; empty if it is refused
};

/// The head of a response to `method`.
struct ResponseMessage {
    std::string name;
    std::string bytes;
    httpwire::ParseFailure failure = httpwire::ParseFailure::None;
    std::string says{};  ///< summary() of it; empty if it is refused
    httpwire::Method method = httpwire::Method::Get;
};

/// A chunked body.
struct ChunkedMessage {
    std::string name;
    std::string bytes;
    std::string body;  ///< of a refused one: what was read before the fault
    httpwire::ParseFailure failure = httpwire::ParseFailure::None;
};

[[nodiscard]] std::span<const RequestMessage> requestMessages();
[[nodiscard]] std::span<const ResponseMessage> responseMessages();
[[nodiscard]] std::span<const ChunkedMessage> chunkedMessages();

/// "POST /a example:80 length=5 close expect upgrade=websocket": method, target, authority ("-" if none),
/// framing if there is a body, and whether the connection is kept.
[[nodiscard]] std::string summary(const httpwire::RequestHead& head);
/// "200 OK length=5 keep upgrade=websocket": status, reason, framing if there is a body, and whether the
/// connection is kept.
[[nodiscard]] std::string summary(const httpwire::ResponseHead& head);

/// The control bytes that may stand nowhere in a head: all below 0x20 but tab, CR and LF, and 0x7f.
[[nodiscard]] std::string controlBytes();
/// "0x0b": how the names of rows spell a byte.
[[nodiscard]] std::string spelled(char byte);

}  // namespace portolan::support
