// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Brings what the answers to a batch of queries will read from the zone images into the cache, all at once.
// Most of the time a query costs in user space is spent waiting for the half dozen places in memory that lead
// to its records, one after the other; a batch can wait for all its queries together. With 10,000 names that
// saves a sixth of the whole cost of a query, system calls included. Part of Answerer; it has no say in what
// is answered.

#include "backend/base/bytes.h"
#include "backend/snapshot/snapshot.h"
#include "backend/snapshot/zoneimage.h"

#include <array>
#include <cstddef>

namespace portolan::dns {

class ReadAhead {
  public:
    static constexpr std::size_t capacity = 64;

    /// Notes a query, which may be anything; one too many is left out.
    void add(base::ByteView query, const snapshot::Snapshot& snapshot);
    /// Fetches for what was noted, and forgets it. The snapshots it was noted with still exist.
    void fetch();

  private:
    std::size_t m_count = 0;
    std::array<snapshot::ZoneImage::Prefetch, capacity> m_names;
};

}  // namespace portolan::dns
