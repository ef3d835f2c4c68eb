// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/measure.h"
#include "tests/support/dnsclient.h"

#include <algorithm>
#include <cstdio>

namespace portolan::bench {

namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t adds = 500;
constexpr double barMilliseconds = 10.0;

double millisecondsSince(Steady::time_point start) {
    return std::chrono::duration<double, std::milli>(Steady::now() - start).count();
}

}  // namespace

/// From sending one add to its reply, at 100,000 services, data on tmpfs. A reply means live: a query behind
/// each proves it.
int benchChanges(const BenchOptions& options) {
    Bars bars;
    const std::size_t count = options.records > 0 ? options.records : 100'000;
    PortolanServer server(PortolanServer::Face::Dns);
    const auto start = Steady::now();
    if (server.failure().empty())
        server.addServices(count);
    if (!server.failure().empty()) {
        bars.fail(server.failure());
        return bars.verdict();
    }
    const double loading = millisecondsSince(start);
    (void)std::printf("%zu services added in %.1f s, %.3f ms each\n", count, loading / 1000.0,
                      loading / static_cast<double>(count));
    std::vector<double> times;
    std::size_t notLive = 0;
    support::HttpConnection api(server.program().api());
    for (std::size_t i = 0; i < adds && server.failure().empty(); ++i) {
        const std::string label = "added" + std::to_string(i);
        const auto sent = Steady::now();
        server.addService(api, label, 9);
        times.push_back(millisecondsSince(sent));
        if (support::askUdp(server.address(), label + ".internal.example").answer() != "127.0.0.1")
            ++notLive;
    }
    if (!server.failure().empty())
        bars.fail(server.failure());
    if (notLive > 0)
        bars.fail(std::to_string(notLive) + " names did not resolve right after their reply");
    std::sort(times.begin(), times.end());
    if (!times.empty())
        (void)std::printf("%zu adds: p50 %.3f ms, p99 %.3f ms, longest %.3f ms\n", times.size(),
                          times[times.size() / 2], times[times.size() * 99 / 100], times.back());
    bars.atMost("milliseconds until an add is live, median", median(times), {barMilliseconds});
    return bars.verdict();
}

}  // namespace portolan::bench
