// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Bytes to heads. Strict on purpose: everything on which two HTTP implementations could disagree about where
// a message ends is refused, in both directions, so that no request can be smuggled past Portolan or out of a
// target. Called by the proxy's sessions and by edge/ on a worker thread; nothing here keeps state but
// HeadScanner, which is one connection's. No exceptions; no allocation up to 24 fields. Deviations: bytes
// above 0x7f are accepted in targets and field values, as clients send UTF-8 there. Source: RFC 9110, RFC
// 9112.

#include "backend/httpwire/failure.h"
#include "backend/httpwire/head.h"

#include <cstddef>
#include <string_view>

namespace portolan::httpwire {

/// What a head may cost.
struct Limits {
    std::size_t headBytes = 32 * 1024;  ///< start line, fields and the empty line
    std::size_t fields = 100;
    std::size_t targetBytes = 16 * 1024;
    std::size_t methodBytes = 32;
};

struct ParseResult {
    enum class State : unsigned char { Complete, Incomplete, Refused };
    State state = State::Incomplete;
    ParseFailure failure = ParseFailure::None;  ///< when Refused
    std::size_t consumed = 0;                   ///< when Complete: bytes of the head, the body starts there

    [[nodiscard]] bool complete() const { return state == State::Complete; }
    [[nodiscard]] bool incomplete() const { return state == State::Incomplete; }
    [[nodiscard]] bool refused() const { return state == State::Refused; }
};

/// Parses the head at the front of `bytes`; empty lines before it are skipped (RFC 9112 section 2.2). `out`
/// is cleared first and holds views into `bytes`; it is meaningful when Complete. Refuses as early as a line
/// proves it wrong.
[[nodiscard]] ParseResult parseRequestHead(std::string_view bytes, const Limits& limits, RequestHead& out);

/// Parses a response head. `requestMethod` decides whether a body follows (RFC 9112 section 6.3). A 1xx
/// response is a head of its own with Framing::None; call again behind it for the final one.
[[nodiscard]] ParseResult parseResponseHead(std::string_view bytes, const Limits& limits,
                                            Method requestMethod, ResponseHead& out);

/// Parses field lines up to and with the empty line; for trailer sections. Source: RFC 9112 section 7.1.2.
[[nodiscard]] ParseResult parseFieldSection(std::string_view bytes, const Limits& limits, FieldList& out);

/// Keeps slow arrival O(n): a head that comes in many pieces is parsed when it can be complete and not at
/// each piece. Use: parse at the first piece; if that is Incomplete, keep the bytes, and parse again only
/// when mayBeComplete().
class HeadScanner {
  public:
    void reset() { *this = HeadScanner(); }
    /// `bytes` is the whole head so far: what it was at the last call, and more behind it. True when it holds
    /// an empty line, a bare LF or as much as a head may have, so that parsing it can come to an end. Other
    /// faults in bytes that came later are found then, too.
    [[nodiscard]] bool mayBeComplete(std::string_view bytes, const Limits& limits);

  private:
    std::size_t m_seen = 0;       // bytes already looked at
    std::size_t m_lineStart = 0;  // where the line at m_seen began
    bool m_hasLine = false;       // a line with something on it has been seen
};

}  // namespace portolan::httpwire
