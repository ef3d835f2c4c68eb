// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/bodyreader.h"

#include <algorithm>

namespace portolan::proxy {

using httpwire::Framing;

void BodyReader::begin(Framing framing, std::uint64_t length) {
    m_framing = framing;
    m_left = length;
    m_atEnd = framing == Framing::None || (framing == Framing::Length && length == 0);
    if (framing != Framing::Chunked)
        return;
    if (m_chunked)
        m_chunked->reset();
    else
        m_chunked = std::make_unique<httpwire::ChunkedDecoder>();
}

BodyReader::Step BodyReader::next(std::string_view bytes) {
    if (m_atEnd)
        return {.kind = Kind::End, .consumed = 0, .payload = {}};
    if (m_framing == Framing::Chunked) {
        const Step step = m_chunked->next(bytes);
        m_atEnd = step.kind == Kind::End;
        return step;
    }
    if (bytes.empty())
        return {};
    if (m_framing == Framing::UntilClose)
        return {.kind = Kind::Data, .consumed = bytes.size(), .payload = bytes};
    const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(m_left, bytes.size()));
    m_left -= part;
    m_atEnd = m_left == 0;
    return {.kind = Kind::Data, .consumed = part, .payload = bytes.substr(0, part)};
}

const httpwire::FieldList* BodyReader::trailers() const {
    return m_chunked && m_framing == Framing::Chunked ? &m_chunked->trailers() : nullptr;
}

}  // namespace portolan::proxy
