// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Why a message was refused, and the one table that says with which status and sentence. Used by the parsers
// and the chunked decoder; proxy/ turns a failure of a request into a page of that status and a failure of a
// target's response into 502. Any thread; nothing here allocates. Source: RFC 9110 section 15, RFC 9112
// sections 2 to 7.

#include <cstdint>
#include <string_view>

namespace portolan::httpwire {

enum class ParseFailure : std::uint8_t {
    None,
    BadStartLine,         ///< RFC 9112 sections 3 and 4
    MethodTooLong,        ///< RFC 9112 section 3
    ConnectNotSupported,  ///< RFC 9110 section 9.3.6: Portolan is no open proxy
    BadTarget,            ///< RFC 9112 section 3.2
    TargetTooLong,        ///< RFC 9110 section 15.5.15
    BadVersion,           ///< RFC 9112 section 2.3: not of the form HTTP/d.d
    UnsupportedVersion,   ///< RFC 9110 section 15.6.6
    BadStatus,            ///< RFC 9110 section 15: not 100..599
    BareLf,               ///< RFC 9112 section 2.2
    BareCr,               ///< RFC 9112 section 2.2
    ControlByte,          ///< RFC 9110 section 5.5
    BadFieldName,         ///< RFC 9110 section 5.1
    BlankBeforeColon,     ///< RFC 9112 section 5.1
    FoldedField,          ///< RFC 9112 section 5.2
    HeadTooLarge,         ///< RFC 6585 section 5
    TooManyFields,        ///< RFC 6585 section 5
    HostMissing,          ///< RFC 9112 section 3.2
    HostRepeated,         ///< RFC 9112 section 3.2
    BadHost,              ///< RFC 9112 section 3.2
    BadContentLength,     ///< RFC 9112 section 6.3
    LengthAndChunked,     ///< RFC 9112 section 6.1
    BadTransferEncoding,  ///< RFC 9112 section 6.1
    UnsupportedCoding,    ///< RFC 9112 section 6.1
    CodingInOldVersion,   ///< RFC 9112 section 6.1: Transfer-Encoding in HTTP/1.0
    BadChunk,             ///< RFC 9112 section 7.1
    ChunkTooLarge,        ///< RFC 9112 section 7.1
    ChunkLineTooLong,     ///< RFC 9112 section 7.1.1
    TrailersTooLarge,     ///< RFC 9112 section 7.1.2
    Count
};

/// The status to answer a request with: 400, 414, 431, 501 or 505. 0 for None.
[[nodiscard]] int statusOf(ParseFailure failure);
/// One English sentence for logs and error pages.
[[nodiscard]] std::string_view sentenceOf(ParseFailure failure);

}  // namespace portolan::httpwire
