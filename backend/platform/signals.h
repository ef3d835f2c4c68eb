// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// SIGTERM, SIGINT and SIGHUP as calls on the main thread: the handler writes the signal's number into a pipe,
// and a QSocketNotifier reads it in the event loop. At most one of these exists at a time, because a signal
// handler can only reach what is global; app/ makes it right after the application object. The former
// handlers come back when it is destroyed.

#include <QSocketNotifier>

#include <array>
#include <csignal>
#include <functional>
#include <memory>

namespace portolan::platform {

class Signals {
  public:
    /// `onSignal` is called with SIGTERM, SIGINT or SIGHUP on the thread that made this, from its event
    /// loop, once per signal unless the pipe is full.
    explicit Signals(std::function<void(int)> onSignal);
    ~Signals();
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;

  private:
    void read();

    static constexpr std::array<int, 3> watched{SIGTERM, SIGINT, SIGHUP};

    std::function<void(int)> m_onSignal;
    std::array<int, 2> m_pipe{-1, -1};
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::array<struct sigaction, watched.size()> m_former{};
};

}  // namespace portolan::platform
