// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Many timers that are set often and seldom run out: the time limits of connections. A hierarchical wheel of
// four levels with 64 slots each and ticks of one millisecond (G. Varghese and A. Lauck, "Hashed and
// Hierarchical Timing Wheels"); what is further away than 4.6 hours waits in the last slot and is looked at
// again. Timers are intrusive: arming allocates nothing. Arming an armed timer for a later time only notes
// the new deadline (the timer is sorted in again when its old slot comes up), so a limit that is renewed with
// each request costs a store. One thread, the worker's. The wheel does not read a clock: it is told the time
// by its owner (Engine).

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace portolan::net {

class TimerWheel;

/// One timer, a member of its owner: `Timer m_limit{this, [](void* self) {
/// static_cast<Session*>(self)->onLimit(); }}`. Disarms itself when destroyed. It may be armed again from
/// inside its own callback.
class Timer {
  public:
    using Callback = void (*)(void* owner);

    Timer(void* owner, Callback callback) : m_owner(owner), m_callback(callback) {}
    ~Timer() { disarm(); }
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    [[nodiscard]] bool isArmed() const { return m_wheel != nullptr; }
    void disarm();

  private:
    friend class TimerWheel;

    void* m_owner;
    Callback m_callback;
    TimerWheel* m_wheel = nullptr;
    Timer* m_previous = nullptr;
    Timer* m_next = nullptr;
    std::uint64_t m_deadline = 0;   ///< tick at which it runs out
    std::uint64_t m_sortedFor = 0;  ///< tick by which its slot comes up, never after m_deadline
    std::uint16_t m_slot = 0;
};

class TimerWheel {
  public:
    static constexpr std::uint64_t never = ~std::uint64_t{0};

    /// `now`, here and below, in milliseconds of one steady clock.
    explicit TimerWheel(std::uint64_t now) : m_now(now) {}
    ~TimerWheel();
    TimerWheel(const TimerWheel&) = delete;
    TimerWheel& operator=(const TimerWheel&) = delete;

    /// Runs `timer` out `delay` milliseconds after `now`, and not sooner; 0 counts as 1. Replaces an earlier
    /// deadline.
    void arm(Timer& timer, std::uint64_t now, std::uint64_t delay);

    /// Runs every timer whose deadline is not after `now`. Callbacks may arm, disarm and destroy any timer.
    void advance(std::uint64_t now) {
        if (now < m_nextWake)
            m_now = std::max(m_now, now);
        else
            runUntil(now);
    }

    /// A time not after the first deadline, at which to call advance() next; `never` without timers. A load.
    [[nodiscard]] std::uint64_t nextWake() const { return m_nextWake; }
    [[nodiscard]] std::size_t size() const { return m_size; }

  private:
    friend class Timer;

    static constexpr unsigned levels = 4;
    static constexpr unsigned slotBits = 6;
    static constexpr unsigned slots = 1u << slotBits;

    void runUntil(std::uint64_t now);
    [[nodiscard]] std::uint64_t firstUsed() const;
    void link(Timer& timer);
    void unlink(Timer& timer);
    void runSlot(unsigned index);

    std::uint64_t m_now;               ///< every slot up to and including this tick has been run
    std::uint64_t m_nextWake = never;  ///< no slot comes up before; a disarmed timer may leave it too early
    std::size_t m_size = 0;
    std::array<std::uint64_t, levels> m_used{};  ///< one bit per slot that holds a timer
    std::array<Timer*, levels * slots> m_heads{};
};

}  // namespace portolan::net
