// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Decides what becomes a notice: what services say of themselves comes in, messages that are worth somebody's
// attention come out. What happens within a moment becomes one notice for all services, and nothing if it
// passes within that moment. A service that went down is told of at once, and that it is back, too; then a
// cool-down keeps it quiet, and at its end one notice says how it is and how often it changed meanwhile. Says
// nothing of services that are unknown, switched off or being worked on. The last notices are kept in
// memory. No timers of its own: its owner calls take() at nextAt(). Control thread.

#include "backend/base/clock.h"
#include "backend/model/notice.h"

#include <deque>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace portolan::notices {

struct NoticeTimes {
    base::Seconds groupFor{10};   ///< what follows so soon belongs to the same notice
    base::Seconds coolDown{300};  ///< so long a service that was told of as down is quiet
    friend bool operator==(const NoticeTimes&, const NoticeTimes&) = default;
};

class NoticeBoard {
  public:
    static constexpr std::size_t mostKept = 500;
    /// A service that is down when it is seen first may be starting together with this program.
    static constexpr base::Seconds firstGrace{30};

    explicit NoticeBoard(const base::Clock& clock, NoticeTimes times = {}) : m_clock(clock), m_times(times) {}

    /// Holds for what happens from here on.
    void setTimes(NoticeTimes times) { m_times = times; }

    /// What a service says of itself, when that may have changed. `flaps` is ignored.
    void enter(const model::NoticeSubject& subject);
    /// The service is gone.
    void forget(model::ServiceId service);

    /// When take() has something to return; nullopt when nothing is under way.
    [[nodiscard]] std::optional<base::SteadyTime> nextAt() const;
    /// What is to be told at this time: at most one notice of each kind. They are in kept() from here on.
    [[nodiscard]] std::vector<model::Notice> take();

    /// Those of earlier runs, the oldest first: they come before what is kept already. What they told of as
    /// down, and not as back, is not told again.
    void restore(const std::vector<model::Notice>& earlier);
    /// The oldest first.
    [[nodiscard]] const std::deque<model::Notice>& kept() const { return m_kept; }

  private:
    enum class Level : unsigned char { Up, Down };
    struct Watch {
        model::NoticeSubject subject{};
        Level level = Level::Up;
        Level told = Level::Up;
        std::uint32_t changes = 0;  ///< of the level, since it was told
        std::optional<base::SteadyTime> quietUntil{};
        std::optional<base::SteadyTime> dueAt{};  ///< its place in m_due
    };

    [[nodiscard]] static std::optional<Level> levelOf(const model::NoticeSubject& subject);
    void begin(const model::NoticeSubject& subject, Level level);
    void change(Watch& watch, Level level);
    void schedule(Watch& watch, std::optional<base::SteadyTime> at);
    void settle(model::ServiceId service);
    void restoreTold(const model::NoticeSubject& subject);
    void tell(Watch& watch, std::vector<model::Notice>& told);
    [[nodiscard]] bool isQuiet(const Watch& watch) const {
        return watch.quietUntil && *watch.quietUntil > m_clock.steadyNow();
    }
    void keep(model::Notice& notice);

    const base::Clock& m_clock;
    NoticeTimes m_times;
    std::unordered_map<model::ServiceId, Watch> m_watches;  ///< of which there is something to tell, or was
    std::unordered_set<model::ServiceId> m_calm;            ///< the others that were seen up
    std::set<std::pair<base::SteadyTime, model::ServiceId>> m_due;
    std::deque<model::Notice> m_kept;
    std::uint64_t m_lastId = 0;
};

}  // namespace portolan::notices
