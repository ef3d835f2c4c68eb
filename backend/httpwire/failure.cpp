// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/httpwire/failure.h"

#include <array>
#include <cstddef>

namespace portolan::httpwire {

namespace {

struct Verdict {
    ParseFailure failure;
    int status;
    std::string_view sentence;
};

constexpr std::size_t failureCount = static_cast<std::size_t>(ParseFailure::Count);

constexpr std::array<Verdict, failureCount> verdicts = {{
    {ParseFailure::None, 0, ""},
    {ParseFailure::BadStartLine, 400, "The first line is not that of an HTTP/1.1 message."},
    {ParseFailure::MethodTooLong, 501, "The method is longer than any that is known."},
    {ParseFailure::ConnectNotSupported, 501, "CONNECT is not supported: this is not an open proxy."},
    {ParseFailure::BadTarget, 400, "The request target is not valid."},
    {ParseFailure::TargetTooLong, 414, "The request target is too long."},
    {ParseFailure::BadVersion, 400, "The protocol version is not valid."},
    {ParseFailure::UnsupportedVersion, 505, "Only HTTP/1.1 and HTTP/1.0 are spoken here."},
    {ParseFailure::BadStatus, 400, "The status code is not one of 100 to 599."},
    {ParseFailure::BareLf, 400, "A line ends in LF without CR."},
    {ParseFailure::BareCr, 400, "A CR stands without LF."},
    {ParseFailure::ControlByte, 400, "A field or the first line has a control character."},
    {ParseFailure::BadFieldName, 400, "A field name is not valid."},
    {ParseFailure::BlankBeforeColon, 400, "A field name is followed by white space."},
    {ParseFailure::FoldedField, 400, "A field is folded over several lines."},
    {ParseFailure::HeadTooLarge, 431, "The header section is too large."},
    {ParseFailure::TooManyFields, 431, "There are too many header fields."},
    {ParseFailure::HostMissing, 400, "The Host field is missing."},
    {ParseFailure::HostRepeated, 400, "There is more than one Host field."},
    {ParseFailure::BadHost, 400, "The Host field is not a host name with an optional port."},
    {ParseFailure::BadContentLength, 400, "Content-Length is not one plain number."},
    {ParseFailure::LengthAndChunked, 400, "Content-Length and Transfer-Encoding are both given."},
    {ParseFailure::BadTransferEncoding, 400, "Transfer-Encoding does not end in one chunked coding."},
    {ParseFailure::UnsupportedCoding, 501, "No transfer coding but chunked is supported."},
    {ParseFailure::CodingInOldVersion, 400, "Transfer-Encoding is not part of HTTP/1.0."},
    {ParseFailure::BadChunk, 400, "The chunked framing of the body is broken."},
    {ParseFailure::ChunkTooLarge, 400, "A chunk size is too large."},
    {ParseFailure::ChunkLineTooLong, 400, "The chunk extensions are too long."},
    {ParseFailure::TrailersTooLarge, 431, "The trailer section is too large."},
}};

constexpr bool inOrder() {
    for (std::size_t i = 0; i < failureCount; ++i)
        if (verdicts[i].failure != static_cast<ParseFailure>(i))
            return false;
    return true;
}
static_assert(inOrder(), "VERDICTS must list the failures in the order of the enumeration");

}  // namespace

int statusOf(ParseFailure failure) {
    return verdicts[static_cast<std::size_t>(failure)].status;
}

std::string_view sentenceOf(ParseFailure failure) {
    return verdicts[static_cast<std::size_t>(failure)].sentence;
}

}  // namespace portolan::httpwire
