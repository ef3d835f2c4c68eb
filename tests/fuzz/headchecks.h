// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What must be true of any head that the parsers of httpwire accept, said a second time and as plainly as it
// goes, without the parsers' own tables. Used by the fuzz targets of request and response heads; one thread.
// Source: RFC 9110 section 5, RFC 9112 sections 2.2, 5 and 6.

#include "backend/httpwire/head.h"
#include "backend/httpwire/parser.h"

#include <string>
#include <string_view>

namespace portolan::fuzz {

/// All that a result and its head say, for comparing two ways of reading the same bytes.
[[nodiscard]] std::string describe(const httpwire::ParseResult& result, const httpwire::RequestHead& head);
[[nodiscard]] std::string describe(const httpwire::ParseResult& result, const httpwire::ResponseHead& head);

/// The bytes of an accepted head: lines end in CRLF, no other control byte but tab, one empty line at the
/// end.
void requireCleanBytes(std::string_view head);

/// Names are tokens, values have neither control bytes nor blanks around them, and looking a field up by its
/// id finds what walking over the list finds.
void requireCleanFields(const httpwire::FieldList& fields, const httpwire::Limits& limits);

/// What the fields alone say about the body.
struct FieldFraming {
    std::size_t lengths = 0;  ///< Content-Length lines
    std::size_t codings = 0;  ///< Transfer-Encoding lines
    std::string_view length;
    std::string_view coding;
};
[[nodiscard]] FieldFraming framingFields(const httpwire::FieldList& fields);

/// An accepted head leaves one reading: one length of digits or one "chunked" and never both.
void requireOneFraming(const FieldFraming& framing, httpwire::Version version, std::uint64_t contentLength);

/// True for refusals that depend on limits and not on what the bytes say.
[[nodiscard]] bool isLimit(httpwire::ParseFailure failure);

/// Limits that small inputs reach.
inline constexpr httpwire::Limits tightLimits{400, 6, 40, 8};

}  // namespace portolan::fuzz
