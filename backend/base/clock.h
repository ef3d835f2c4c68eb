// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Time as it is handed to whatever needs it, so that tests can turn it by hand. Code that measures or waits
// takes a `const Clock&`; nothing else in the backend reads the system's clocks. Any thread.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

namespace portolan::base {

using Milliseconds = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;
using SteadyTime = std::chrono::steady_clock::time_point;
using SystemTime = std::chrono::system_clock::time_point;

class Clock {
  public:
    virtual ~Clock() = default;
    /// For durations and deadlines: never jumps.
    [[nodiscard]] virtual SteadyTime steadyNow() const = 0;
    /// For dates that are stored or shown: can jump.
    [[nodiscard]] virtual SystemTime systemNow() const = 0;
};

/// The machine's clocks.
class RealClock final : public Clock {
  public:
    [[nodiscard]] SteadyTime steadyNow() const override { return std::chrono::steady_clock::now(); }
    [[nodiscard]] SystemTime systemNow() const override { return std::chrono::system_clock::now(); }
};

/// A clock that stands still until it is advanced; for tests.
class ManualClock final : public Clock {
  public:
    explicit ManualClock(SystemTime start = SystemTime(std::chrono::hours(24 * 365 * 50)))
        : m_start(start.time_since_epoch()) {}
    void advance(std::chrono::nanoseconds by) { m_elapsed += by.count(); }
    [[nodiscard]] SteadyTime steadyNow() const override {
        return SteadyTime(std::chrono::hours(1) + std::chrono::nanoseconds(m_elapsed.load()));
    }
    [[nodiscard]] SystemTime systemNow() const override {
        return SystemTime(std::chrono::duration_cast<SystemTime::duration>(
            m_start + std::chrono::nanoseconds(m_elapsed.load())));
    }

  private:
    std::chrono::nanoseconds m_start;
    std::atomic<std::int64_t> m_elapsed{0};
};

/// RFC 3339 in UTC with milliseconds: "2026-11-23T17:48:00.123Z".
[[nodiscard]] std::string toRfc3339(SystemTime time);

}  // namespace portolan::base
