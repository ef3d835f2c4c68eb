// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Where an engine keeps its streams: slots with a generation that rises when a slot's stream leaves, so that
// an old handle can never reach a new stream. Engine owns it, and it outlives every handle; StreamHandle
// looks into its slot. Slots come in blocks that never move, 16 bytes each. One thread, the worker's. A
// stream that has been closed by its owner but still flushes is "detached": counted, but out of every
// handle's reach.

#include "backend/net/stream.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace portolan::net {

class StreamTable {
  public:
    StreamTable() = default;
    ~StreamTable() { clear(); }
    StreamTable(const StreamTable&) = delete;
    StreamTable& operator=(const StreamTable&) = delete;

    /// `slot` is what the other functions know the stream by.
    StreamHandle insert(std::unique_ptr<Stream> stream, std::uint32_t& slot);
    /// Makes the handles of `slot` stale; the stream stays.
    void detach(std::uint32_t slot);
    /// Takes the stream out, for the caller to destroy when nothing on the stack uses it any more.
    [[nodiscard]] std::unique_ptr<Stream> take(std::uint32_t slot);

    /// All streams, the detached ones included.
    [[nodiscard]] std::size_t size() const { return m_size; }
    /// The handles of all streams that are not detached.
    [[nodiscard]] std::vector<StreamHandle> handles() const;
    /// Destroys all streams; the handles stay usable, and stale.
    void clear();

  private:
    static constexpr std::size_t blockSize = 256;
    using Block = std::array<StreamSlot, blockSize>;

    [[nodiscard]] StreamSlot& at(std::uint32_t slot) const {
        return (*m_blocks[slot / blockSize])[slot % blockSize];
    }

    std::vector<std::unique_ptr<Block>> m_blocks;
    std::vector<std::uint32_t> m_free;
    std::size_t m_size = 0;
};

}  // namespace portolan::net
