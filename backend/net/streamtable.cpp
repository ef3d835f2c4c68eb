// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/net/streamtable.h"

#include <utility>

namespace portolan::net {

StreamHandle StreamTable::insert(std::unique_ptr<Stream> stream, std::uint32_t& slot) {
    if (m_free.empty()) {
        const auto first = static_cast<std::uint32_t>(m_blocks.size() * blockSize);
        m_blocks.push_back(std::make_unique<Block>());
        for (std::uint32_t i = blockSize; i > 0; --i)
            m_free.push_back(first + i - 1);
    }
    slot = m_free.back();
    m_free.pop_back();
    StreamSlot& entry = at(slot);
    entry.stream = stream.release();
    entry.attached = true;
    ++m_size;
    return StreamHandle(entry);
}

void StreamTable::detach(std::uint32_t slot) {
    StreamSlot& entry = at(slot);
    if (std::exchange(entry.attached, false))
        ++entry.generation;
}

std::unique_ptr<Stream> StreamTable::take(std::uint32_t slot) {
    detach(slot);
    m_free.push_back(slot);
    --m_size;
    return std::unique_ptr<Stream>(std::exchange(at(slot).stream, nullptr));
}

std::vector<StreamHandle> StreamTable::handles() const {
    std::vector<StreamHandle> result;
    for (const auto& block : m_blocks)
        for (const StreamSlot& entry : *block)
            if (entry.attached)
                result.push_back(StreamHandle(entry));
    return result;
}

void StreamTable::clear() {
    for (std::uint32_t slot = 0; slot < m_blocks.size() * blockSize; ++slot)
        if (at(slot).stream)
            take(slot).reset();
}

}  // namespace portolan::net
