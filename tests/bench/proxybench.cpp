// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/httpload.h"
#include "tests/bench/measure.h"

#include <cstdio>

namespace portolan::bench {

namespace {

constexpr std::size_t bodySize = 13;

struct Row {
    std::size_t connections;
    double bar;  ///< against nginx; 0: printed, not judged
};
constexpr Row table[] = {{8, 0}, {64, 1.0}, {512, 0}};

}  // namespace

/// CPU per proxied keep-alive GET with a 13-byte body, against the peers.
int benchProxy(const BenchOptions& options) {
    Bars bars;
    if (const std::string failure = fetchPeers(options.peers); !failure.empty())
        bars.fail(failure);
    const LoadUpstream upstream(bodySize);
    const int cpu = separateCpus();
    Servers servers;
    servers.push_back(makeProxy(options.subject, upstream.port(), cpu));
    for (const std::string& peer : options.peers)
        servers.push_back(makeProxy(peer, upstream.port(), cpu));
    for (const auto& server : servers)
        if (!server->failure().empty())
            bars.fail(server->failure());
    if (bars.verdict() != 0)
        return bars.verdict();
    (void)std::printf(
        "proxied keep-alive GET, %zu-byte body, one worker; us of CPU per request, medians of %zu rounds\n",
        bodySize, options.rounds);
    for (const Row& row : table) {
        std::uint64_t failures = 0;
        std::vector<std::unique_ptr<HttpLoad>> loads;
        for (const auto& server : servers)
            loads.push_back(
                std::make_unique<HttpLoad>(server->address(), "bench.internal.example", row.connections));
        std::vector<double> p99(servers.size());
        const auto costs = cpuPerUnit(servers, options.rounds, [&](std::size_t index) {
            const HttpLoadResult result = loads[index]->run(options.turn);
            failures += result.failures;
            p99[index] = static_cast<double>(result.p99.count()) / 1000.0;
            return result.replies;
        });
        for (std::size_t i = 0; i < servers.size(); ++i)
            (void)std::printf(
                "%4zu connections  %-10s %7.2f us  x %.2f of %s  (p99 of the last round %.0f us)\n",
                row.connections, servers[i]->name().c_str(), costs.microseconds[i], costs.ratios[i],
                servers[i]->name().c_str(), p99[i]);
        if (failures > 0)
            bars.fail(std::to_string(failures) + " requests failed");
        if (row.bar > 0)
            bars.atMost("CPU per request against " + servers[1]->name() + ", " +
                            std::to_string(row.connections) + " connections",
                        costs.ratios[1], row.bar);
    }
    return bars.verdict();
}

}  // namespace portolan::bench
