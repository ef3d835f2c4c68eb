// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One T of atomics for each target, by its id, for any thread to read and write without a lock: chunks that
// are added and never moved. Ids are dense (the catalog counts them up), so a lookup is two array steps, and
// a chunk is made when one of its targets is first written to.

#include "backend/model/service.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>

namespace portolan::live {

template <class T>
class TargetTable {
  public:
    TargetTable() = default;
    ~TargetTable() {
        for (auto& chunk : m_chunks)
            delete chunk.load(std::memory_order_relaxed);
    }
    TargetTable(const TargetTable&) = delete;
    TargetTable& operator=(const TargetTable&) = delete;

    /// As T begins, for a target that was never written. Wait-free.
    [[nodiscard]] const T& of(model::TargetId id) const {
        static const T untouched;
        const auto index = static_cast<std::uint64_t>(id);
        const Chunk* chunk = m_chunks[(index / chunkSize) % chunkCount].load(std::memory_order_acquire);
        return chunk ? (*chunk)[index % chunkSize] : untouched;
    }
    /// To write to, and to keep a reference to; makes its chunk when there is none.
    [[nodiscard]] T& edit(model::TargetId id) {
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

  private:
    static constexpr std::size_t chunkSize = 1024;
    static constexpr std::size_t chunkCount = 1u << 16;
    using Chunk = std::array<T, chunkSize>;

    std::mutex m_growing;
    std::array<std::atomic<Chunk*>, chunkCount> m_chunks{};
};

}  // namespace portolan::live
