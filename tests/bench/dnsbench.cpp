// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/dnsload.h"
#include "tests/bench/dnspacedload.h"
#include "tests/bench/dnstcpload.h"
#include "tests/bench/measure.h"
#include "tests/bench/peers.h"
#include "tests/support/dnsclient.h"

#include <cstdio>
#include <limits>
#include <random>

namespace portolan::bench {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t mixSize = 8192;
constexpr std::size_t someRecords = 1000;

/// Three queries in four hit, the fourth is for a name that is not there.
std::vector<std::string> mixedQueries(std::size_t records) {
    std::mt19937 random(1);
    std::uniform_int_distribution<std::size_t> pick(0, records - 1);
    std::vector<std::string> queries;
    for (std::uint16_t id = 0; id < mixSize; ++id) {
        const std::string name =
            (id % 4 == 3 ? "x" : "n") + std::to_string(pick(random)) + ".internal.example";
        queries.push_back(support::dnsQuery(name, support::DnsType::A, id));
    }
    return queries;
}

struct SizeRow {
    const char* name;
    const char* title;
    std::size_t records;
};
const SizeRow sizeRows[] = {{"records-10", "UDP, 10 records", 10},
                            {"records-10k", "UDP, 10,000 records", 10'000},
                            {"records-100k", "UDP, 100,000 records", 100'000}};

class DnsBench {
  public:
    explicit DnsBench(const BenchOptions& options) : m_options(options), m_cpus(separateCpus()) {
        if (const std::string failure = fetchPeers({"knot", "nsd", "unbound"}); !failure.empty())
            m_bars.fail(failure);
    }
    int run();

  private:
    void sizes(const SizeRow& row);
    void twoWorkers();
    void tcp(const std::string& name, DnsTcpLoad::Reuse reuse);
    void paced();
    void memory();
    void fairness();

    bool start(Servers& servers, const std::vector<std::string>& names, const ResponderSetup& setup);
    /// CPU per query; a server that answers anything but what the mix asks for fails.
    Comparison udp(const Servers& servers, std::size_t records, std::size_t sockets);
    /// Fails a server that lied, and says how much was lost.
    void check(const Servers& servers, const std::vector<DnsLoadResult>& sums);
    static void print(const Servers& servers, const Comparison& found, const char* unit);

    const BenchOptions& m_options;
    SeparateCpus m_cpus;
    Bars m_bars;
};

bool DnsBench::start(Servers& servers, const std::vector<std::string>& names, const ResponderSetup& setup) {
    for (const std::string& name : names)
        servers.push_back(makeResponder(name, setup));
    return m_bars.ready(servers, setup.cpu);
}

void DnsBench::print(const Servers& servers, const Comparison& found, const char* unit) {
    for (std::size_t i = 0; i < servers.size(); ++i)
        (void)std::printf("    %-10s %9.3f %s%s\n", servers[i]->name().c_str(), found.values[i], unit,
                          i == 0 ? "" : (", x " + std::to_string(found.ratios[i]).substr(0, 4)).c_str());
}

void DnsBench::check(const Servers& servers, const std::vector<DnsLoadResult>& sums) {
    for (std::size_t i = 0; i < servers.size(); ++i) {
        const double share = static_cast<double>(sums[i].missing) / static_cast<double>(sums[i].replies());
        if (sums[i].wrong > 0 || !(share > 0.2 && share < 0.3))
            m_bars.fail(servers[i]->name() + " answered wrongly");
        if (sums[i].lost > 0)
            (void)std::printf("    %s lost %llu of %llu\n", servers[i]->name().c_str(),
                              static_cast<unsigned long long>(sums[i].lost),
                              static_cast<unsigned long long>(sums[i].lost + sums[i].replies()));
    }
}

Comparison DnsBench::udp(const Servers& servers, std::size_t records, std::size_t sockets) {
    constexpr std::size_t window = 32;  // few enough under way for any socket buffer
    std::vector<std::unique_ptr<DnsLoad>> loads;
    for (const auto& server : servers)
        loads.push_back(std::make_unique<DnsLoad>(server->address(), mixedQueries(records), sockets, window));
    std::vector<DnsLoadResult> sums(servers.size());
    const Comparison found = cpuPerUnit(servers, m_options.rounds, [&](std::size_t i) {
        const DnsLoadResult result = loads[i]->run(m_options.turn);
        sums[i] += result;
        return result.replies();
    });
    check(servers, sums);
    return found;
}

void DnsBench::sizes(const SizeRow& row) {
    Servers servers;
    if (!start(servers, {m_options.subject, "knot", "nsd", "unbound"}, {row.records, m_cpus.server}))
        return;
    const Comparison found = udp(servers, row.records, 4);
    print(servers, found, "us of CPU per query");
    const std::string name = row.name;
    m_bars.atMost(name + ": CPU against knotd", found.ratios[1], {0.88, 0.80});
    m_bars.atMost(name + ": CPU against nsd", found.ratios[2], {0.95});
    m_bars.atMost(name + ": CPU against unbound", found.ratios[3], {0.85});
}

/// The subject with two workers against the subject with one, both on all CPUs; sixteen sockets, so that both
/// workers get their share.
void DnsBench::twoWorkers() {
    ResponderSetup setup{someRecords};
    setup.cpus = Cpus::All;
    Servers servers;
    setup.workers = 2;
    servers.push_back(makeResponder(m_options.subject, setup));
    setup.workers = 1;
    servers.push_back(makeResponder(m_options.subject, setup));
    if (!m_bars.ready(servers))
        return;
    const Comparison found = udp(servers, someRecords, 16);
    print(servers, found, "us of CPU per query (two workers, one worker)");
    m_bars.atMost("two-workers: CPU against one worker", found.ratios[1], {1.2, 1.0});
}

void DnsBench::tcp(const std::string& name, DnsTcpLoad::Reuse reuse) {
    Servers servers;
    if (!start(servers, {m_options.subject, "knot"}, {someRecords, m_cpus.server}))
        return;
    std::vector<std::unique_ptr<DnsTcpLoad>> loads;
    for (const auto& server : servers)
        loads.push_back(std::make_unique<DnsTcpLoad>(server->address(), mixedQueries(someRecords), reuse));
    std::vector<DnsLoadResult> sums(servers.size());
    const Comparison found = cpuPerUnit(servers, m_options.rounds, [&](std::size_t i) {
        const DnsLoadResult result = loads[i]->run(m_options.turn);
        sums[i] += result;
        return result.replies();
    });
    check(servers, sums);
    print(servers, found, "us of CPU per query");
    m_bars.atMost(name + ": CPU against knotd", found.ratios[1], {1.0});
}

/// 20,000 queries a second. A round in which this machine held up the load or the server for long is not
/// judged for losses.
void DnsBench::paced() {
    constexpr double perSecond = 20'000;
    constexpr auto disturbingGap = std::chrono::milliseconds(4);
    constexpr auto disturbingWait = std::chrono::milliseconds(20);
    Servers servers;
    if (!start(servers, {m_options.subject, "knot"}, {someRecords, m_cpus.server}))
        return;
    std::vector<std::unique_ptr<DnsPacedLoad>> loads;
    for (const auto& server : servers) {
        loads.push_back(std::make_unique<DnsPacedLoad>(server->address()));
        loads.back()->add(1, perSecond, mixedQueries(someRecords));
    }
    std::uint64_t lost = 0;
    std::size_t undisturbed = 0;
    const Comparison found = compare(servers.size(), m_options.rounds, [&](std::size_t i) {
        const auto waited = waitingTimeOfTree(servers[i]->pid());
        const PacedResult result = loads[i]->run(m_options.turn).front();
        const bool calm = loads[i]->longestGap() < disturbingGap &&
                          waitingTimeOfTree(servers[i]->pid()) - waited < disturbingWait;
        if (i == 0 && calm) {
            ++undisturbed;
            lost += result.replies.lost;
        }
        return result.replies.replies() > 0 ? result.meanMicroseconds : unknown;
    });
    print(servers, found, "us until the reply (mean)");
    m_bars.atMost("paced: mean latency against knotd", found.ratios[1], {1.2, 1.0});
    m_bars.atMost("paced: lost in " + std::to_string(undisturbed) + " undisturbed rounds",
                  undisturbed > 0 ? static_cast<double>(lost) : unknown, {0});
}

/// The share of memory before and after 100,000 stand-alone records have come, added through the API.
void DnsBench::memory() {
    constexpr std::size_t first = 10'000;
    constexpr std::size_t more = 100'000;
    PortolanSetup setup;
    setup.cpu = m_cpus.server;
    PortolanServer server(PortolanServer::Face::Dns, setup);
    if (server.failure().empty())
        server.addRecords(0, first);
    const double before = memoryOfTree(server.pid());
    if (server.failure().empty())
        server.addRecords(first, first + more);
    if (!server.failure().empty()) {
        m_bars.fail(server.failure());
        return;
    }
    const double after = memoryOfTree(server.pid());
    (void)std::printf("    %-10s %.0f KiB with 10,000 records, %.0f KiB with 110,000\n", "portolan", before,
                      after);
    m_bars.atMost("memory: KiB for each stand-alone record", (after - before) / static_cast<double>(more),
                  {0.6});
}

/// One network floods at 20,000 queries a second, far over the limit; another asks below the limit.
void DnsBench::fairness() {
    constexpr unsigned limit = 1000;
    constexpr double floodRate = 20'000;
    constexpr double calmRate = 500;
    constexpr double mostLostPercent = 0.1;
    if (m_options.subject == "portolan" && !PortolanServer::knows(PortolanServer::rateLimitOption)) {
        m_bars.fail(std::string("fairness: not in this build (") + PortolanServer::rateLimitOption + ")");
        return;
    }
    Servers servers;
    ResponderSetup setup{10, m_cpus.server};
    setup.rateLimit = limit;
    if (!start(servers, {m_options.subject, "knot"}, setup))
        return;
    std::vector<double> lost;
    for (const auto& server : servers) {
        DnsPacedLoad load(server->address());
        load.add(1, floodRate, {support::dnsQuery("n0.internal.example", support::DnsType::A, 0)});
        load.add(2, calmRate, {support::dnsQuery("n1.internal.example", support::DnsType::A, 0)});
        (void)load.run(m_options.turn);
        const auto results = load.run(m_options.turn * m_options.rounds);
        lost.push_back(100.0 * results[1].lostShare());
        (void)std::printf("    %-10s answers %5.1f %% of the flood, loses %.3f %% of %llu calm queries\n",
                          server->name().c_str(), 100.0 - 100.0 * results[0].lostShare(), lost.back(),
                          static_cast<unsigned long long>(results[1].sent));
        if (results[0].lostShare() < 0.5)
            m_bars.fail(server->name() + " does not limit the flood");
    }
    m_bars.atMost("fairness: % lost by the calm network", lost[0], {mostLostPercent});
    m_bars.atMost("fairness: % lost more than with knotd", lost[0] - lost[1], {0});
}

int DnsBench::run() {
    (void)std::printf("Queries, three hits to one NXDOMAIN, one worker each; medians of %zu rounds\n",
                      m_options.rounds);
    Rows rows(m_options.only);
    for (const SizeRow& row : sizeRows)
        if (rows.begins(row.name, row.title))
            sizes(row);
    if (rows.begins("two-workers", "UDP, 1,000 records, two workers against one"))
        twoWorkers();
    if (rows.begins("tcp-pipelined", "TCP, 8 connections with 32 queries under way each"))
        tcp("tcp-pipelined", DnsTcpLoad::Reuse::Pipelined);
    if (rows.begins("tcp-single", "TCP, a connection for each query, 16 at a time"))
        tcp("tcp-single", DnsTcpLoad::Reuse::PerQuery);
    if (rows.begins("paced", "UDP, 20,000 queries a second"))
        paced();
    if (rows.begins("memory", "100,000 stand-alone records more"))
        memory();
    if (rows.begins("fairness", "one network floods, another asks calmly; limit 1,000 replies a second"))
        fairness();
    rows.finish(m_bars);
    return m_bars.verdict();
}

}  // namespace

int benchDns(const BenchOptions& options) {
    return DnsBench(options).run();
}

}  // namespace portolan::bench
