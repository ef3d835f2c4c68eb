// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The chunked transfer coding, both ways. ChunkedDecoder is fed bytes in any pieces and hands back views of
// the payload in them; nothing of the body is copied. ChunkHeader and the two constants frame what is sent.
// One per message, on a worker thread. Chunk extensions are checked, counted and dropped; trailers are kept,
// up to a limit, for the receiver to judge. Source: RFC 9112 section 7.1.

#include "backend/httpwire/failure.h"
#include "backend/httpwire/fields.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace portolan::httpwire {

class ChunkedDecoder {
  public:
    struct Step {
        enum class Kind : unsigned char {
            Data,      ///< `payload` is the next part of the body; call again with what follows `consumed`
            NeedMore,  ///< everything was consumed
            End,       ///< the body has ended; bytes after `consumed` belong to the next message
            Refused    ///< `failure` says why; the connection is unusable
        };
        Kind kind = Kind::NeedMore;
        std::size_t consumed = 0;
        std::string_view payload;
        ParseFailure failure = ParseFailure::None;
    };

    void reset();
    /// One step into `bytes`; `payload` views them. After End or Refused it only repeats itself with consumed
    /// 0.
    [[nodiscard]] Step next(std::string_view bytes);
    /// The trailer fields; meaningful after End, valid until reset().
    [[nodiscard]] const FieldList& trailers() const { return m_trailers; }

  private:
    enum class State : unsigned char {
        Size,
        Extension,
        SizeLf,
        Data,
        DataCr,
        DataLf,
        Trailers,
        Done,
        Failed
    };

    [[nodiscard]] bool refuse(ParseFailure failure);
    [[nodiscard]] bool readFraming(char c);
    [[nodiscard]] bool readSizeLine(char c);
    [[nodiscard]] bool readTrailers(std::string_view bytes, std::size_t& at);

    State m_state = State::Size;
    ParseFailure m_failure = ParseFailure::None;
    std::uint8_t m_digits = 0;
    std::uint64_t m_left = 0;          // payload bytes of the chunk still to come
    std::size_t m_lineBytes = 0;       // of this size line
    std::size_t m_extensionBytes = 0;  // of all extensions of the message
    std::size_t m_trailerLine = 0;     // where the last line in m_trailerBytes begins
    std::string m_trailerBytes;
    FieldList m_trailers;
};

/// The line before a chunk of `size` bytes (> 0): "1f4\r\n". CRLF follows the payload.
class ChunkHeader {
  public:
    explicit ChunkHeader(std::uint64_t size);
    [[nodiscard]] std::string_view view() const { return {m_text.data() + m_start, m_text.size() - m_start}; }

  private:
    static constexpr std::size_t longestHeader = 18;
    std::array<char, longestHeader> m_text{};
    std::size_t m_start = longestHeader;
};

inline constexpr std::string_view chunkEnd = "\r\n";
/// The last chunk and an empty trailer section.
inline constexpr std::string_view lastChunk = "0\r\n\r\n";
/// The last chunk where trailer fields follow; they end with an empty line.
inline constexpr std::string_view lastChunkBeforeTrailers = "0\r\n";

}  // namespace portolan::httpwire
