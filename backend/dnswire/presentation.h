// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Record data as people write it, and back: the text behind the type in a line of a master file. Used where
// records are entered, stored, shown and exported; nothing here runs per query. What was read from text and
// is written again reads the same; names are kept in lower case. Every type may also be written as unknown
// data (\# 4 0a000001); data of a type known here must then be right for it. Pure functions; any thread.
// Source: RFC 1035 sections 3.3, 3.4 and 5.1, RFC 2782 (SRV), RFC 3596 (AAAA), RFC 3597 section 5 (unknown),
// RFC 8659 section 4.1 (CAA), RFC 9460 section 2.1 and appendix A (SVCB, HTTPS).

#include "backend/base/result.h"
#include "backend/dnswire/rrtype.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace portolan::dnswire {

/// How names inside data are written.
enum class NameStyle : std::uint8_t {
    Plain,     ///< as people write them: mail.internal.example
    Absolute,  ///< as master files need them: mail.internal.example.
};

/// Text -> RDATA. Errors, all on the field "data": record.fields (what the type holds, with an example),
/// record.address, record.number, record.name, record.text, record.tag, record.parameter, record.generic,
/// record.quote, record.character, record.escape, record.too_long.
[[nodiscard]] base::Result<std::string> parseRdata(RrType type, std::string_view text);

/// RDATA -> text. Data that is not right for its type comes out as unknown data.
[[nodiscard]] std::string rdataToText(RrType type, std::string_view rdata,
                                      NameStyle style = NameStyle::Plain);

}  // namespace portolan::dnswire
