// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/net/streamtable.h"

#include <utility>

namespace portolan::net {

StreamHandle StreamTable::insert(std::unique_ptr<Stream> stream, std::uint32_t& slot) {
    if (m_free.empty()) {
        m_free.push_back(static_cast<std::uint32_t>(m_slots.size()));
        m_slots.emplace_back();
    }
    slot = m_free.back();
    m_free.pop_back();
    Slot& entry = m_slots[slot];
    entry.stream = std::move(stream);
    entry.attached = true;
    ++m_size;
    return {*this, slot, entry.generation};
}

void StreamTable::detach(std::uint32_t slot) {
    m_slots[slot].attached = false;
}

std::unique_ptr<Stream> StreamTable::take(std::uint32_t slot) {
    Slot& entry = m_slots[slot];
    entry.attached = false;
    ++entry.generation;
    m_free.push_back(slot);
    --m_size;
    return std::move(entry.stream);
}

std::vector<StreamHandle> StreamTable::handles() const {
    std::vector<StreamHandle> result;
    for (std::size_t i = 0; i < m_slots.size(); ++i)
        if (m_slots[i].attached)
            result.push_back(StreamHandle(*this, static_cast<std::uint32_t>(i), m_slots[i].generation));
    return result;
}

void StreamTable::clear() {
    m_slots.clear();
    m_free.clear();
    m_size = 0;
}

}  // namespace portolan::net
