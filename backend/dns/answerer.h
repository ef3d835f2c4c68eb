// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the listeners of one worker share: the snapshot that queries are answered from, the guard, and the
// counters. A listener takes what has arrived, calls refresh() once, then answer() for each message; in that
// order, so that a query which was sent after a change went live is answered with it. One per worker, on the
// worker's thread; made by Server. A snapshot that was replaced is handed to whoever frees it, since freeing
// a large one would hold up the worker.

#include "backend/base/bytes.h"
#include "backend/base/publisher.h"
#include "backend/dns/answer.h"
#include "backend/dns/guard.h"
#include "backend/dns/querynotes.h"
#include "backend/dns/readahead.h"
#include "backend/live/counters.h"
#include "backend/net/engine.h"
#include "backend/snapshot/snapshot.h"

#include <functional>
#include <memory>

namespace portolan::dns {

using Snapshots = base::Publisher<snapshot::Snapshot>;
/// Takes over what a worker no longer serves from; called on the worker, must be quick.
using RetireSnapshot = std::function<void(std::shared_ptr<const snapshot::Snapshot>)>;

class Answerer {
  public:
    Answerer(const net::Engine& engine, const Snapshots& snapshots, const live::TargetStates& states,
             live::WorkerCounters& counters, Defences& defences, RetireSnapshot retire)
        : m_engine(engine),
          m_snapshots(snapshots),
          m_states(states),
          m_counters(counters),
          m_guard(defences, counters),
          m_notes(counters),
          m_retire(std::move(retire)) {}

    /// Before a batch: takes over what was published since the last call.
    void refresh() {
        m_notes.begin(m_engine.now());
        if (m_snapshots.refresh())
            retire();
    }

    /// Announces a query of the batch that is about to be answered; after the last, fetchExpected() begins to
    /// fetch what the answers will read. Both are hints and need not be called.
    void expect(base::ByteView query);
    void fetchExpected() { m_readAhead.fetch(); }

    /// The reply to a message, written into `buffer` and counted; empty if there is none.
    [[nodiscard]] base::ByteView answer(base::ByteView bytes, const Caller& caller,
                                        base::MutableBytes buffer);

    /// After a batch, when its replies have been sent and its queries are still there.
    void endBatch() { m_notes.end(); }

    /// Counts a reply that could not be sent.
    void countLost() { m_counters.queriesDropped.add(); }

  private:
    [[nodiscard]] const Caller& judge(const dnswire::Query& query, dnswire::Verdict verdict,
                                      const Caller& caller);
    [[nodiscard]] Guard::Moment now() const;
    void retire();

    const net::Engine& m_engine;
    Snapshots::Subscription m_snapshots;
    const live::TargetStates& m_states;
    live::WorkerCounters& m_counters;
    Guard m_guard;
    Caller m_judged;
    QueryNotes m_notes;
    RetireSnapshot m_retire;
    ReadAhead m_readAhead;
};

}  // namespace portolan::dns
