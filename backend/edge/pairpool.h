// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The pairs of one worker: idle ones are used again (last in, first out), new ones are made when all are
// busy, up to a limit, and their control ends given to the PairSink. One per worker, its thread; must be
// destroyed there after everyone who asks through it, and before the engine.

#include "backend/edge/controlpair.h"
#include "backend/edge/pairsink.h"
#include "backend/net/engine.h"

#include <cstddef>
#include <memory>
#include <vector>

namespace portolan::edge {

class PairPool final : private PairOwner {
  public:
    struct Limits {
        std::size_t pairs = 128;  ///< requests in flight to the control thread
        std::size_t idle = 8;     ///< pairs kept open for the next request
    };

    PairPool(net::Engine& engine, PairSink& sink) : PairPool(engine, sink, Limits{}) {}
    PairPool(net::Engine& engine, PairSink& sink, Limits limits);
    ~PairPool();
    PairPool(const PairPool&) = delete;
    PairPool& operator=(const PairPool&) = delete;

    /// An idle pair, to be used at once; nullptr when all are busy or no socketpair can be made.
    [[nodiscard]] ControlPair* acquire();
    [[nodiscard]] std::size_t size() const { return m_pairs.size(); }

  private:
    void onPairIdle(ControlPair& pair) override;
    void onPairGone(ControlPair& pair) override;
    [[nodiscard]] ControlPair* make();

    net::Engine& m_engine;
    PairSink& m_sink;
    const Limits m_limits;
    std::vector<std::unique_ptr<ControlPair>> m_pairs;
    std::vector<ControlPair*> m_idle;
};

}  // namespace portolan::edge
