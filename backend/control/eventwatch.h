// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One subscriber of Control::watch(): reads the event log from where it is, on the control thread, each time
// the log grows. (Event streams over HTTP do not pass here; edge/ serves them from the log itself.) Made,
// called and destroyed on the control thread.

#include "backend/api/administration.h"
#include "backend/base/executor.h"
#include "backend/live/eventlog.h"

#include <memory>

namespace portolan::control {

class EventWatch final : public api::Subscription {
  public:
    /// Both references must outlive it. `lastEventId` as in Administration::watch().
    EventWatch(live::EventLog& events, base::Executor& executor, std::uint64_t lastEventId,
               api::EventHandlers handlers);

  private:
    struct State;
    static void deliver(const std::shared_ptr<State>& state);

    std::shared_ptr<State> m_state;
    std::shared_ptr<void> m_wakeUps;
};

}  // namespace portolan::control
