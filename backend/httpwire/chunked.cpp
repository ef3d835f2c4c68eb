// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/httpwire/chunked.h"

#include "backend/base/bytes.h"
#include "backend/httpwire/characters.h"
#include "backend/httpwire/parser.h"

#include <algorithm>

namespace portolan::httpwire {

namespace {

constexpr std::uint8_t maxDigits = 15;            // of a chunk size: far above any body, and no overflow
constexpr std::size_t maxLine = 1024;             // of a size line with its extensions
constexpr std::size_t maxExtensions = 16 * 1024;  // of one message
constexpr std::size_t maxTrailers = 16 * 1024;

unsigned hexValue(char c) {
    return static_cast<unsigned>(base::isDigit(c) ? c - '0' : base::toLower(c) - 'a' + 10);
}

}  // namespace

void ChunkedDecoder::reset() {
    m_state = State::Size;
    m_failure = ParseFailure::None;
    m_digits = 0;
    m_left = 0;
    m_lineBytes = 0;
    m_extensionBytes = 0;
    m_trailerLine = 0;
    m_trailerBytes.clear();
    m_trailers.clear();
}

ChunkedDecoder::Step ChunkedDecoder::next(std::string_view bytes) {
    std::size_t at = 0;
    while (m_state != State::Done && m_state != State::Failed) {
        if (at == bytes.size())
            return {Step::Kind::NeedMore, at, {}, ParseFailure::None};
        if (m_state == State::Data) {
            const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(m_left, bytes.size() - at));
            m_left -= size;
            if (m_left == 0)
                m_state = State::DataCr;
            return {Step::Kind::Data, at + size, bytes.substr(at, size), ParseFailure::None};
        }
        const bool good = m_state == State::Trailers ? readTrailers(bytes, at) : readFraming(bytes[at++]);
        if (!good)
            break;
    }
    if (m_state == State::Done)
        return {Step::Kind::End, at, {}, ParseFailure::None};
    return {Step::Kind::Refused, 0, {}, m_failure};
}

bool ChunkedDecoder::refuse(ParseFailure failure) {
    m_state = State::Failed;
    m_failure = failure;
    return false;
}

/// One byte of what is neither payload nor trailer.
bool ChunkedDecoder::readFraming(char c) {
    switch (m_state) {
        case State::Size:
        case State::Extension:
            return readSizeLine(c);
        case State::SizeLf:
            m_state = m_left == 0 ? State::Trailers : State::Data;
            m_digits = 0;
            m_lineBytes = 0;
            break;
        case State::DataCr:
            m_state = State::DataLf;
            return c == '\r' || refuse(ParseFailure::BadChunk);
        default:
            m_state = State::Size;
            break;
    }
    return c == '\n' || refuse(ParseFailure::BadChunk);
}

/// One byte of a chunk size or of its extensions. Source: RFC 9112 section 7.1.1.
bool ChunkedDecoder::readSizeLine(char c) {
    if (++m_lineBytes > maxLine || m_extensionBytes > maxExtensions)
        return refuse(ParseFailure::ChunkLineTooLong);
    if (m_state == State::Size && isIn(c, HEX)) {
        if (++m_digits > maxDigits)
            return refuse(ParseFailure::ChunkTooLarge);
        m_left = m_left << 4U | hexValue(c);
        return true;
    }
    if (m_digits == 0)
        return refuse(ParseFailure::BadChunk);
    if (c == '\r') {
        m_state = State::SizeLf;
        return true;
    }
    if (m_state == State::Size && c != ';')
        return refuse(ParseFailure::BadChunk);
    m_state = State::Extension;
    ++m_extensionBytes;
    return !isControl(c) || refuse(ParseFailure::BadChunk);
}

/// Gathers lines up to the empty one and parses them. Source: RFC 9112 section 7.1.2.
bool ChunkedDecoder::readTrailers(std::string_view bytes, std::size_t& at) {
    const std::size_t lf = bytes.find('\n', at);
    const std::size_t end = lf == std::string_view::npos ? bytes.size() : lf + 1;
    if (m_trailerBytes.size() + (end - at) > maxTrailers)
        return refuse(ParseFailure::TrailersTooLarge);
    m_trailerBytes.append(bytes.substr(at, end - at));
    at = end;
    if (lf == std::string_view::npos)
        return true;
    const bool last = m_trailerBytes.size() - m_trailerLine <= 2;
    m_trailerLine = m_trailerBytes.size();
    if (!last)
        return true;
    const ParseResult result = parseFieldSection(m_trailerBytes, Limits{}, m_trailers);
    if (!result.complete())
        return refuse(result.refused() ? result.failure : ParseFailure::BadChunk);
    m_state = State::Done;
    return true;
}

ChunkHeader::ChunkHeader(std::uint64_t size) {
    constexpr std::string_view hexDigits = "0123456789abcdef";
    m_text[--m_start] = '\n';
    m_text[--m_start] = '\r';
    do {
        m_text[--m_start] = hexDigits[size & 15U];
        size >>= 4U;
    } while (size != 0);
}

}  // namespace portolan::httpwire
