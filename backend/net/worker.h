// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One data-plane thread: a QThread whose run() is the loop of its Engine and nothing else (no Qt event loop,
// so no queued connections, no deleteLater). Made, started and stopped by runtime on the control side. What
// lives on the worker is made and destroyed there, through call().

#include "backend/net/engine.h"

#include <QThread>

#include <atomic>
#include <functional>

namespace portolan::net {

class Worker final : public QThread {
  public:
    /// `number` only names the thread ("worker-0").
    explicit Worker(int number);
    /// Stops and waits.
    ~Worker() override;

    [[nodiscard]] Engine& engine() { return m_engine; }

    /// Runs `function` on the worker and returns when it has been run. Not from the worker itself. The worker
    /// runs.
    void call(const std::function<void()>& function);
    /// Ends the loop and waits for the thread. What lives on the worker must have been destroyed by then.
    void stop();

  protected:
    void run() override;

  private:
    Engine m_engine;
    // Orders what the thread wrote before what follows stop(). wait() does so too, but inside Qt, where the
    // thread sanitizer does not look.
    std::atomic<bool> m_ended{false};
};

}  // namespace portolan::net
