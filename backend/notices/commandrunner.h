// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Runs the operator's program for each notice, with the notice on its standard input: no shell, the arguments
// as they were written, an environment of PATH, HOME, LANG and what the notice is, output thrown away. One at
// a time, each for at most `limit`, then it is killed with all that it has started; of those that wait the
// oldest makes room. The program comes from portolan.toml and never from the API. Control thread, with an
// event loop; destroying it kills what runs.

#include "backend/base/clock.h"

#include <QProcess>
#include <QTimer>

#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace portolan::notices {

class CommandRunner {
  public:
    static constexpr base::Milliseconds defaultLimit{30'000};
    static constexpr std::size_t mostWaiting = 20;

    explicit CommandRunner(base::Milliseconds limit = defaultLimit);
    ~CommandRunner();

    /// Program and arguments; empty: none. Holds for notices from here on.
    void setCommand(std::vector<std::string> command) { m_command = std::move(command); }

    /// `event`: the kind of the notice, in PORTOLAN_EVENT.
    void run(std::string event, std::string body);

    /// On their way and waiting.
    [[nodiscard]] std::size_t pending() const { return m_waiting.size() + (m_process ? 1 : 0); }

  private:
    struct Task {
        std::vector<std::string> command;
        std::string event;
        std::string body;
    };

    void next();
    void start(const Task& task);
    void finish(const std::string& complaint);
    void killRunning();

    base::Milliseconds m_limit;
    std::vector<std::string> m_command;
    std::deque<Task> m_waiting;
    std::unique_ptr<QProcess> m_process;
    QTimer m_timer;
};

}  // namespace portolan::notices
