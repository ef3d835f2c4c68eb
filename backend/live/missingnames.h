// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Names of our zones that were asked for and do not exist, with how often: what somebody has mistyped or
// forgotten to add. One table of fixed size per worker. A new name takes the place of the least asked of the
// four it competes with, and only after wearing that one's count down, so that a flood of invented names does
// not push out what is asked again and again. Readers on other threads copy as from a RecentRing.

#include "backend/base/bytes.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace portolan::live {

struct MissingName {
    std::string wireName;  ///< as it was asked first; a long one loses its end
    std::uint64_t count = 0;
    std::int64_t lastAt = 0;  ///< system time, microseconds
    std::uint64_t hash = 0;   ///< of the whole name, the same in any case
};

class MissingNames {
  public:
    MissingNames();

    /// The worker. `name` in wire form, any case.
    void add(base::ByteView name, std::int64_t at);

    /// Any thread. In no order.
    [[nodiscard]] std::vector<MissingName> read() const;

  private:
    static constexpr std::size_t ways = 4;
    static constexpr std::size_t sets = 128;
    static constexpr std::size_t nameWords = 8;

    struct Entry {
        std::atomic<std::uint64_t> hash{0};  ///< 0: empty, or being replaced
        std::atomic<std::uint64_t> count{0};
        std::atomic<std::int64_t> lastAt{0};
        std::atomic<std::uint64_t> nameSize{0};
        std::array<std::atomic<std::uint64_t>, nameWords> name{};
    };

    static void replace(Entry& entry, std::uint64_t hash, base::ByteView name, std::int64_t at);

    const std::unique_ptr<Entry[]> m_entries;
};

}  // namespace portolan::live
