// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Things of one sort that are well or not, and what of that is worth telling: what passes within a moment is
// not; what went bad is told, and that it is well again, too; then a cool-down keeps the thing quiet, and at
// its end it is told once how it is and how often it changed meanwhile. No timers of its own. Owned by
// NoticeBoard, which makes notices of what it tells. Control thread.

#include "backend/base/clock.h"
#include "backend/model/notice.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace portolan::notices {

enum class Level : unsigned char { Good, Bad };

template <class Key, class Subject>
class Watchlist {
  public:
    /// How a thing is, of which there is something to tell.
    struct Tale {
        Subject subject{};
        Level level = Level::Good;
        std::uint32_t flaps = 0;  ///< how often it changed and changed back since it was last told of
    };

    /// `firstGrace`: so long a thing that is bad when it is seen first may need to come up. `clock` must
    /// outlive it.
    Watchlist(const base::Clock& clock, base::Seconds firstGrace)
        : m_clock(clock), m_firstGrace(firstGrace) {}

    /// How the thing is, when that may have changed.
    void enter(const Key& key, const Subject& subject, Level level);
    /// It is gone, and nothing is told of it.
    void forget(const Key& key);
    /// Forgets what is well and has nothing to tell: for things that hardly come back under the same key.
    void forgetCalm() { m_calm.clear(); }
    /// As it was entered last; nullptr unless it is bad, or was lately.
    [[nodiscard]] const Subject* find(const Key& key) const;
    /// Those that are bad, or were lately.
    [[nodiscard]] std::vector<std::pair<Key, Subject>> watched() const;

    /// When the first of what is to be told was noticed; nullopt when nothing is under way.
    [[nodiscard]] std::optional<base::SteadyTime> nextDue() const;
    /// All that is to be told by now, in the order in which it was noticed. What was told of as bad is quiet
    /// for `coolDown` from here on.
    [[nodiscard]] std::vector<Tale> take(base::Seconds coolDown);

    /// Earlier runs have told of it as bad, and not as good again: that is not repeated. It may have been
    /// entered already; if as good, it is told as `recovered`.
    void restoreBad(const Key& key, const Subject& asTold, const Subject& recovered);

  private:
    struct Watch {
        Subject subject{};
        Level level = Level::Good;
        Level told = Level::Good;
        std::uint32_t changes = 0;  ///< of the level, since it was told
        std::optional<base::SteadyTime> quietUntil{};
        std::optional<base::SteadyTime> dueAt{};  ///< its place in m_due
    };

    void begin(const Key& key, const Subject& subject, Level level);
    void change(const Key& key, Watch& watch, Level level);
    void schedule(const Key& key, Watch& watch, std::optional<base::SteadyTime> at);
    void settle(const Key& key);
    [[nodiscard]] Tale tell(const Key& key, Watch& watch, base::Seconds coolDown);
    [[nodiscard]] bool isQuiet(const Watch& watch) const {
        return watch.quietUntil && *watch.quietUntil > m_clock.steadyNow();
    }

    const base::Clock& m_clock;
    base::Seconds m_firstGrace;
    std::unordered_map<Key, Watch> m_watches;  ///< of which there is something to tell, or was
    std::unordered_set<Key> m_calm;            ///< the others that were seen well
    std::set<std::pair<base::SteadyTime, Key>> m_due;
};

extern template class Watchlist<model::ServiceId, model::NoticeSubject>;
extern template class Watchlist<std::string, model::CertificateSubject>;
extern template class Watchlist<std::string, model::ListenerSubject>;

}  // namespace portolan::notices
