// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The keys that session tickets are sealed with, one set for all workers, so that a client resumes on any of
// them. Made at the start, kept in memory only and wiped when they are replaced: a new one takes over every
// twelve hours, and the one before it still opens tickets for as long as those live. Whoever asks moves them
// on, so there is no timer. Any thread. Source: RFC 5077 sections 4 and 5.5, RFC 8446 section 4.6.1.

#include "backend/base/clock.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>

namespace portolan::tls {

struct TicketKey {
    static constexpr std::size_t nameSize = 16;

    std::array<unsigned char, nameSize> name{};  ///< stands in the ticket, openly
    std::array<unsigned char, 32> cipher{};
    std::array<unsigned char, 32> mac{};
};

class TicketKeys {
  public:
    /// How long a key seals tickets, and how long a ticket lives.
    static constexpr base::Seconds period{12 * 60 * 60};

    /// `clock` outlives it.
    explicit TicketKeys(const base::Clock& clock);
    ~TicketKeys();
    TicketKeys(const TicketKeys&) = delete;
    TicketKeys& operator=(const TicketKeys&) = delete;

    /// The key for new tickets.
    [[nodiscard]] TicketKey current();
    struct Found {
        TicketKey key;
        bool isCurrent = false;
    };
    /// The key of a ticket that names it; nothing when it is too old or not ours.
    [[nodiscard]] std::optional<Found> find(std::span<const unsigned char, TicketKey::nameSize> name);

  private:
    struct Dated {
        TicketKey key;
        base::SteadyTime madeAt{};
    };

    [[nodiscard]] static Dated make(base::SteadyTime now);
    void moveOn();

    const base::Clock& m_clock;
    std::mutex m_mutex;
    Dated m_current;
    std::optional<Dated> m_before;
};

}  // namespace portolan::tls
