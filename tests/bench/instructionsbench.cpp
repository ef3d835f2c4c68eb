// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/dnsload.h"
#include "tests/bench/httpload.h"
#include "tests/bench/loadupstream.h"
#include "tests/bench/measure.h"
#include "tests/support/dnsclient.h"
#include "tests/support/json.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>

namespace portolan::bench {

namespace {

constexpr std::uint64_t units = 20'000;
constexpr double slack = 1.02;  ///< what another compiler run or library build may differ by

/// The program under callgrind, with counting windows.
class CountedProgram {
  public:
    explicit CountedProgram(PortolanServer::Face face)
        : m_server(face, {.prefix = {"valgrind", "--tool=callgrind", "--callgrind-out-file=" + out()}}) {}

    [[nodiscard]] PortolanServer& server() { return m_server; }

    /// Instructions per unit of `work`, in user space, of the whole process.
    template <class DoWork>
    double count(DoWork&& work) {
        const std::string pid = std::to_string(m_server.pid());
        (void)support::runCommand({{"callgrind_control", "--zero", pid}, {}});
        const std::uint64_t done = work();
        (void)support::runCommand({{"callgrind_control", "--dump", pid}, {}});
        const std::uint64_t instructions = totalOf(out() + "." + std::to_string(++m_dumps));
        return done > 0 ? static_cast<double>(instructions) / static_cast<double>(done) : 0;
    }

  private:
    [[nodiscard]] std::string out() const { return (m_folder.path() / "callgrind").string(); }

    static std::uint64_t totalOf(const std::string& file) {
        std::ifstream stream(file);
        for (std::string line; std::getline(stream, line);)
            if (line.starts_with("totals: ") || line.starts_with("summary: "))
                return std::stoull(line.substr(line.find(' ')));
        return 0;
    }

    support::TemporaryFolder m_folder{"/dev/shm"};
    PortolanServer m_server;
    int m_dumps = 0;
};

double perRequest(Bars& bars) {
    const LoadUpstream upstream(13);
    CountedProgram program(PortolanServer::Face::Http);
    if (program.server().failure().empty()) {
        support::HttpConnection api(program.server().program().api());
        program.server().addService(api, "bench", upstream.port());
    }
    if (!program.server().failure().empty()) {
        bars.fail(program.server().failure());
        return 0;
    }
    HttpLoad load(program.server().address(), "bench.internal.example", 1);
    (void)load.run(std::chrono::minutes(1), 200);
    return program.count([&] { return load.run(std::chrono::minutes(2), units).replies; });
}

double perQuery(Bars& bars) {
    CountedProgram program(PortolanServer::Face::Dns);
    if (program.server().failure().empty())
        program.server().addRecords(0, 10);
    if (!program.server().failure().empty()) {
        bars.fail(program.server().failure());
        return 0;
    }
    std::vector<std::string> queries;
    for (std::uint16_t id = 0; id < 40; ++id)
        queries.push_back(
            support::dnsQuery((id % 4 == 3 ? "x" : "n") + std::to_string(id / 4) + ".internal.example",
                              support::DnsType::A, id));
    DnsLoad load(program.server().address(), queries, 1, 1);
    (void)load.run(std::chrono::minutes(1), 200);
    return program.count([&] { return load.run(std::chrono::minutes(2), units).replies(); });
}

}  // namespace

/// Instructions per request and per query, one at a time, against the budget that stands in the repository.
/// The counts do not depend on the machine's speed, so the budget is exact but for the compiler; it may only
/// fall.
int benchInstructions(const BenchOptions& options) {
    Bars bars;
    std::ifstream stream(PORTOLAN_BUDGET_FILE);
    const std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    const support::Json budget = support::Json::parse(text);
    const std::pair<const char*, double> counts[] = {{"instructions_per_request", perRequest(bars)},
                                                     {"instructions_per_query", perQuery(bars)}};
    std::string lowest = "{\n";
    for (const auto& [name, count] : counts) {
        const auto allowed = budget[name].number();
        (void)std::printf("%-28s %10.0f  (budget %lld)\n", name, count, static_cast<long long>(allowed));
        if (allowed > 0)
            bars.atMost(std::string(name) + " against the budget", count / static_cast<double>(allowed),
                        {slack});
        else if (!options.record)
            bars.fail(std::string(name) + " has no budget: record one with --record");
        const auto measured = static_cast<long long>(count);
        const long long next = allowed > 0 ? std::min<long long>(allowed, measured) : measured;
        lowest +=
            (lowest.size() > 2 ? ",\n    \"" : "    \"") + std::string(name) + "\": " + std::to_string(next);
    }
    if (options.record && bars.verdict() == 0)
        std::ofstream(PORTOLAN_BUDGET_FILE) << lowest << "\n}\n";
    return bars.verdict();
}

}  // namespace portolan::bench
