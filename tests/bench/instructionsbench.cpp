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
#include <memory>
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

    /// Instructions per unit of `work`, in user space, of the workers; prints where they go. What other
    /// threads do meanwhile (samples of health go to the disk once a minute) is told beside it and not
    /// counted.
    template <class DoWork>
    double count(DoWork&& work) {
        const std::string pid = std::to_string(m_server.pid());
        (void)support::runCommand({{"callgrind_control", "--zero", pid}, {}});
        const std::uint64_t done = work();
        (void)support::runCommand({{"callgrind_control", "--dump", pid}, {}});
        const CallgrindFile found = readCallgrindFile(out() + "." + std::to_string(++m_dumps));
        const auto workers = std::find_if(found.functions.begin(), found.functions.end(), [](const Share& s) {
            return s.name == "portolan::net::Worker::run()";
        });
        if (done == 0 || workers == found.functions.end())
            return std::numeric_limits<double>::quiet_NaN();
        print(found, static_cast<double>(done));
        (void)std::printf(
            "    %8.0f  of them by other threads\n",
            static_cast<double>(found.total - workers->instructions) / static_cast<double>(done));
        return static_cast<double>(workers->instructions) / static_cast<double>(done);
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

/// A way to spread requests over targets, and the field that it goes by.
struct Spreading {
    const char* row;
    const char* policy;
    const char* field;
};
constexpr Spreading spreadings[] = {
    {"round_robin", "'method':'round_robin'", ""},
    {"least_outstanding", "'method':'least_outstanding'", ""},
    {"random", "'method':'random'", ""},
    {"address_hash", "'method':'address_hash'", ""},
    {"header_hash", "'method':'header_hash','hash_key':'X-User'", "X-User: 6f1d2a70-7c1c-4b55"},
    {"cookie_hash", "'method':'cookie_hash','hash_key':'user'", "Cookie: user=6f1d2a70-7c1c-4b55"},
    {"sticky", "'sticky':true", "Cookie: portolan_target=0123456789abcdef0123456789abcdef"}};

/// What eight targets cost over one, by method, all in one run of the program.
class SpreadingCounts {
  public:
    SpreadingCounts() {
        for (std::size_t i = 0; i < spreadOver; ++i)
            m_targets.push_back(std::make_unique<LoadUpstream>(13));
    }
    [[nodiscard]] const std::string& failure() { return m_program.server().failure(); }

    /// The same requests to one target and to eight, so that what their fields cost counts for both.
    void judge(Bars& bars, const Spreading& spreading) {
        const double one = count(spreading, 1);
        const double eight = count(spreading, spreadOver);
        (void)std::printf("%-28s %10.0f more than the %.0f with one target\n", spreading.row, eight - one,
                          one);
        bars.atMost(std::string("instructions for spreading by ") + spreading.row + ", of " +
                        std::to_string(static_cast<long long>(most)),
                    (eight - one) / most, {1.0});
    }

  private:
    static constexpr std::size_t spreadOver = 8;
    static constexpr std::uint64_t requests = 4'000;
    static constexpr double most = 600;

    /// NaN when the service is refused or does not answer.
    double count(const Spreading& spreading, std::size_t targets) {
        const std::string label = std::string("s") + std::to_string(++m_services);
        std::string list;
        for (std::size_t i = 0; i < targets; ++i)
            list += std::string(i > 0 ? "," : "") +
                    "{'address':'127.0.0.1','weight':" + std::to_string(i % 3 + 1) +
                    ",'port':" + std::to_string(m_targets[i]->port()) + "}";
        const std::string body = support::jsonText("{'host':'" + label + "','targets':[" + list +
                                                   "],'balancing':{" + spreading.policy + "}}");
        support::ProgramUnderTest& program = m_program.server().program();
        (void)program.callWithToken(support::jsonCall("POST", "/api/v1/services", body));
        const std::string named = label + ".internal.example";
        std::string field = spreading.field;
        // Who is to be recognised by a cookie that the program made has one.
        if (const std::string cookie = program.through(named).field("Set-Cookie"); !cookie.empty())
            field = "Cookie: " + cookie.substr(0, cookie.find(';'));
        HttpLoad load(m_program.server().address(), named + (field.empty() ? "" : "\r\n") + field, 1);
        (void)load.run(std::chrono::minutes(1), 200);
        return m_program.count([&] { return load.run(std::chrono::minutes(2), requests).replies; });
    }

    std::vector<std::unique_ptr<LoadUpstream>> m_targets;
    CountedProgram m_program{PortolanServer::Face::Http};
    int m_services = 0;
};

void judgeSpreadings(Bars& bars, Rows& rows) {
    std::unique_ptr<SpreadingCounts> counts;
    for (const Spreading& spreading : spreadings) {
        if (!rows.begins(spreading.row, "a request spread over eight targets"))
            continue;
        if (!counts)
            counts = std::make_unique<SpreadingCounts>();
        if (counts->failure().empty())
            counts->judge(bars, spreading);
        else
            bars.fail(counts->failure());
    }
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
    judgeSpreadings(bars, rows);
    rows.finish(bars);
    if (options.record && bars.verdict() == 0)
        std::ofstream(PORTOLAN_BUDGET_FILE) << "{\n" << lowest << "\n}\n";
    return bars.verdict();
}

}  // namespace portolan::bench
