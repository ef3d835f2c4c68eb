// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What all measurements share: the cost of one unit of work in CPU time of the server's whole process tree,
// medians over interleaved rounds, and the verdict against a bar. Throughput is not measured: on a small
// machine the load generator caps it, while CPU time per request is the server's own. One thread.

#include "tests/bench/servers.h"

#include <functional>
#include <string>
#include <vector>

namespace portolan::bench {

/// Does work with a server for a while and returns how many units were done; 0 is a failure.
using Work = std::function<std::uint64_t(std::size_t server)>;

/// What cpuPerUnit() found, by server.
struct Costs {
    std::vector<double> microseconds{};  ///< of CPU per unit: the median of the rounds
    std::vector<double>
        ratios{};  ///< the first server's cost over this one's: the median of the rounds' ratios
};

/// The servers take turns within each round, in changing order, so that what disturbs the machine disturbs
/// all. The first turn of each warms up and does not count. A server that failed in any round costs 0.
[[nodiscard]] Costs cpuPerUnit(const Servers& servers, std::size_t rounds, const Work& work);

[[nodiscard]] double median(std::vector<double> values);

/// Collects verdicts: prints each, and remembers whether all held.
class Bars {
  public:
    /// `measured` must be at most `bar`.
    void atMost(const std::string& what, double measured, double bar);
    void fail(const std::string& what);
    /// The exit code of the program.
    [[nodiscard]] int verdict() const { return m_held ? 0 : 1; }

  private:
    bool m_held = true;
};

struct BenchOptions {
    std::size_t rounds = 7;
    std::chrono::milliseconds turn{1000};
    std::string subject = "portolan";  ///< what is held against the peer; the peer itself tests the harness
    std::vector<std::string> peers{};
    std::size_t records = 0;  ///< for changes: how many services are there already
    bool record = false;      ///< for instructions: write what was measured where it is lower
};

[[nodiscard]] int benchProxy(const BenchOptions& options);
[[nodiscard]] int benchDns(const BenchOptions& options);
[[nodiscard]] int benchChanges(const BenchOptions& options);
[[nodiscard]] int benchInstructions(const BenchOptions& options);

}  // namespace portolan::bench
