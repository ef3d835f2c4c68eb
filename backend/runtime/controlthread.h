// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The control thread: a QThread with an event loop and the executor that others reach it by. Made and stopped
// by Runtime on its caller's thread. It knows nothing of what lives on it; that must be destroyed there,
// through executor().call(), before stop().

#include "backend/runtime/eventloopexecutor.h"

#include <QThread>

namespace portolan::runtime {

class ControlThread {
  public:
    /// Starts it.
    ControlThread();
    /// Stops and waits.
    ~ControlThread();
    ControlThread(const ControlThread&) = delete;
    ControlThread& operator=(const ControlThread&) = delete;

    [[nodiscard]] EventLoopExecutor& executor() { return m_executor; }

  private:
    QThread m_thread;
    EventLoopExecutor m_executor;
};

}  // namespace portolan::runtime
