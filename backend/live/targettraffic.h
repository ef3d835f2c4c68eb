// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the requests to one target met with, over all workers: how many are under way, and whether it is
// passed over because they failed. One count for all workers, and not a share of it for each: connections
// spread unevenly over workers, so with shares a target would stand idle while requests wait for it. Written
// by proxy/ejection and proxy/lease; each value is right by itself, and where two disagree for a moment one
// request more or less goes there.

#include <atomic>
#include <cstdint>

namespace portolan::live {

/// Times are milliseconds of the steady clock. On cache lines of its own: every request writes to it.
struct alignas(64) TargetTraffic {
    std::atomic<std::uint32_t> outstanding{0};   ///< requests and tunnels under way
    std::atomic<std::uint16_t> failures{0};      ///< in a row
    std::atomic<std::uint16_t> serverErrors{0};  ///< in a row
    std::atomic<std::int64_t> outUntil{0};       ///< 0: it takes part; else passed over until then
    std::atomic<std::int64_t> lastOut{0};        ///< how long it was passed over the last time
    std::atomic<std::int64_t> backSince{0};      ///< when it came back from that
    std::atomic<bool> onTrial{false};            ///< the one request that decides about its return is out
};

}  // namespace portolan::live
