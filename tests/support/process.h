// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A child process of a test: started with its own environment, perhaps inside a network namespace, its output
// collected in files (so no pipe can fill up), and gone with the test: the destructor kills and reaps it, and
// the kernel kills it when the test itself dies. Use it from one thread, the one that lives longest (the
// kernel's promise is per thread). It does not parse anything: see ProgramUnderTest for the program,
// runCommand() for short commands.

#include <chrono>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace portolan::support {

struct Command {
    std::vector<std::string> arguments;             ///< the program (looked up in PATH) and its arguments
    std::vector<std::string> environment;           ///< "NAME=value", added to the test's own
    std::vector<std::string> withoutEnvironment{};  ///< names left out of the test's own
    int cpu = -1;                                   ///< the only CPU it may use; -1: any
};

struct ExitStatus {
    int code = -1;   ///< exit code, or -1 when a signal ended it
    int signal = 0;  ///< the signal that ended it, 0 if none
    friend bool operator==(const ExitStatus&, const ExitStatus&) = default;
};

class Process {
  public:
    /// Starts it. A program that cannot be executed ends with code 127.
    explicit Process(const Command& command);
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    [[nodiscard]] pid_t pid() const { return m_pid; }
    [[nodiscard]] bool running();
    void signal(int number) const;
    /// nullopt when it still runs after `limit`.
    [[nodiscard]] std::optional<ExitStatus> wait(std::chrono::milliseconds limit);
    void kill();

    [[nodiscard]] std::string standardOutput() const;
    [[nodiscard]] std::string standardError() const;

  private:
    pid_t m_pid = -1;
    int m_output = -1;
    int m_error = -1;
    std::optional<ExitStatus> m_status;
};

struct CommandResult {
    int code = -1;
    std::string output;
    std::string error;
};

/// Runs a command to its end; killed (code -1) when `limit` has passed.
[[nodiscard]] CommandResult runCommand(const Command& command,
                                       std::chrono::milliseconds limit = std::chrono::seconds(30));

/// CPU time of a process, its threads and all its descendants, in ns, as the scheduler counts it (schedstat).
[[nodiscard]] std::int64_t cpuTimeOfTree(pid_t pid);

}  // namespace portolan::support
