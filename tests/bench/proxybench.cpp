// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/httpload.h"
#include "tests/bench/loadupstream.h"
#include "tests/bench/measure.h"
#include "tests/bench/peers.h"
#include "tests/bench/sockets.h"

#include <algorithm>
#include <cstdio>
#include <limits>

namespace portolan::bench {

namespace {

constexpr const char* host = "bench.internal.example";
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t smallBody = 13;
constexpr std::size_t fineRounds = 9;  ///< at least, for what differs most from round to round

struct Opponent {
    const char* name;
    std::optional<Bar> bar{};  ///< of the ratio of CPU per request; none: printed, not judged
};

/// A row about CPU per request.
struct CostRow {
    const char* name;
    const char* title;
    std::size_t bodySize;
    std::size_t connections;
    std::vector<Opponent> opponents;
    std::optional<Bar> best = std::nullopt;  ///< against the cheapest of the opponents
    HttpLoad::Reuse reuse = HttpLoad::Reuse::KeepAlive;
    std::size_t leastRounds = 0;
    AccessLog log = AccessLog::Off;
};

const CostRow costRows[] = {
    {"keepalive-8", "8 keep-alive connections, 13-byte body", smallBody, 8, {{"nginx"}, {"haproxy"}}},
    {"keepalive-64",
     "64 keep-alive connections, 13-byte body",
     smallBody,
     64,
     {{"nginx", Bar{0.85, 0.75}}, {"haproxy", Bar{0.70}}}},
    {"keepalive-512",
     "512 keep-alive connections, 13-byte body",
     smallBody,
     512,
     {{"nginx", Bar{0.78, 0.65}}, {"haproxy", Bar{0.65}}}},
    {"body-16k", "64 connections, 16 KiB body", 16 * 1024, 64, {{"nginx"}, {"haproxy"}}, Bar{0.85, 0.70}},
    {"body-1m",
     "8 connections, 1 MiB body",
     1024 * 1024,
     8,
     {{"nginx", Bar{0.65, 0.45}}, {"caddy", Bar{0.80}}, {"nginx-streaming"}}},
    {"new-connection",
     "16 at a time, a new connection per request",
     smallBody,
     16,
     {{"nginx", Bar{1.0, 0.9}}},
     std::nullopt,
     HttpLoad::Reuse::PerRequest,
     fineRounds},
    {"access-log",
     "64 keep-alive connections, access log to a file",
     smallBody,
     64,
     {{"nginx", Bar{0.85, 0.75}}},
     std::nullopt,
     HttpLoad::Reuse::KeepAlive,
     0,
     AccessLog::On},
};

/// Runs the rows; each starts servers of its own.
class ProxyBench {
  public:
    explicit ProxyBench(const BenchOptions& options) : m_options(options), m_cpus(separateCpus()) {
        raiseDescriptorLimit();
        if (const std::string failure = fetchPeers({"nginx", "haproxy", "caddy"}); !failure.empty())
            m_bars.fail(failure);
    }
    int run();

  private:
    void costs(const CostRow& row);
    void idleBeside();
    void memory();
    void latency();
    void tail();

    /// False, and a failure, if one of them did not start.
    bool start(Servers& servers, const std::vector<std::string>& names, const ProxySetup& setup);
    [[nodiscard]] std::vector<std::unique_ptr<HttpLoad>> loadsFor(const Servers& servers,
                                                                  std::size_t connections,
                                                                  HttpLoad::Reuse reuse) const;
    /// A turn with failed requests counts for nothing and is noted.
    HttpLoadResult take(HttpLoad& load);
    static void print(const Servers& servers, const Comparison& found, const char* unit);

