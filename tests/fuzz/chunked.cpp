// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Any bytes as a chunked body. Properties: pieces of any size decode to what the whole decodes to; a second,
// plain decoder agrees about what is a body and what is in it; the body that came out, written in chunks,
// decodes to itself.
#include "backend/httpwire/chunked.h"

#include "tests/fuzz/fuzzing.h"
#include "tests/fuzz/headchecks.h"

#include <algorithm>
#include <optional>
#include <string>

namespace {

using namespace portolan::httpwire;
using namespace portolan::fuzz;
using Kind = ChunkedDecoder::Step::Kind;

struct Outcome {
    Kind kind = Kind::NeedMore;
    ParseFailure failure = ParseFailure::None;
    std::size_t consumed = 0;
    std::string body;
    std::string trailers;

    friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome decode(std::string_view bytes, const std::vector<std::size_t>& ends) {
    ChunkedDecoder decoder;
    Outcome outcome;
    std::size_t begin = 0;
    for (const std::size_t end : ends) {
        const ExactCopy piece(bytes.substr(begin, end - begin));
        std::string_view left = piece.view();
        do {
            const ChunkedDecoder::Step step = decoder.next(left);
            require(step.consumed <= left.size(), "no more is consumed than there is");
            require(step.payload.size() <= step.consumed, "payload is part of what is consumed");
            require(step.kind != Kind::Data || !step.payload.empty(), "data has bytes");
            left.remove_prefix(step.consumed);
            outcome.kind = step.kind;
            outcome.failure = step.failure;
            outcome.consumed += step.consumed;
            outcome.body += step.payload;
        } while (outcome.kind == Kind::Data);
        if (outcome.kind == Kind::Refused)
            outcome.consumed = 0;  // where the fault was seen depends on the pieces
        if (outcome.kind != Kind::NeedMore)
            break;
        require(left.empty(), "everything is consumed before more is asked for");
        begin = end;
    }
    const ChunkedDecoder::Step again = decoder.next(outcome.kind == Kind::NeedMore ? "" : "1\r\nx\r\n");
    require(again.kind == outcome.kind && again.consumed == 0, "a decoder stays where it ended");
    if (outcome.kind == Kind::End) {
        requireCleanFields(decoder.trailers(), Limits{});
        for (const Field& field : decoder.trailers())
            outcome.trailers += std::string(field.name) + "=" + std::string(field.value) + "\n";
    }
    return outcome;
}

/// Up to a CRLF; nullopt when there is none, or a control byte other than tab before it.
std::optional<std::string_view> takeLine(std::string_view& bytes) {
    const std::size_t end = bytes.find("\r\n");
    if (end == std::string_view::npos)
        return std::nullopt;
    const std::string_view line = bytes.substr(0, end);
    const bool clean = std::all_of(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) || c == '\t';
    });
    bytes.remove_prefix(end + 2);
    return clean ? std::optional(line) : std::nullopt;
}

struct Plain {
    std::string body;
    std::size_t consumed = 0;
};

/// RFC 9112 section 7.1 as it is written, for bodies that are complete and keep it; limits left out.
std::optional<Plain> decodePlainly(std::string_view bytes) {
    Plain out;
    std::string_view rest = bytes;
    for (;;) {
        const auto line = takeLine(rest);
        if (!line)
            return std::nullopt;
        const std::size_t digits = std::min(line->find_first_not_of("0123456789abcdefABCDEF"), line->size());
        if (digits == 0 || digits > 15 || (digits < line->size() && (*line)[digits] != ';'))
            return std::nullopt;
        const std::uint64_t size = std::stoull(std::string(line->substr(0, digits)), nullptr, 16);
        if (size == 0)
            break;
        if (rest.size() < size || rest.substr(size, 2) != "\r\n")
            return std::nullopt;
        out.body += rest.substr(0, size);
        rest.remove_prefix(size + 2);
    }
    for (;;) {
        const auto line = takeLine(rest);
        if (!line)
            return std::nullopt;
        if (line->empty())
            break;
        const std::size_t colon = line->find(':');
        if (colon == std::string_view::npos || colon == 0)
            return std::nullopt;
        for (const char c : line->substr(0, colon))
            if (!std::isalnum(static_cast<unsigned char>(c)) &&
                std::string_view("!#$%&'*+-.^_`|~").find(c) == std::string_view::npos)
                return std::nullopt;
    }
    out.consumed = bytes.size() - rest.size();
    return out;
}

bool isChunkLimit(ParseFailure failure) {
    return failure == ParseFailure::ChunkLineTooLong || failure == ParseFailure::ChunkTooLarge ||
           failure == ParseFailure::TrailersTooLarge || isLimit(failure);
}

void requirePlainDecoderAgrees(std::string_view bytes, const Outcome& outcome) {
    if (isChunkLimit(outcome.failure))
        return;
    const auto plain = decodePlainly(bytes);
    require(plain.has_value() == (outcome.kind == Kind::End), "both decoders see the same bodies");
    if (plain)
        require(plain->body == outcome.body && plain->consumed == outcome.consumed,
                "both decoders read the same");
}

void requireSameWhenWrittenAgain(const std::string& body) {
    std::string bytes;
    std::size_t begin = 0;
    for (const std::size_t end : piecesOf(body)) {
        if (end == begin)
            continue;
        bytes += ChunkHeader(end - begin).view();
        bytes.append(body, begin, end - begin);
        bytes += chunkEnd;
        begin = end;
    }
    bytes += lastChunk;
    const Outcome again = decode(bytes, piecesOf(bytes));
    require(again.kind == Kind::End && again.consumed == bytes.size() && again.body == body,
            "a body written in chunks is read again");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes = asText(data, size);
    const Outcome whole = decode(bytes, {size});
    require(whole.kind != Kind::Data, "decoding comes to an end");
    require(whole.body.size() <= size, "a body is no longer than its coding");
    require(decode(bytes, piecesOf(bytes)) == whole, "pieces decode to what the whole decodes to");
    std::vector<std::size_t> everyByte;
    for (std::size_t end = 1; end <= std::min<std::size_t>(size, 1024); ++end)
        everyByte.push_back(end);
    if (size == 0 || size > 1024)
        everyByte.push_back(size);
    require(decode(bytes, everyByte) == whole, "single bytes decode to what the whole decodes to");
    requirePlainDecoderAgrees(bytes, whole);
    requireSameWhenWrittenAgain(whole.body);
    return 0;
}
