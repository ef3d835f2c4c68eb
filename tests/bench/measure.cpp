// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/measure.h"

#include "tests/support/process.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <limits>
#include <sched.h>

namespace portolan::bench {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

}  // namespace

double median(std::vector<double> values) {
    if (values.empty())
        return unknown;
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

Comparison compare(std::size_t contestants, std::size_t rounds, const Turn& turn) {
    std::vector<std::vector<double>> values(contestants);
    for (std::size_t round = 0; round <= rounds; ++round)
        for (std::size_t place = 0; place < contestants; ++place) {
            const std::size_t index = (place + round) % contestants;
            const double value = turn(index);
            if (round > 0)
                values[index].push_back(value);
        }
    const auto failed = [](double value) { return std::isnan(value); };
    Comparison found;
    for (auto& own : values) {
        std::vector<double> ratios;
        std::vector<double> differences;
        for (std::size_t round = 0; round < rounds; ++round) {
            ratios.push_back(values[0][round] / own[round]);
            differences.push_back(values[0][round] - own[round]);
        }
        const bool complete = std::none_of(ratios.begin(), ratios.end(), failed);
        found.values.push_back(std::any_of(own.begin(), own.end(), failed) ? unknown : median(own));
        found.ratios.push_back(complete ? median(ratios) : unknown);
        found.differences.push_back(complete ? median(differences) : unknown);
    }
    return found;
}

Comparison cpuPerUnit(const Servers& servers, std::size_t rounds, const Work& work) {
    return compare(servers.size(), rounds, [&](std::size_t index) {
        const std::int64_t before = support::cpuTimeOfTree(servers[index]->pid());
        const std::uint64_t units = work(index);
        const std::int64_t spent = support::cpuTimeOfTree(servers[index]->pid()) - before;
        return units > 0 ? static_cast<double>(spent) / static_cast<double>(units) / 1000.0 : unknown;
    });
}

double memoryOfTree(pid_t pid) {
    const std::string folder = "/proc/" + std::to_string(pid);
    double total = 0;
    std::ifstream rollup(folder + "/smaps_rollup");
    for (std::string line; std::getline(rollup, line);)
        if (line.starts_with("Pss:"))
            total += std::stod(line.substr(4));
    std::ifstream children(folder + "/task/" + std::to_string(pid) + "/children");
    for (pid_t child = 0; children >> child;)
        total += memoryOfTree(child);
    return total;
}

std::chrono::nanoseconds waitingTimeOfTree(pid_t pid) {
    namespace fs = std::filesystem;
    std::int64_t total = 0;
    std::error_code failure;
    for (const auto& task : fs::directory_iterator("/proc/" + std::to_string(pid) + "/task", failure)) {
        std::int64_t onCpu = 0;
        std::int64_t waiting = 0;
        if (std::ifstream(task.path() / "schedstat") >> onCpu >> waiting)
            total += waiting;
        std::ifstream children(task.path() / "children");
        for (pid_t child = 0; children >> child;)
            total += waitingTimeOfTree(child).count();
    }
    return std::chrono::nanoseconds(total);
}

bool staysOn(int cpu, pid_t pid) {
    namespace fs = std::filesystem;
    std::error_code failure;
    for (const auto& task : fs::directory_iterator("/proc/" + std::to_string(pid) + "/task", failure)) {
        cpu_set_t allowed;
        const pid_t thread = std::stoi(task.path().filename().string());
        if (sched_getaffinity(thread, sizeof allowed, &allowed) == 0 &&
            (CPU_COUNT(&allowed) != 1 || !CPU_ISSET(cpu, &allowed)))
            return false;
        std::ifstream children(task.path() / "children");
        for (pid_t child = 0; children >> child;)
            if (!staysOn(cpu, child))
                return false;
    }
    return true;
}

void Bars::atMost(const std::string& what, double measured, const Bar& bar) {
    const bool holds = measured <= bar.most;
    (void)std::printf("%s  %-60s %8.3f  (at most %g", holds ? "ok    " : "MISSED", what.c_str(), measured,
                      bar.most);
    if (bar.goal)
        (void)std::printf(", goal %g%s", *bar.goal, measured <= *bar.goal ? ": reached" : "");
    (void)std::printf(")\n");
    (void)std::fflush(stdout);
    m_held = m_held && holds;
}

void Bars::fail(const std::string& what) {
    (void)std::printf("FAILED  %s\n", what.c_str());
    (void)std::fflush(stdout);
    m_held = false;
}

bool Bars::ready(const Servers& servers, int cpu) {
    bool all = true;
    for (const auto& server : servers) {
        const bool strays = server->failure().empty() && cpu >= 0 && !staysOn(cpu, server->pid());
        if (strays)
            fail(server->name() + " has threads that may leave its CPU");
        else if (!server->failure().empty())
            fail(server->failure());
        all = all && !strays && server->failure().empty();
    }
    return all;
}

bool Rows::begins(const std::string& name, const std::string& title) {
    std::erase(m_missing, name);
    if (!m_only.empty() && std::find(m_only.begin(), m_only.end(), name) == m_only.end())
        return false;
    (void)std::printf("%s: %s\n", name.c_str(), title.c_str());
    (void)std::fflush(stdout);
    return true;
}

void Rows::finish(Bars& bars) const {
    for (const std::string& name : m_missing)
        bars.fail("this build has no row " + name);
}

}  // namespace portolan::bench
