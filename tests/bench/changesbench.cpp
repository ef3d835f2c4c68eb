// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/httpload.h"
#include "tests/bench/loadupstream.h"
#include "tests/bench/measure.h"
#include "tests/bench/openstreams.h"
#include "tests/bench/sockets.h"
#include "tests/support/dnsclient.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace portolan::bench {

namespace {

using Steady = std::chrono::steady_clock;
namespace fs = std::filesystem;

constexpr const char* zone = ".internal.example";
constexpr std::size_t changes = 1000;
constexpr std::size_t streamsPerHost = 20;
constexpr Bar none{0};

double millisecondsSince(Steady::time_point start) {
    return std::chrono::duration<double, std::milli>(Steady::now() - start).count();
}

struct ChangesRow {
    const char* name;
    const char* title;
    std::size_t services;
    enum class Data { Memory, Disk } data;
};

const ChangesRow changesRows[] = {
    {"changes-10k", "10,000 services, data on tmpfs", 10'000, ChangesRow::Data::Memory},
    {"changes-disk", "10,000 services, data on disk", 10'000, ChangesRow::Data::Disk},
    {"changes-100k", "100,000 services, data on tmpfs", 100'000, ChangesRow::Data::Memory},
};

/// Requests at a steady rate in the background: twenty every ten milliseconds, over eight connections.
class SteadyLoad {
  public:
    SteadyLoad(const base::SocketAddress& proxy, const std::string& host) : m_load(proxy, host, 8) {
        m_thread = std::thread([this] { run(); });
    }
    ~SteadyLoad() { (void)stop(); }
    SteadyLoad(const SteadyLoad&) = delete;
    SteadyLoad& operator=(const SteadyLoad&) = delete;

    /// The sums since the start.
    HttpLoadResult stop() {
        m_stopping = true;
        if (m_thread.joinable())
            m_thread.join();
        return m_sums;
    }

  private:
    void run() {
        auto due = Steady::now();
        while (!m_stopping) {
            const HttpLoadResult result = m_load.run(std::chrono::seconds(5), 20);
            m_sums.replies += result.replies;
            m_sums.failures += result.failures;
            due = std::max(due + std::chrono::milliseconds(10), Steady::now());
            std::this_thread::sleep_until(due);
        }
    }

    HttpLoad m_load;
    HttpLoadResult m_sums;
    std::atomic<bool> m_stopping{false};
    std::thread m_thread;
};

/// The median of writing and syncing a page to a file in that folder, in ms.
double syncTime(const fs::path& folder) {
    const fs::path file = folder / "sync-probe";
    const int descriptor = open(file.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    const std::array<char, 4096> page{};
    std::vector<double> times;
    for (int i = 0; i < 200; ++i) {
        const auto start = Steady::now();
        if (write(descriptor, page.data(), page.size()) != static_cast<ssize_t>(page.size()) ||
            fsync(descriptor) != 0)
            break;
        times.push_back(millisecondsSince(start));
    }
    close(descriptor);
    fs::remove(file);
    return median(times);
}

/// Adds and removes names one after the other, and looks at each in DNS and through the proxy right after the
/// reply.
class Changer {
  public:
    Changer(PortolanServer& server, std::uint16_t upstream)
        : m_server(server),
          m_upstream(upstream),
          m_api(server.program().api()),
          m_proxy(server.program().http()) {}

    void run() {
        for (std::size_t i = 0; i < changes && m_server.failure().empty(); ++i) {
            const std::string label = "added" + std::to_string(i);
            auto sent = Steady::now();
            m_server.addService(m_api, label, m_upstream);
            m_adds.push_back(millisecondsSince(sent));
            look(label, support::dnsNoError, 200);
            sent = Steady::now();
            m_server.remove(m_api, label);
            m_removes.push_back(millisecondsSince(sent));
            look(label, support::dnsNameError, 404);
        }
    }
    [[nodiscard]] std::size_t late() const { return m_late; }
    [[nodiscard]] std::vector<double>& adds() { return m_adds; }
    [[nodiscard]] std::vector<double>& removes() { return m_removes; }

  private:
    void look(const std::string& label, int rcode, int status) {
        const support::DnsReply reply = support::askUdp(m_server.program().dns(), label + zone);
        const bool resolves = reply.answer() == "127.0.0.1";
        m_proxy.send({"GET", "/", label + zone});
        if (reply.rcode != rcode || resolves != (rcode == support::dnsNoError) ||
            m_proxy.receive().status != status)
            ++m_late;
    }

    PortolanServer& m_server;
    std::uint16_t m_upstream;
    support::HttpConnection m_api;
    support::HttpConnection m_proxy;
    std::vector<double> m_adds;
    std::vector<double> m_removes;
    std::size_t m_late = 0;
};

double printed(const char* what, std::vector<double>& times) {
    std::sort(times.begin(), times.end());
    if (times.empty())
        return median(times);
    const double p99 = times[times.size() * 99 / 100];
    (void)std::printf("    %zu %s: p50 %.3f ms, p99 %.3f ms, longest %.3f ms\n", times.size(), what,
                      median(times), p99, times.back());
    return p99;
}

bool failed(Bars& bars, const PortolanServer& server) {
    if (!server.failure().empty())
        bars.fail(server.failure());
    return !server.failure().empty();
}

/// Changes while requests and streams run, one of whose services is taken away under them.
void changeUnderLoad(PortolanServer& server, const ChangesRow& row, Bars& bars) {
    const std::string name = row.name;
    const LoadUpstream upstream(13);
    const StreamUpstream streamUpstream;
    {
        support::HttpConnection api(server.program().api());
        server.addService(api, "bench", upstream.port());
        server.addService(api, "stream", streamUpstream.port());
        server.addService(api, "leaving", streamUpstream.port());
    }
    if (failed(bars, server))
        return;
    const base::SocketAddress proxy = server.program().http();
    const OpenStreams streams(proxy, {std::string("stream") + zone, std::string("leaving") + zone},
                              streamsPerHost);
    SteadyLoad load(proxy, std::string("bench") + zone);
    Changer changer(server, upstream.port());
    {
        support::HttpConnection api(server.program().api());
        server.remove(api, "leaving");
    }
    changer.run();
    const HttpLoadResult requests = load.stop();
    const std::size_t broken = streams.broken();
    if (failed(bars, server))
        return;
    const double p99 = printed("adds", changer.adds());
    (void)printed("removes", changer.removes());
    (void)std::printf("    beside them %llu requests and %zu streams\n",
                      static_cast<unsigned long long>(requests.replies), streams.size());
    bars.atMost(name + ": failed requests", static_cast<double>(requests.failures), none);
    bars.atMost(name + ": cut streams", static_cast<double>(broken), none);
    bars.atMost(name + ": changes not seen right after the reply", static_cast<double>(changer.late()), none);
    if (row.data == ChangesRow::Data::Disk)
        bars.atMost(name + ": ms until an add is live, median", median(changer.adds()), {5.0});
    else
        bars.atMost(name + ": ms until an add is live, p99", p99, {5.0});
}

void runRow(const ChangesRow& row, Bars& bars) {
    PortolanSetup setup;
    setup.workers = 2;
    if (row.data == ChangesRow::Data::Disk) {
        setup.dataParent = PORTOLAN_BUILD_FOLDER;
        (void)std::printf("    a page is written and synced there in %.3f ms (median)\n",
                          syncTime(setup.dataParent));
    }
    PortolanServer server(PortolanServer::Face::Http, setup);
    auto start = Steady::now();
    if (server.failure().empty())
        server.addServices(row.services);
    if (failed(bars, server))
        return;
    const double loading = millisecondsSince(start);
    (void)std::printf("    %zu services added in %.1f s, %.3f ms each\n", row.services, loading / 1000.0,
                      loading / static_cast<double>(row.services));
    (void)std::fflush(stdout);
    changeUnderLoad(server, row, bars);
    const double starting = server.restart();
    if (failed(bars, server))
        return;
    const std::string last = "n" + std::to_string(row.services - 1) + zone;
    if (support::askUdp(server.program().dns(), last).answer() != "127.0.0.1")
        bars.fail(last + " does not resolve after a restart");
    (void)std::printf("    started on these services in %.0f ms, memory %.0f KiB\n", starting,
                      memoryOfTree(server.pid()));
}

}  // namespace

/// Adds and removes under load: what they take, and that nothing else notices.
int benchChanges(const BenchOptions& options) {
    raiseDescriptorLimit();
    Bars bars;
    Rows rows(options.only);
    (void)std::printf("%zu adds and removes while requests and streams run, two workers\n", changes);
    for (const ChangesRow& row : changesRows)
        if (rows.begins(row.name, row.title))
            runRow(row, bars);
    rows.finish(bars);
    return bars.verdict();
}

}  // namespace portolan::bench
