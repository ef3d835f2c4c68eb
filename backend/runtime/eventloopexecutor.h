// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A thread with a Qt event loop as an Executor: the control thread, and the main thread where it waits for
// the end of a drain. Tasks travel through a queue of our own under a std::mutex; a Qt event only wakes the
// loop, so that tools which cannot see into Qt see every hand-over. Made anywhere, then moved to its thread;
// destroyed when that thread has ended or on that thread.

#include "backend/base/executor.h"

#include <QObject>

#include <mutex>
#include <vector>

namespace portolan::runtime {

class EventLoopExecutor final : public QObject, public base::Executor {
  public:
    EventLoopExecutor() = default;

    void post(Task task) override;
    void postAfter(base::Milliseconds delay, Task task) override;

    /// Runs `task` on the executor's thread and returns when it has been run. From another thread only, while
    /// the loop runs.
    void call(const Task& task);

    /// On the executor's thread: destroys what waits, and whatever is posted from here on, without running
    /// it. For the end of a teardown, when what the tasks would use is gone.
    void close();

  protected:
    bool event(QEvent* event) override;

  private:
    std::mutex m_mutex;
    std::vector<Task> m_tasks;
    bool m_closed = false;  ///< written under the mutex, on the executor's thread only
};

}  // namespace portolan::runtime
