// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/callgrindfile.h"
#include "tests/bench/dnsload.h"
#include "tests/bench/httpload.h"
#include "tests/bench/loadupstream.h"
#include "tests/bench/measure.h"
#include "tests/bench/tlsload.h"
#include "tests/support/dnsclient.h"
#include "tests/support/json.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <limits>
#include <tuple>

namespace portolan::bench {

namespace {

constexpr std::uint64_t units = 20'000;
constexpr double slack = 1.02;  ///< what another compiler run or library build may differ by
/// What all that came after the reference may add to it.
constexpr double growth = 1.20;
constexpr std::size_t functionsShown = 24;

/// The program under callgrind, with counting windows.
class CountedProgram {
  public:
    explicit CountedProgram(PortolanServer::Face face)
        : m_server(face, {.prefix = {"valgrind", "--tool=callgrind", "--callgrind-out-file=" + out()}}) {}

    [[nodiscard]] PortolanServer& server() { return m_server; }

    /// Instructions per unit of `work`, in user space, of the whole process; prints where they go.
    template <class DoWork>
    double count(DoWork&& work) {
        const std::string pid = std::to_string(m_server.pid());
        (void)support::runCommand({{"callgrind_control", "--zero", pid}, {}});
        const std::uint64_t done = work();
        (void)support::runCommand({{"callgrind_control", "--dump", pid}, {}});
        const CallgrindFile found = readCallgrindFile(out() + "." + std::to_string(++m_dumps));
        if (done == 0 || found.total == 0)
            return std::numeric_limits<double>::quiet_NaN();
        print(found, static_cast<double>(done));
        return static_cast<double>(found.total) / static_cast<double>(done);
    }

  private:
    [[nodiscard]] std::string out() const { return (m_folder.path() / "callgrind").string(); }

    static void print(const CallgrindFile& found, double done) {
        const double total = static_cast<double>(found.total) / done;
        (void)std::printf("    where each thousand goes (instructions, of a thousand)\n");
        double rest = total;
        for (const Share& part : found.parts) {
            const double own = static_cast<double>(part.instructions) / done;
            if (own < total / 200)
                break;
            rest -= own;
            (void)std::printf("    %8.0f %5.0f  %s\n", own, 1000 * own / total, part.name.c_str());
        }
        (void)std::printf("    %8.0f %5.0f  the rest\n", rest, 1000 * rest / total);
        (void)std::printf("    functions with all that they call (instructions)\n");
        for (std::size_t i = 0; i < std::min(functionsShown, found.functions.size()); ++i)
            (void)std::printf("    %8.0f  %.100s\n",
                              static_cast<double>(found.functions[i].instructions) / done,
                              found.functions[i].name.c_str());
    }

    support::TemporaryFolder m_folder{"/dev/shm"};
    PortolanServer m_server;
    int m_dumps = 0;
};

constexpr const char* host = "bench.internal.example";

/// Names the service; false, and a failure, if that cannot be.
bool serveBench(CountedProgram& program, const LoadUpstream& upstream, Bars& bars) {
    if (program.server().failure().empty()) {
        support::HttpConnection api(program.server().program().api());
        program.server().addService(api, "bench", upstream.port());
    }
    if (!program.server().failure().empty())
        bars.fail(program.server().failure());
    return program.server().failure().empty();
}

double perRequest(Bars& bars) {
    const LoadUpstream upstream(13);
    CountedProgram program(PortolanServer::Face::Http);
    if (!serveBench(program, upstream, bars))
        return 0;
    HttpLoad load(program.server().address(), host, 1);
    (void)load.run(std::chrono::minutes(1), 200);
    return program.count([&] { return load.run(std::chrono::minutes(2), units).replies; });
}

double perTlsRequest(Bars& bars) {
    const LoadUpstream upstream(13);
    CountedProgram program(PortolanServer::Face::Https);
    if (!serveBench(program, upstream, bars))
        return 0;
    TlsLoad load(program.server().address(), host, 1, TlsLoad::Handshakes::Once);
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

void judge(Bars& bars, const std::string& name, double measured, double allowed, double reference) {
    (void)std::printf("%-28s %10.0f  (budget %.0f)\n", name.c_str(), measured, allowed);
    bars.atMost(name + " against the budget", measured / allowed, {slack});
    if (reference > 0)
        bars.atMost(name + " against the reference of " + std::to_string(static_cast<long long>(reference)),
                    measured / reference, {growth, 1.0});
}

}  // namespace

/// Instructions per request and per query, one at a time, against the budget that stands in the repository.
/// The counts do not depend on the machine's speed, so the budget is exact but for the compiler; it may only
/// fall, or be raised by hand as far as the reference beside it allows.
int benchInstructions(const BenchOptions& options) {
    Bars bars;
    Rows rows(options.only);
    std::ifstream stream(PORTOLAN_BUDGET_FILE);
    const std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    const support::Json budget = support::Json::parse(text);
    std::string lowest;
    const auto note = [&lowest](const std::string& name, long long value) {
        lowest += (lowest.empty() ? "    \"" : ",\n    \"") + name + "\": " + std::to_string(value);
    };
    const std::tuple<const char*, const char*, double (*)(Bars&)> counts[] = {
        {"request", "a proxied request", perRequest},
        {"query", "a query over UDP", perQuery},
        {"tls_request", "a proxied request over TLS", perTlsRequest}};
    for (const auto& [row, title, count] : counts) {
        const std::string name = std::string("instructions_per_") + row;
        const long long allowed = budget[name.c_str()].number();
        const long long reference = budget[(name + "_reference").c_str()].number();
        long long next = allowed;
        if (rows.begins(row, title)) {
            const double measured = count(bars);
            judge(bars, name, measured, static_cast<double>(allowed), static_cast<double>(reference));
            if (measured > 0 && (allowed == 0 || measured < static_cast<double>(allowed)))
                next = static_cast<long long>(measured);
        }
        note(name, next);
        if (reference > 0)
            note(name + "_reference", reference);
    }
    rows.finish(bars);
    if (options.record && bars.verdict() == 0)
        std::ofstream(PORTOLAN_BUDGET_FILE) << "{\n" << lowest << "\n}\n";
    return bars.verdict();
}

}  // namespace portolan::bench
