// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/dnsload.h"
#include "tests/bench/measure.h"
#include "tests/bench/peers.h"
#include "tests/support/dnsclient.h"

#include <cstdio>
#include <random>

namespace portolan::bench {

namespace {

constexpr std::size_t sockets = 4;
constexpr std::size_t window = 32;  ///< few enough under way for any socket buffer
constexpr std::size_t sizes[] = {10, 10'000};

/// Three queries in four hit, the fourth is for a name that is not there.
std::vector<std::string> mixedQueries(std::size_t records) {
    std::mt19937 random(1);
    std::uniform_int_distribution<std::size_t> pick(0, records - 1);
    std::vector<std::string> queries;
    for (std::uint16_t id = 0; id < 8192; ++id) {
        const std::string name =
            (id % 4 == 3 ? "x" : "n") + std::to_string(pick(random)) + ".internal.example";
        queries.push_back(support::dnsQuery(name, support::DnsType::A, id));
    }
    return queries;
}

}  // namespace

/// CPU per query over UDP, hits and NXDOMAIN mixed, against knotd.
int benchDns(const BenchOptions& options) {
    Bars bars;
    if (const std::string failure = fetchPeers({"knot"}); !failure.empty())
        bars.fail(failure);
    const int cpu = separateCpus();
    (void)std::printf(
        "UDP queries, three hits to one NXDOMAIN, one worker; us of CPU per query, medians of %zu rounds\n",
        options.rounds);
    for (const std::size_t records : sizes) {
        Servers servers;
        servers.push_back(makeResponder(options.subject, {records, cpu}));
        servers.push_back(makeResponder("knot", {records, cpu}));
        bool started = true;
        for (const auto& server : servers)
            if (!server->failure().empty()) {
                bars.fail(server->failure());
                started = false;
            }
        if (!started)
            return bars.verdict();
        std::vector<std::unique_ptr<DnsLoad>> loads;
        for (const auto& server : servers)
            loads.push_back(
                std::make_unique<DnsLoad>(server->address(), mixedQueries(records), sockets, window));
        std::vector<DnsLoadResult> sums(servers.size());
        const auto costs = cpuPerUnit(servers, options.rounds, [&](std::size_t index) {
            const DnsLoadResult result = loads[index]->run(options.turn);
            sums[index].wrong += result.wrong;
            sums[index].lost += result.lost;
            sums[index].hits += result.hits;
            sums[index].missing += result.missing;
            return result.replies();
        });
        for (std::size_t i = 0; i < servers.size(); ++i) {
            (void)std::printf(
                "%6zu records  %-10s %7.3f us  (%.1f %% NXDOMAIN, %llu lost)\n", records,
                servers[i]->name().c_str(), costs.values[i],
                100.0 * static_cast<double>(sums[i].missing) / static_cast<double>(sums[i].replies()),
                static_cast<unsigned long long>(sums[i].lost));
            if (sums[i].wrong > 0 || sums[i].missing * 5 < sums[i].hits)
                bars.fail(servers[i]->name() + " answered wrongly");
        }
        bars.atMost("CPU per query against knotd, " + std::to_string(records) + " records", costs.ratios[1],
                    {0.88, 0.80});
    }
    return bars.verdict();
}

}  // namespace portolan::bench
