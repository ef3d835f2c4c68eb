// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Takes a body out of the bytes of a connection, however it is framed: by length, in chunks, until the
// connection ends, or not there at all. Yields views of the payload; copies nothing. One per message and
// direction, on a worker. Source: RFC 9112 sections 6 and 7.

#include "backend/httpwire/chunked.h"
#include "backend/httpwire/head.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace portolan::proxy {

class BodyReader {
  public:
    using Step = httpwire::ChunkedDecoder::Step;
    using Kind = Step::Kind;

    /// `length` counts for Framing::Length only.
    void begin(httpwire::Framing framing, std::uint64_t length);

    /// The message is over, complete or not: gives back what it took. A body that has ended stays at its end.
    void end() { m_chunked.reset(); }

    /// As ChunkedDecoder::next(): call again with what follows `consumed` until NeedMore, End or Refused. An
    /// empty body is at its End without any bytes.
    [[nodiscard]] Step next(std::string_view bytes);

    [[nodiscard]] bool isAtEnd() const { return m_atEnd; }
    [[nodiscard]] httpwire::Framing framing() const { return m_framing; }
    /// After the End of a chunked body; nullptr for any other.
    [[nodiscard]] const httpwire::FieldList* trailers() const;

  private:
    httpwire::Framing m_framing = httpwire::Framing::None;
    bool m_atEnd = true;
    std::uint64_t m_left = 0;
    std::unique_ptr<httpwire::ChunkedDecoder> m_chunked;  ///< while a chunked body is read
};

}  // namespace portolan::proxy
