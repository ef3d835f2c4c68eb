// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/net/sendqueue.h"

#include <algorithm>
#include <sys/uio.h>

namespace portolan::net {

namespace {
// Copies are gathered up to this size, so that a trickle of small sends stays one piece.
constexpr std::size_t gatheredSize = 64 * 1024;
}  // namespace

void SendQueue::append(const Chunk& chunk, std::size_t skip) {
    const std::string_view rest = chunk.bytes.substr(skip);
    if (rest.empty())
        return;
    m_bytes += rest.size();
    if (chunk.owner) {
        m_pieces.push_back({{}, rest, chunk.owner});
        return;
    }
    const bool gather = !m_pieces.empty() && !m_pieces.back().owner &&
                        m_pieces.back().copy.size() + rest.size() <= gatheredSize;
    if (gather)
        m_pieces.back().copy.append(rest);
    else
        m_pieces.push_back({std::string(rest), {}, nullptr});
}

std::size_t SendQueue::peek(iovec* vectors, std::size_t most) const {
    const std::size_t count = std::min(most, m_pieces.size() - m_first);
    for (std::size_t i = 0; i < count; ++i) {
        std::string_view view = m_pieces[m_first + i].view();
        if (i == 0)
            view.remove_prefix(m_offset);
        vectors[i] = {const_cast<char*>(view.data()), view.size()};
    }
    return count;
}

void SendQueue::consume(std::size_t count) {
    m_bytes -= count;
    m_offset += count;
    while (m_first < m_pieces.size() && m_offset >= m_pieces[m_first].view().size()) {
        m_offset -= m_pieces[m_first].view().size();
        m_pieces[m_first] = {};
        ++m_first;
    }
    if (m_bytes == 0) {
        clear();
    } else if (m_first >= 64) {
        m_pieces.erase(m_pieces.begin(), m_pieces.begin() + static_cast<std::ptrdiff_t>(m_first));
        m_first = 0;
    }
}

void SendQueue::clear() {
    m_pieces = {};
    m_first = 0;
    m_offset = 0;
    m_bytes = 0;
}

}  // namespace portolan::net
