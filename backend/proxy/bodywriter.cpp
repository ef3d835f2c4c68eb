// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/bodywriter.h"

#include "backend/proxy/forwarding.h"

namespace portolan::proxy {

using httpwire::Framing;

void BodyWriter::openPiece(ChunkList& out) {
    m_pieceBytes = 0;
    m_headerAt = out.size();
    if (m_framing == Framing::Chunked)
        out.emplace_back();
}

void BodyWriter::add(ChunkList& out, std::string_view payload) {
    if (m_framing == Framing::None || payload.empty())
        return;
    m_pieceBytes += payload.size();
    out.push_back({payload, nullptr});
}

void BodyWriter::closePiece(ChunkList& out) {
    if (m_framing != Framing::Chunked)
        return;
    if (m_pieceBytes == 0) {
        out.pop_back();
        return;
    }
    m_header = httpwire::ChunkHeader(m_pieceBytes);
    out[m_headerAt].bytes = m_header.view();
    out.push_back({httpwire::chunkEnd, nullptr});
}

void BodyWriter::end(ChunkList& out, const httpwire::FieldList* trailers) {
    if (m_framing != Framing::Chunked)
        return;
    if (!trailers || trailers->empty()) {
        out.push_back({httpwire::lastChunk, nullptr});
        return;
    }
    m_trailers = httpwire::lastChunkBeforeTrailers;
    for (const httpwire::Field& field : *trailers) {
        if (!isTrailerAllowed(field))
            continue;
        m_trailers.append(field.name).append(": ").append(field.value).append("\r\n");
    }
    m_trailers += "\r\n";
    out.push_back({m_trailers, nullptr});
}

}  // namespace portolan::proxy
