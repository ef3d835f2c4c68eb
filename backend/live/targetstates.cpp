// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/live/targetstates.h"

namespace portolan::live {

TargetStates::~TargetStates() {
    for (auto& chunk : m_chunks)
        delete chunk.load(std::memory_order_relaxed);
}

const TargetState& TargetStates::of(model::TargetId id) const {
    static const TargetState unknown;
    const auto index = static_cast<std::uint64_t>(id);
    const Chunk* chunk = m_chunks[(index / chunkSize) % chunkCount].load(std::memory_order_acquire);
    return chunk ? (*chunk)[index % chunkSize] : unknown;
}

TargetState& TargetStates::edit(model::TargetId id) {
    const auto index = static_cast<std::uint64_t>(id);
    std::atomic<Chunk*>& slot = m_chunks[(index / chunkSize) % chunkCount];
    if (Chunk* chunk = slot.load(std::memory_order_acquire))
        return (*chunk)[index % chunkSize];
    const std::lock_guard lock(m_growing);
    Chunk* chunk = slot.load(std::memory_order_relaxed);
    if (!chunk) {
        chunk = new Chunk;
        slot.store(chunk, std::memory_order_release);
    }
    return (*chunk)[index % chunkSize];
}

}  // namespace portolan::live
