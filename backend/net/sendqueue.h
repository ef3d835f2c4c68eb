// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What a stream could not write at once: an ordered list of pieces, copied or kept alive by their owner.
// Small copies are gathered into one piece. Holds no memory while empty. Used by PlainStream; one thread.

#include "backend/net/stream.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct iovec;

namespace portolan::net {

class SendQueue {
  public:
    [[nodiscard]] bool empty() const { return m_bytes == 0; }
    [[nodiscard]] std::size_t bytes() const { return m_bytes; }

    /// Appends what is left of `chunk` after its first `skip` bytes.
    void append(const Chunk& chunk, std::size_t skip);
    /// Points up to `most` vectors at the first pieces. Returns how many.
    std::size_t peek(iovec* vectors, std::size_t most) const;
    /// Drops the first `count` bytes, releasing the owners of finished pieces.
    void consume(std::size_t count);
    void clear();

  private:
    struct Piece {
        std::string copy;
        std::string_view kept;
        std::shared_ptr<const void> owner;
        [[nodiscard]] std::string_view view() const { return owner ? kept : std::string_view(copy); }
    };

    std::vector<Piece> m_pieces;
    std::size_t m_first = 0;   ///< index of the first piece that is not written
    std::size_t m_offset = 0;  ///< bytes of it that are
    std::size_t m_bytes = 0;
};

}  // namespace portolan::net
