// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The last known state of each target, by target id, for the workers to read while they choose one. Written
// by health/ on the worker that probes, read by any thread without a lock: a table of chunks that are added
// and never moved. Ids are dense (the catalog counts them up), so a lookup is two array steps. The causes in
// words and the history live on the control side.

#include "backend/model/health.h"
#include "backend/model/service.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>

namespace portolan::live {

struct TargetState {
    std::atomic<model::HealthState> state{model::HealthState::Unknown};
    std::atomic<model::HealthCause> cause{model::HealthCause::NotYetProbed};
    std::atomic<std::int64_t> sinceMilliseconds{0};  ///< system time of the last change of state
    std::atomic<std::uint32_t> latencyMicroseconds{0};
};

class TargetStates {
  public:
    TargetStates() = default;
    ~TargetStates();
    TargetStates(const TargetStates&) = delete;
    TargetStates& operator=(const TargetStates&) = delete;

    /// The state of a target; Unknown for one that was never written. Wait-free.
    [[nodiscard]] const TargetState& of(model::TargetId id) const;
    /// The state to write to; makes its chunk when there is none.
    [[nodiscard]] TargetState& edit(model::TargetId id);

  private:
    static constexpr std::size_t chunkSize = 1024;
    static constexpr std::size_t chunkCount = 1u << 16;
    using Chunk = std::array<TargetState, chunkSize>;

    std::mutex m_growing;
    std::array<std::atomic<Chunk*>, chunkCount> m_chunks{};
};

}  // namespace portolan::live
