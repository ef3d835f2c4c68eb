// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The connections to targets that wait for their next request: per target, the last used first (so that what
// is not needed grows old and goes). One per worker. A connection is either here, idle and watched for its
// end, or it belongs to an exchange. The id of a target here is RouteTarget::connections, which stands for
// its address: a change of address makes a new one.

#include "backend/base/clock.h"
#include "backend/model/service.h"
#include "backend/net/engine.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace portolan::proxy {

class UpstreamPool {
  public:
    struct Limits {
        base::Milliseconds idle{60'000};
        std::size_t idlePerTarget = 1024;
        std::size_t idleInAll = 8192;
    };

    UpstreamPool(net::Engine& engine, Limits limits);
    ~UpstreamPool();
    UpstreamPool(const UpstreamPool&) = delete;
    UpstreamPool& operator=(const UpstreamPool&) = delete;

    /// An idle connection to `target`, whose callbacks go to `handler` from here on; a handle that is not
    /// open if there is none.
    [[nodiscard]] net::StreamHandle take(model::TargetId target, net::StreamHandler& handler);

    /// Keeps a connection whose last exchange has ended cleanly, at most for `idle` (cut to the pool's own
    /// limit).
    void keep(model::TargetId target, net::StreamHandle stream, base::Milliseconds idle);

    /// Closes the idle connections to a target that nobody will ask for again.
    void forget(model::TargetId target);

    /// Closes every idle connection.
    void clear();
    [[nodiscard]] std::size_t idleCount() const { return m_idleCount; }

  private:
    class Idle;
    using IdleList = std::vector<Idle*>;

    /// The list of a target that was looked up lately.
    struct Known {
        std::uint64_t target = 0;
        IdleList* idles = nullptr;
    };

    [[nodiscard]] Known& known(std::uint64_t target) { return m_known[target % m_known.size()]; }
    [[nodiscard]] IdleList* find(std::uint64_t target);
    Idle& freeEntry();
    void drop(Idle& entry);

    net::Engine& m_engine;
    Limits m_limits;
    std::size_t m_idleCount = 0;
    std::unordered_map<std::uint64_t, IdleList> m_byTarget;
    std::array<Known, 16> m_known{};
    std::vector<std::unique_ptr<Idle>> m_entries;
    std::vector<Idle*> m_free;
};

}  // namespace portolan::proxy
