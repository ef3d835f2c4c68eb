// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Decides what becomes a notice: what services, certificates and listeners are comes in, messages that are
// worth somebody's attention come out. What happens within a moment becomes one notice of each kind, and
// nothing if it passes within that moment; what is told of as bad is quiet for a cool-down (Watchlist). Says
// nothing of services that are unknown, switched off or being worked on, and does not say that a certificate
// is good again: whoever has renewed it knows. The last notices are kept in memory. No timers of its own: its
// owner calls take() at nextAt(). Control thread.

#include "backend/notices/watchlist.h"

#include <deque>

namespace portolan::notices {

struct NoticeTimes {
    base::Seconds groupFor{10};   ///< what follows so soon belongs to the same notice
    base::Seconds coolDown{300};  ///< so long what was told of as bad is quiet
    friend bool operator==(const NoticeTimes&, const NoticeTimes&) = default;
};

class NoticeBoard {
  public:
    static constexpr std::size_t mostKept = 500;
    /// A service that is down when it is seen first may be starting together with this program, and the
    /// address of a listener may be on its way.
    static constexpr base::Seconds firstGrace{30};
    /// What an earlier run has told of a certificate longer ago may be told again: it may have been mended
    /// since, which no notice says.
    static constexpr std::chrono::days certificateMemory{30};

    explicit NoticeBoard(const base::Clock& clock, NoticeTimes times = {})
        : m_clock(clock), m_times(times), m_services(clock, firstGrace), m_listeners(clock, firstGrace) {}

    /// Holds for what happens from here on.
    void setTimes(NoticeTimes times) { m_times = times; }

    /// What a service says of itself, when that may have changed. `flaps` is ignored.
    void enter(const model::NoticeSubject& subject);
    /// The service is gone.
    void forget(model::ServiceId service) { m_services.forget(service); }
    /// All that certificates have to say; what is not in it any more is mended.
    void enter(const std::vector<model::CertificateSubject>& troubles);
    /// All the listeners that are wanted, each once.
    void enter(const std::vector<model::ListenerSubject>& listeners);

    /// When take() has something to return; nullopt when nothing is under way.
    [[nodiscard]] std::optional<base::SteadyTime> nextAt() const;
    /// What is to be told at this time: at most one notice of each kind. They are in kept() from here on.
    [[nodiscard]] std::vector<model::Notice> take();

    /// Those of earlier runs, the oldest first: they come before what is kept already. What they told of as
    /// bad, and not as back, is not told again.
    void restore(const std::vector<model::Notice>& earlier);
    /// The oldest first.
    [[nodiscard]] const std::deque<model::Notice>& kept() const { return m_kept; }

  private:
    void restoreServices(const std::vector<model::Notice>& earlier);
    void restoreCertificates(const std::vector<model::Notice>& earlier);
    void restoreListeners(const std::vector<model::Notice>& earlier);
    void keep(model::Notice& notice);

    const base::Clock& m_clock;
    NoticeTimes m_times;
    Watchlist<model::ServiceId, model::NoticeSubject> m_services;
    Watchlist<std::string, model::CertificateSubject> m_certificates{m_clock, base::Seconds(0)};
    Watchlist<std::string, model::ListenerSubject> m_listeners;
    std::deque<model::Notice> m_kept;
    std::uint64_t m_lastId = 0;
};

}  // namespace portolan::notices
