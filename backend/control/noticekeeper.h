// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Carries what services say of themselves to the notice board, wakes it when it is time, and tells what
// comes out: as an event, and to whoever else has to hear of it. Control thread.

#include "backend/api/noticereports.h"
#include "backend/api/replies.h"
#include "backend/base/executor.h"
#include "backend/live/eventlog.h"
#include "backend/notices/noticeboard.h"

#include <memory>
#include <optional>

namespace portolan::control {

class NoticeKeeper {
  public:
    /// All references must outlive it.
    NoticeKeeper(base::Executor& executor, const base::Clock& clock, live::EventLog& events);

    /// Where `service` stands, when that may have changed.
    void look(const model::Service& service, const api::HealthView& health);
    /// The service was removed.
    void forget(model::ServiceId service) { m_board.forget(service); }

    [[nodiscard]] api::NoticeList list(const api::NoticesRequest& wanted) const;

  private:
    void arm();
    void onTimer();

    base::Executor& m_executor;
    const base::Clock& m_clock;
    live::EventLog& m_events;
    notices::NoticeBoard m_board;
    std::optional<base::SteadyTime> m_wakeAt;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

}  // namespace portolan::control
