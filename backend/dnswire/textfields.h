// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The text side of record data: one line of a master file cut into its fields, and what a field can be: a
// number, a name, a string, hexadecimal digits, Base64. Used by presentation.cpp and serviceparams.cpp only.
// Each function that reads returns an Error on the field "data" whose sentence says what would be right.
// Parentheses and comments belong to files of several lines and are refused here unless they are escaped or
// quoted. Pure functions; any thread. Source: RFC 1035 section 5.1, RFC 4648 section 4 (Base64).

#include "backend/base/result.h"
#include "backend/dnswire/dnsname.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::dnswire {

/// A field as it was written, its escapes still in it.
struct TextField {
    std::string_view raw;  ///< without the quotes if the whole field was quoted
    bool quoted = false;
};

/// Fields are parted by blanks. Inside a field a quoted part may follow "=" (RFC 9460 appendix A). Errors:
/// record.quote, record.character.
[[nodiscard]] base::Result<std::vector<TextField>> splitFields(std::string_view text);

/// Resolves \X and \DDD. Errors: record.escape.
[[nodiscard]] base::Result<std::string> unescape(std::string_view raw);

/// A name with or without its final dot, always absolute; "." is the root. Errors: record.name,
/// record.escape.
[[nodiscard]] base::Result<DnsName> parseName(std::string_view raw);

/// A decimal number up to `highest`. `what` names it in the sentence. Errors: record.number.
[[nodiscard]] base::Result<std::uint32_t> parseNumber(std::string_view raw, std::string_view what,
                                                      std::uint32_t highest);

/// nullopt-like: empty and `ok` false for what is no pair of hexadecimal digits per byte.
[[nodiscard]] bool parseHex(std::string_view digits, std::string& out);
[[nodiscard]] std::string toHex(std::string_view bytes);

[[nodiscard]] bool parseBase64(std::string_view text, std::string& out);
[[nodiscard]] std::string toBase64(std::string_view bytes);

/// The bytes between quotes, with quotes, backslashes and what cannot be printed escaped.
[[nodiscard]] std::string quotedText(std::string_view bytes);
/// The same for a field without quotes: blanks and the marks of RFC 1035 section 5.1 are escaped too.
[[nodiscard]] std::string bareText(std::string_view bytes);

/// An error of what a record holds.
[[nodiscard]] base::Error dataError(std::string code, std::string message, base::Error::Params params = {});

void appendU16(std::string& out, std::uint16_t value);

}  // namespace portolan::dnswire
