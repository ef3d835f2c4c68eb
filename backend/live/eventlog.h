// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The bounded ring of events that windows and scripts follow: what changed in the catalog, what turned up or
// down. control/ appends (already encoded as one line of JSON); each event stream on a worker reads from
// where it is. append() wakes the workers through the callbacks they registered (each posts to its engine).
// Any thread.

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace portolan::live {

struct Event {
    std::uint64_t id = 0;
    std::string type;  ///< "service.added", "health.changed", ...
    std::string data;  ///< one line of JSON
};

class EventLog {
  public:
    /// `firstId` lets ids go on rising over a restart (control uses the time), so that a Last-Event-ID of an
    /// earlier run is recognised as too old instead of being mistaken for a place in this one.
    explicit EventLog(std::uint64_t firstId = 1, std::size_t capacity = 4096)
        : m_nextId(firstId), m_capacity(capacity) {}

    void append(std::string type, std::string data);

    /// The id the next event will have.
    [[nodiscard]] std::uint64_t nextId() const;

    /// The events from `fromId` on, at most `most`. nullopt: `fromId` has left the ring or was never in it,
    /// so the reader has missed events and must fetch the whole state again.
    [[nodiscard]] std::optional<std::vector<std::shared_ptr<const Event>>> read(std::uint64_t fromId,
                                                                                std::size_t most) const;

    /// Calls `wake` after each append, on the appending thread, until the returned token is destroyed. `wake`
    /// must be quick and must not call back into the log.
    [[nodiscard]] std::shared_ptr<void> onAppend(std::function<void()> wake);

  private:
    mutable std::mutex m_mutex;
    std::uint64_t m_nextId;
    std::size_t m_capacity;
    std::deque<std::shared_ptr<const Event>> m_ring;
    std::vector<std::weak_ptr<std::function<void()>>> m_wakers;
};

}  // namespace portolan::live
