// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/process.h"

#include "tests/support/waituntil.h"

#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace portolan::support {

namespace {

std::vector<std::string> mergedEnvironment(const Command& command) {
    std::vector<std::string> merged;
    const auto nameOf = [](const std::string& entry) { return entry.substr(0, entry.find('=')); };
    for (char** entry = environ; *entry; ++entry) {
        const std::string name = nameOf(*entry);
        const auto replaces = [&](const std::string& other) { return nameOf(other) == name; };
        if (std::any_of(command.environment.begin(), command.environment.end(), replaces))
            continue;
        if (std::count(command.withoutEnvironment.begin(), command.withoutEnvironment.end(), name) > 0)
            continue;
        merged.emplace_back(*entry);
    }
    merged.insert(merged.end(), command.environment.begin(), command.environment.end());
    return merged;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (auto& text : texts)
        result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

std::string contentsOf(int descriptor) {
    std::string contents;
    char buffer[65536];
    off_t at = 0;
    for (ssize_t count = 0; (count = pread(descriptor, buffer, sizeof buffer, at)) > 0; at += count)
        contents.append(buffer, static_cast<std::size_t>(count));
    return contents;
}

}  // namespace

Process::Process(const Command& command)
    : m_output(memfd_create("stdout", MFD_CLOEXEC)), m_error(memfd_create("stderr", MFD_CLOEXEC)) {
    std::vector<std::string> arguments = command.arguments;
    std::vector<std::string> environment = mergedEnvironment(command);
    const std::vector<char*> argv = pointers(arguments);
    const std::vector<char*> envp = pointers(environment);
    const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    const pid_t parent = getpid();
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    if (command.cpu >= 0)
        CPU_SET(static_cast<std::size_t>(command.cpu), &cpus);
    // No signal may run a handler of this process in the child.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    m_pid = fork();
    if (m_pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            _exit(127);
        if (command.cpu >= 0)
            sched_setaffinity(0, sizeof cpus, &cpus);
        for (int number = 1; number < NSIG; ++number)
            ::signal(number, SIG_DFL);
        sigemptyset(&all);
        sigprocmask(SIG_SETMASK, &all, nullptr);
        dup2(nothing, STDIN_FILENO);
        dup2(m_output, STDOUT_FILENO);
        dup2(m_error, STDERR_FILENO);
        execvpe(argv[0], argv.data(), envp.data());
        _exit(127);
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    close(nothing);
}

Process::~Process() {
    kill();
    close(m_output);
    close(m_error);
}

bool Process::running() {
    return !wait(std::chrono::milliseconds(0));
}

void Process::signal(int number) const {
    if (!m_status)
        ::kill(m_pid, number);
}

std::optional<ExitStatus> Process::wait(std::chrono::milliseconds limit) {
    const auto ended = [this] {
        int status = 0;
        if (!m_status && waitpid(m_pid, &status, WNOHANG) == m_pid)
            m_status =
                WIFSIGNALED(status) ? ExitStatus{-1, WTERMSIG(status)} : ExitStatus{WEXITSTATUS(status), 0};
        return m_status.has_value();
    };
    return waitUntil(ended, limit) ? m_status : std::nullopt;
}

void Process::kill() {
    if (m_status || m_pid <= 0)
        return;
    ::kill(m_pid, SIGKILL);
    (void)wait(std::chrono::seconds(10));
}

std::string Process::standardOutput() const {
    return contentsOf(m_output);
}
std::string Process::standardError() const {
    return contentsOf(m_error);
}

CommandResult runCommand(const Command& command, std::chrono::milliseconds limit) {
    Process process(command);
    const auto status = process.wait(limit);
    if (!status)
        process.kill();
    return {status ? status->code : -1, process.standardOutput(), process.standardError()};
}

std::int64_t cpuTimeOfTree(pid_t pid) {
    namespace fs = std::filesystem;
    std::int64_t total = 0;
    std::error_code failure;
    for (const auto& task : fs::directory_iterator("/proc/" + std::to_string(pid) + "/task", failure)) {
        std::int64_t onCpu = 0;
        if (std::ifstream(task.path() / "schedstat") >> onCpu)
            total += onCpu;
        std::ifstream children(task.path() / "children");
        for (pid_t child = 0; children >> child;)
            total += cpuTimeOfTree(child);
    }
    return total;
}

}  // namespace portolan::support
