// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/net/timerwheel.h"

#include <bit>

namespace portolan::net {

void Timer::disarm() {
    if (m_wheel)
        m_wheel->unlink(*this);
}

TimerWheel::~TimerWheel() {
    for (Timer*& head : m_heads)
        while (head)
            unlink(*head);
}

void TimerWheel::arm(Timer& timer, std::uint64_t now, std::uint64_t delay) {
    timer.m_deadline = std::max(now, m_now) + std::max<std::uint64_t>(delay, 1);
    if (timer.m_wheel == this && timer.m_sortedFor <= timer.m_deadline)
        return;
    if (timer.m_wheel)
        unlink(timer);
    link(timer);
}

void TimerWheel::runUntil(std::uint64_t now) {
    while (m_now < now) {
        const std::uint64_t next = firstUsed();
        if (next > now) {
            m_now = now;
            break;
        }
        m_now = next;
        // A slot of a higher level comes up when all lower digits of the tick are zero: sort it in again
        // first.
        for (unsigned level = levels - 1; level > 0; --level)
            if ((m_now & ((std::uint64_t{1} << (level * slotBits)) - 1)) == 0)
                runSlot(level * slots + static_cast<unsigned>((m_now >> (level * slotBits)) & (slots - 1)));
        runSlot(static_cast<unsigned>(m_now & (slots - 1)));
    }
    m_nextWake = firstUsed();
}

/// When the first slot that holds a timer comes up.
std::uint64_t TimerWheel::firstUsed() const {
    std::uint64_t first = never;
    for (unsigned level = 0; level < levels; ++level) {
        if (m_used[level] == 0)
            continue;
        const unsigned shift = level * slotBits;
        const std::uint64_t position = m_now >> shift;
        // Rotated so that bit 0 is the slot after the current one.
        const auto ahead = std::rotr(m_used[level], static_cast<int>((position + 1) & (slots - 1)));
        const auto distance = static_cast<std::uint64_t>(std::countr_zero(ahead)) + 1;
        first = std::min(first, (position + distance) << shift);
    }
    return first;
}

void TimerWheel::link(Timer& timer) {
    const std::uint64_t away = timer.m_deadline > m_now ? timer.m_deadline - m_now : 1;
    unsigned level = 0;
    while (level + 1 < levels && away >= (std::uint64_t{1} << ((level + 1) * slotBits)))
        ++level;
    const unsigned shift = level * slotBits;
    const std::uint64_t furthest = ((m_now >> shift) + slots - 1) << shift;
    timer.m_sortedFor = level + 1 < levels ? (std::max(timer.m_deadline, m_now + 1) >> shift) << shift
                                           : std::min((timer.m_deadline >> shift) << shift, furthest);
    const auto slot = static_cast<unsigned>((timer.m_sortedFor >> shift) & (slots - 1));
    timer.m_slot = static_cast<std::uint16_t>(level * slots + slot);
    timer.m_wheel = this;
    timer.m_previous = nullptr;
    timer.m_next = m_heads[timer.m_slot];
    if (timer.m_next)
        timer.m_next->m_previous = &timer;
    m_heads[timer.m_slot] = &timer;
    m_used[level] |= std::uint64_t{1} << slot;
    m_nextWake = std::min(m_nextWake, timer.m_sortedFor);
    ++m_size;
}

void TimerWheel::unlink(Timer& timer) {
    Timer*& head = m_heads[timer.m_slot];
    (timer.m_previous ? timer.m_previous->m_next : head) = timer.m_next;
    if (timer.m_next)
        timer.m_next->m_previous = timer.m_previous;
    if (!head)
        m_used[timer.m_slot / slots] &= ~(std::uint64_t{1} << (timer.m_slot % slots));
    timer.m_wheel = nullptr;
    timer.m_previous = nullptr;
    timer.m_next = nullptr;
    if (--m_size == 0)
        m_nextWake = never;
}

void TimerWheel::runSlot(unsigned index) {
    // What is linked again cannot land in this slot: that would be a whole turn of its level away.
    while (Timer* timer = m_heads[index]) {
        unlink(*timer);
        if (timer->m_deadline > m_now)
            link(*timer);
        else
            timer->m_callback(timer->m_owner);
    }
}

}  // namespace portolan::net
