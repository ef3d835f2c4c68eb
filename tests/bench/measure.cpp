// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/measure.h"

#include "tests/support/process.h"

#include <algorithm>
#include <cstdio>

namespace portolan::bench {

double median(std::vector<double> values) {
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

Costs cpuPerUnit(const Servers& servers, std::size_t rounds, const Work& work) {
    std::vector<std::vector<double>> costs(servers.size());
    for (std::size_t round = 0; round <= rounds; ++round)
        for (std::size_t turn = 0; turn < servers.size(); ++turn) {
            const std::size_t index = (turn + round) % servers.size();
            const std::int64_t before = support::cpuTimeOfTree(servers[index]->pid());
            const std::uint64_t units = work(index);
            const std::int64_t spent = support::cpuTimeOfTree(servers[index]->pid()) - before;
            if (round > 0 && units > 0)
                costs[index].push_back(static_cast<double>(spent) / static_cast<double>(units) / 1000.0);
        }
    Costs found;
    for (const auto& values : costs) {
        const bool complete = values.size() == rounds && costs[0].size() == rounds;
        std::vector<double> ratios;
        for (std::size_t round = 0; complete && round < rounds; ++round)
            ratios.push_back(costs[0][round] / values[round]);
        found.microseconds.push_back(complete ? median(values) : 0);
        found.ratios.push_back(median(ratios));
    }
    return found;
}

void Bars::atMost(const std::string& what, double measured, double bar) {
    const bool holds = measured > 0 && measured <= bar;
    (void)std::printf("%s  %-44s %8.3f  (at most %g)\n", holds ? "ok    " : "MISSED", what.c_str(), measured,
                      bar);
    (void)std::fflush(stdout);
    m_held = m_held && holds;
}

void Bars::fail(const std::string& what) {
    (void)std::printf("FAILED  %s\n", what.c_str());
    m_held = false;
}

}  // namespace portolan::bench
