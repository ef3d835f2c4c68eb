// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A thread as seen by whoever wants something done on it: post a task, and it runs there later, in the order
// of posting. runtime/ makes one for the control thread; store/ answers through it, control/ keeps its timers
// by it; tests run the tasks by hand. post() may be called from any thread. Tasks that are still waiting when
// the executor ends are destroyed without being run.

#include "backend/base/clock.h"

#include <functional>

namespace portolan::base {

class Executor {
  public:
    using Task = std::function<void()>;
    virtual ~Executor() = default;
    /// Runs `task` on the executor's thread, never inside this call.
    virtual void post(Task task) = 0;
    /// As post(), but not before `delay` has passed. Cannot be taken back.
    virtual void postAfter(Milliseconds delay, Task task) = 0;
};

}  // namespace portolan::base
