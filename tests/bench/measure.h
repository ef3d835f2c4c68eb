// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What all measurements share: the cost of one unit of work in CPU time of the server's whole process tree,
// medians over interleaved rounds, and the verdict against a bar. Throughput is not measured: on a small
// machine the load generator caps it, while CPU time per request is the server's own. A value that could not
// be measured is NaN, which misses every bar. One thread.

#include "tests/bench/servers.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace portolan::bench {

/// Measures one value with a contestant for a while. NaN is a failure.
using Turn = std::function<double(std::size_t contestant)>;

/// What compare() found, by contestant; the first is the subject. All are medians over the rounds.
struct Comparison {
    std::vector<double> values{};
    std::vector<double> ratios{};       ///< the subject's value over this one's
    std::vector<double> differences{};  ///< the subject's value less this one's
};

/// The contestants take turns within each round, in changing order, so that what disturbs the machine
/// disturbs all. The first turn of each warms up and does not count. One that failed in any round has NaN.
[[nodiscard]] Comparison compare(std::size_t contestants, std::size_t rounds, const Turn& turn);

/// Does work with a server for a while and returns how many units were done; 0 is a failure.
using Work = std::function<std::uint64_t(std::size_t server)>;

/// compare() of the microseconds of CPU per unit of work.
[[nodiscard]] Comparison cpuPerUnit(const Servers& servers, std::size_t rounds, const Work& work);

/// NaN of nothing.
[[nodiscard]] double median(std::vector<double> values);

/// The share of memory that a process and its descendants have, in KiB (Pss of /proc/PID/smaps_rollup).
[[nodiscard]] double memoryOfTree(pid_t pid);

/// How long the threads of a process and its descendants have waited for a CPU (schedstat).
[[nodiscard]] std::chrono::nanoseconds waitingTimeOfTree(pid_t pid);

/// Whether all threads of a process and its descendants may run on `cpu` and nowhere else.
[[nodiscard]] bool staysOn(int cpu, pid_t pid);

/// What a measured value is held against.
struct Bar {
    double most = 0;
    std::optional<double> goal = std::nullopt;
};

/// Collects verdicts: prints each, and remembers whether all held.
class Bars {
  public:
    /// `measured` must be at most the bar; that a goal is not reached is only said.
    void atMost(const std::string& what, double measured, const Bar& bar);
    void fail(const std::string& what);
    /// Fails with what kept the servers from starting, and when one has a thread that may run elsewhere than
    /// on `cpu` (-1: anywhere); false if anything did.
    bool ready(const Servers& servers, int cpu = -1);
    /// The exit code of the program.
    [[nodiscard]] int verdict() const { return m_held ? 0 : 1; }

  private:
    bool m_held = true;
};

/// Which rows run: those that were asked for by name, or all.
class Rows {
  public:
    explicit Rows(std::vector<std::string> only) : m_only(only), m_missing(std::move(only)) {}
    /// Whether the row is to run; then its heading is printed.
    [[nodiscard]] bool begins(const std::string& name, const std::string& title);
    /// Fails for each name that was asked for and never began.
    void finish(Bars& bars) const;

  private:
    std::vector<std::string> m_only;
    std::vector<std::string> m_missing;
};

struct BenchOptions {
    std::size_t rounds = 7;
    std::chrono::milliseconds turn{1000};
    std::string subject = "portolan";  ///< what is held against the peers; a peer tests the harness
    std::vector<std::string> only{};   ///< the rows to run; all if empty
    bool record = false;               ///< for instructions: write what was measured where it is lower
};

[[nodiscard]] int benchProxy(const BenchOptions& options);
[[nodiscard]] int benchTls(const BenchOptions& options);
[[nodiscard]] int benchDns(const BenchOptions& options);
[[nodiscard]] int benchChanges(const BenchOptions& options);
[[nodiscard]] int benchProbes(const BenchOptions& options);
[[nodiscard]] int benchInstructions(const BenchOptions& options);

}  // namespace portolan::bench
