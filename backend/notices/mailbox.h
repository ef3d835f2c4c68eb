// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The deliveries that wait for one webhook: in order, one at a time, again later when they fail in a way that
// may pass. The waits between attempts grow; how many there are is bounded, and so is the queue, whose oldest
// waiting delivery makes room. Pure: no sockets, no timers. Control thread. Source: RFC 9110 sections 10.2.3
// (Retry-After), 15.5.9 (408), 15.5.11 (410); RFC 6585 section 4 (429).

#include "backend/notices/poster.h"

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace portolan::notices {

struct Delivery {
    std::string id{};     ///< the same in every attempt
    std::string event{};  ///< the kind of the notice
    std::string body{};
    std::uint64_t notice = 0;  ///< that it tells of
};

/// How the deliveries of a webhook have gone, since the program started.
struct MailboxState {
    std::optional<base::SystemTime> lastAttempt{};
    int lastStatus = 0;                      ///< 0: no response
    std::optional<base::Error> lastError{};  ///< absent after a success
    std::optional<base::SystemTime> nextAttempt{};
    std::size_t pending = 0;
    std::uint64_t delivered = 0;
    std::uint64_t lost = 0;  ///< given up, or displaced by later ones
};

class Mailbox {
  public:
    static constexpr std::size_t mostPending = 100;
    /// The waits behind the first attempt and those after it, in units of the first wait.
    static constexpr std::array<int, 5> waits{1, 6, 24, 120, 720};
    static constexpr base::Seconds longestWait{3600};

    enum class Outcome : unsigned char {
        Delivered,
        Later,    ///< it is tried again
        GivenUp,  ///< it is not
        Gone,     ///< the receiver wants none any more; all that waited is dropped
    };

    void put(Delivery delivery);
    /// When an attempt is due; nullopt when nothing waits, or one is on its way.
    [[nodiscard]] std::optional<base::SteadyTime> dueAt() const;
    /// Begins an attempt with what it returns; only when dueAt() has a value.
    [[nodiscard]] const Delivery& begin(base::SystemTime now);
    /// How that attempt has ended. `firstWait` is the unit of `waits`; `spread` between 0 and 1 shortens or
    /// lengthens the wait by up to a fifth, so that many receivers are not called in step.
    Outcome finish(const PostOutcome& result, const base::Clock& clock, base::Seconds firstWait,
                   double spread);
    /// Drops what waits; an attempt on its way ends without a consequence.
    void clear();

    /// The notice that has waited longest; nullopt when none waits.
    [[nodiscard]] std::optional<std::uint64_t> oldest() const {
        return m_queue.empty() ? std::nullopt : std::optional(m_queue.front().notice);
    }
    [[nodiscard]] MailboxState state(const base::Clock& clock) const;

  private:
    void giveUp();

    std::deque<Delivery> m_queue;  ///< the first is the one that is tried
    bool m_isTrying = false;
    bool m_isDropped = false;    ///< the one on its way was, by clear()
    std::size_t m_attempts = 0;  ///< of the first
    base::SteadyTime m_dueAt{};
    MailboxState m_state{};
};

/// nullopt for a success; else what is wrong, with what the receiver said. Errors: webhook.redirected,
/// webhook.gone, webhook.status, and what PostOutcome::error has.
[[nodiscard]] std::optional<base::Error> errorOf(const PostOutcome& outcome);

}  // namespace portolan::notices
