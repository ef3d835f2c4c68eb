// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// An Executor on a thread with a Qt event loop: the control thread. Tasks wait in a queue of our own under
// our own mutex; Qt is only asked to wake the thread. Made and destroyed on the thread it runs tasks on;
// whoever posts from another thread must have stopped before it is destroyed.

#include "backend/base/executor.h"

#include <memory>

namespace portolan::control {

class EventLoopExecutor final : public base::Executor {
  public:
    EventLoopExecutor();
    ~EventLoopExecutor() override;
    void post(Task task) override;
    void postAfter(base::Milliseconds delay, Task task) override;

  private:
    class Queue;
    std::unique_ptr<Queue> m_queue;
};

}  // namespace portolan::control