    const BenchOptions& m_options;
    SeparateCpus m_cpus;
    Bars m_bars;
};

bool ProxyBench::start(Servers& servers, const std::vector<std::string>& names, const ProxySetup& setup) {
    for (const std::string& name : names)
        servers.push_back(makeProxy(name, setup));
    return m_bars.ready(servers, setup.cpu);
}

std::vector<std::unique_ptr<HttpLoad>> ProxyBench::loadsFor(const Servers& servers, std::size_t connections,
                                                            HttpLoad::Reuse reuse) const {
    std::vector<std::unique_ptr<HttpLoad>> loads;
    for (const auto& server : servers)
        loads.push_back(std::make_unique<HttpLoad>(server->address(), host, connections, reuse));
    return loads;
}

HttpLoadResult ProxyBench::take(HttpLoad& load) {
    const HttpLoadResult result = load.run(m_options.turn);
    if (result.failures == 0)
        return result;
    m_bars.fail(std::to_string(result.failures) + " requests failed");
    return {};
}

void ProxyBench::costs(const CostRow& row) {
    std::vector<std::string> names = {m_options.subject};
    for (const Opponent& opponent : row.opponents)
        names.emplace_back(opponent.name);
    const LoadUpstream upstream(row.bodySize);
    Servers servers;
    if (!start(servers, names, {upstream.port(), m_cpus.server, row.log}))
        return;
    const auto loads = loadsFor(servers, row.connections, row.reuse);
    const std::size_t rounds = std::max(m_options.rounds, row.leastRounds);
    const Comparison found =
        cpuPerUnit(servers, rounds, [&](std::size_t i) { return take(*loads[i]).replies; });
    print(servers, found, "us of CPU per request");
    double best = 0;
    for (std::size_t i = 0; i < row.opponents.size(); ++i) {
        const Opponent& opponent = row.opponents[i];
        best = std::max(best, found.ratios[i + 1]);
        if (opponent.bar)
            m_bars.atMost(std::string(row.name) + ": CPU against " + opponent.name, found.ratios[i + 1],
                          *opponent.bar);
    }
    if (row.best)
        m_bars.atMost(std::string(row.name) + ": CPU against the best of them", best, *row.best);
}

/// The subject with idle connections beside the busy ones, against another of its kind without.
void ProxyBench::idleBeside() {
    constexpr std::size_t idleCount = 5000;
    const LoadUpstream upstream(smallBody);
    Servers servers;
    if (!start(servers, {m_options.subject, m_options.subject}, {upstream.port(), m_cpus.server}))
        return;
    const IdleConnections idle(servers[0]->address(), host, idleCount);
    const auto loads = loadsFor(servers, 64, HttpLoad::Reuse::KeepAlive);
    const Comparison found =
        cpuPerUnit(servers, m_options.rounds, [&](std::size_t i) { return take(*loads[i]).replies; });
    if (idle.open() != idleCount)
        m_bars.fail("only " + std::to_string(idle.open()) + " idle connections were left");
    print(servers, found, "us of CPU per request");
    m_bars.atMost("idle-beside: CPU with 5,000 idle against without", found.ratios[1], {1.10, 1.0});
}

/// The share of memory before and after idle connections have come, each of which had a request.
void ProxyBench::memory() {
    constexpr std::size_t idleCount = 10'000;
    const LoadUpstream upstream(smallBody);
    Servers servers;
    if (!start(servers, {m_options.subject, "nginx"}, {upstream.port(), m_cpus.server}))
        return;
    std::vector<double> growth;
    for (const auto& server : servers) {
        HttpLoad warm(server->address(), host, 64);
        (void)take(warm);
        const double before = memoryOfTree(server->pid());
        const IdleConnections idle(server->address(), host, idleCount);
        const double after = memoryOfTree(server->pid());
        if (idle.open() != idleCount)
            m_bars.fail(server->name() + " kept only " + std::to_string(idle.open()) + " idle connections");
        growth.push_back(idle.open() == idleCount ? (after - before) / idleCount : unknown);
        (void)std::printf("    %-10s %9.3f KiB per connection (%.0f KiB before, %.0f KiB after)\n",
                          server->name().c_str(), growth.back(), before, after);
    }
    m_bars.atMost("memory: KiB for each of 10,000 idle connections", growth[0], {1.0, 0.5});
}

/// What a proxy adds to a request when nothing else runs: one connection; load, proxy and upstream on one
/// CPU.
void ProxyBench::latency() {
    const LoadUpstream upstream(smallBody);
    Servers servers;
    if (!start(servers, {m_options.subject, "nginx"}, {upstream.port(), m_cpus.load}))
        return;
    auto loads = loadsFor(servers, 1, HttpLoad::Reuse::KeepAlive);
    const base::SocketAddress direct{servers[0]->address().address, upstream.port()};
    loads.push_back(std::make_unique<HttpLoad>(direct, host, 1));
    const Comparison found = compare(loads.size(), m_options.rounds, [&](std::size_t i) {
        const HttpLoadResult result = take(*loads[i]);
        return result.replies > 0 ? static_cast<double>(result.p50.count()) / 1000.0 : unknown;
    });
    const double alone = found.values.back();
    for (std::size_t i = 0; i < servers.size(); ++i)
        (void)std::printf("    %-10s adds %7.2f us to the %.2f us without a proxy (p50)\n",
                          servers[i]->name().c_str(), found.values[i] - alone, alone);
    m_bars.atMost("latency: us added to p50, more than nginx adds", found.differences[1], {2.0, 0.0});
}

/// The slowest of a hundred requests at 64 connections.
void ProxyBench::tail() {
    const LoadUpstream upstream(smallBody);
    Servers servers;
    if (!start(servers, {m_options.subject, "nginx"}, {upstream.port(), m_cpus.server}))
        return;
    const auto loads = loadsFor(servers, 64, HttpLoad::Reuse::KeepAlive);
    const std::size_t rounds = std::max(m_options.rounds, fineRounds);
    const Comparison found = compare(servers.size(), rounds, [&](std::size_t i) {
        const HttpLoadResult result = take(*loads[i]);
        return result.replies > 0 ? static_cast<double>(result.p99.count()) / 1000.0 : unknown;
    });
    print(servers, found, "us (p99)");
    m_bars.atMost("p99: against nginx, 64 connections", found.ratios[1], {1.5, 1.0});
}

void ProxyBench::print(const Servers& servers, const Comparison& found, const char* unit) {
    for (std::size_t i = 0; i < servers.size(); ++i)
        (void)std::printf("    %-15s %9.2f %s%s\n", servers[i]->name().c_str(), found.values[i], unit,
                          i == 0 ? "" : (", x " + std::to_string(found.ratios[i]).substr(0, 4)).c_str());
}

int ProxyBench::run() {
    (void)std::printf("A proxied GET, one worker each; medians of %zu rounds or more of %lld ms a turn\n",
                      m_options.rounds, static_cast<long long>(m_options.turn.count()));
    Rows rows(m_options.only);
    for (const CostRow& one : costRows) {
        const bool known = one.log == AccessLog::Off || m_options.subject != "portolan" ||
                           PortolanServer::knows(PortolanServer::accessLogOption);
        if (known && rows.begins(one.name, one.title))
            costs(one);
    }
    if (rows.begins("idle-beside", "64 busy connections with 5,000 idle ones beside"))
        idleBeside();
    if (rows.begins("memory", "10,000 idle connections"))
        memory();
    if (rows.begins("latency", "one connection, everything on one CPU"))
        latency();
    if (rows.begins("p99", "64 keep-alive connections"))
        tail();
    rows.finish(m_bars);
    return m_bars.verdict();
}

}  // namespace

int benchProxy(const BenchOptions& options) {
    return ProxyBench(options).run();
}

}  // namespace portolan::bench
