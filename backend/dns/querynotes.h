// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What is noted of each query, in live/: its type, how long the reply took, the query itself in the ring of
// recent ones, and its name when there is none of that name. Part of Answerer, on the worker's thread. Time
// is read once per batch, when its replies are on the way: all queries of a batch waited for each other, so
// they took equally long. What a datagram waited in the kernel before the worker's turn is not seen.

#include "backend/base/bytes.h"
#include "backend/base/clock.h"
#include "backend/dns/answer.h"
#include "backend/live/counters.h"

#include <cstddef>

namespace portolan::dns {

class QueryNotes {
  public:
    explicit QueryNotes(live::WorkerCounters& counters)
        : m_stamps(counters.stamps), m_queries(counters.queries) {}

    /// A batch begins, in a turn of the worker that began at `turn`.
    void begin(base::SteadyTime turn) {
        m_began = std::max(turn, m_ended);
        m_at = m_stamps.systemMicroseconds(turn);
        m_count = 0;
    }
    /// A query was answered. `reply.question` is still there.
    void add(const Caller& caller, const Reply& reply);
    /// The replies of the batch are on the way.
    void end();

  private:
    live::Stamps& m_stamps;
    live::WorkerQueries& m_queries;
    const base::RealClock m_clock;
    base::SteadyTime m_began;
    base::SteadyTime m_ended;  ///< of the batch before: two batches may share a turn
    std::int64_t m_at = 0;     ///< system time, microseconds
    std::size_t m_count = 0;
    live::QueryRecord m_record;
};

}  // namespace portolan::dns
