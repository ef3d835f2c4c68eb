// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Which names are to be looked up, when, and what is known of each: a state machine without a clock of its
// own, a resolver or a timer. One entry per distinct name, however many targets have it.
//
// The rules (docs/adr/0012-target-names.md): an answer counts for its TTL, but at least 5 s and at most 5
// minutes, and is asked for anew shortly before that is over. A look-up that fails leaves the addresses that
// were found last in use for as long as the program runs; it is tried again after 1 s, 2 s, 4 s, then every
// minute. No more than 64 look-ups are under way, and known names are asked for at 200 a second, so that
// 10,000 of them neither arrive at once nor keep a hosts file open for ever; a name that is new goes first.
// A value of one thread; control/ keeps it.

#include "backend/resolve/nameresolver.h"

#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace portolan::resolve {

struct NameState {
    std::vector<base::IpAddress> addresses{};        ///< found last, the best one first; empty: never found
    LookupOutcome outcome = LookupOutcome::Pending;  ///< of the last look-up
    base::SystemTime since{};  ///< when this outcome, or with Found these addresses, came first
    base::Seconds ttl{};       ///< of the last answer that had addresses, as it was given
    friend bool operator==(const NameState&, const NameState&) = default;
};

class NameBook {
  public:
    static constexpr base::Seconds shortestUse{5};
    static constexpr base::Seconds longestUse{300};
    static constexpr base::Seconds firstRetry{1};
    static constexpr base::Seconds lastRetry{60};
    static constexpr std::size_t mostUnderWay = 64;
    /// Between look-ups of names that were asked for before.
    static constexpr base::Milliseconds spacing{5};
    /// Names that nobody holds.
    static constexpr std::size_t mostGuests = 256;

    enum class News : std::uint8_t { None, Changed };

    /// `clock` outlives the book. The seed spreads look-ups that would come together.
    explicit NameBook(const base::Clock& clock, std::uint32_t seed = 1) : m_clock(clock), m_random(seed) {}

    /// Keeps `name` looked up until it was released as often as it was held.
    void hold(const model::HostName& name);
    void release(const model::HostName& name);
    /// Has `name` looked up once, for somebody who may hold it soon; what is known is forgotten when it would
    /// be asked for anew. False, and nothing is done, when there are too many such names.
    [[nodiscard]] bool visit(const model::HostName& name);
    /// Has it looked up at once: what is known of it seems to be wrong.
    void hurry(const model::HostName& name);

    /// The names to look up at this moment; each is under way until enter().
    [[nodiscard]] std::vector<model::HostName> takeDue();
    /// When takeDue() may have more; nullopt: not before another call of the book.
    [[nodiscard]] std::optional<base::SteadyTime> nextDue() const;

    /// Enters what came back for a name that was taken. Changed: find() says something else than before.
    News enter(const model::HostName& name, const LookupAnswer& answer);

    /// nullptr for a name that is not in the book.
    [[nodiscard]] const NameState* find(const model::HostName& name) const;

    [[nodiscard]] std::size_t size() const { return m_entries.size(); }
    [[nodiscard]] std::size_t underWay() const { return m_underWay; }

  private:
    struct Entry {
        NameState state{};
        std::size_t holders = 0;
        std::size_t failures = 0;  ///< in a row
        bool isUnderWay = false;
        base::SteadyTime dueAt = atOnce;  ///< not while it is under way
    };
    /// Of names that were never asked for: they go before all others.
    static constexpr base::SteadyTime atOnce = base::SteadyTime::min();
    using Entries = std::map<model::HostName, Entry>;

    Entries::iterator add(const model::HostName& name);
    void schedule(Entries::iterator entry, base::SteadyTime at);
    void erase(Entries::iterator entry);
    void noteFound(NameState& state, const LookupAnswer& answer) const;
    [[nodiscard]] base::Milliseconds untilNext(const Entry& entry);

    const base::Clock& m_clock;
    Entries m_entries;
    std::set<std::pair<base::SteadyTime, model::HostName>> m_due;  ///< of all that are not under way
    std::size_t m_underWay = 0;
    std::size_t m_guests = 0;        ///< entries that nobody holds
    base::SteadyTime m_nextKnown{};  ///< when the next name that was asked for before may be asked for
    std::minstd_rand m_random;
};

}  // namespace portolan::resolve
