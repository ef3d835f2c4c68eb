// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Frames a body for sending: as it is, or in chunks. What one read brought in becomes one piece, and so one
// chunk with one header, whatever chunks it came in. Appends views to a list for one Stream::send(); the
// views are valid until the next call. One per message and direction, on a worker. Source: RFC 9112
// section 7.1.

#include "backend/httpwire/chunked.h"
#include "backend/httpwire/head.h"
#include "backend/net/stream.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::proxy {

using ChunkList = std::vector<net::Chunk>;

class BodyWriter {
  public:
    /// With Framing::None the payload is dropped (HEAD).
    void begin(httpwire::Framing framing) { m_framing = framing; }
    [[nodiscard]] httpwire::Framing framing() const { return m_framing; }

    void openPiece(ChunkList& out);
    void add(ChunkList& out, std::string_view payload);
    void closePiece(ChunkList& out);
    /// The end of the body, with the trailer fields that may be passed on. nullptr: none.
    void end(ChunkList& out, const httpwire::FieldList* trailers);

  private:
    httpwire::Framing m_framing = httpwire::Framing::None;
    std::size_t m_headerAt = 0;
    std::size_t m_pieceBytes = 0;
    httpwire::ChunkHeader m_header{1};
    std::string m_trailers;
};

}  // namespace portolan::proxy
