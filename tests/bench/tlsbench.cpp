// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/loadupstream.h"
#include "tests/bench/measure.h"
#include "tests/bench/peers.h"
#include "tests/bench/sockets.h"
#include "tests/bench/tlsload.h"

#include <algorithm>
#include <cstdio>

namespace portolan::bench {

namespace {

constexpr const char* host = "bench.internal.example";
constexpr std::size_t leastRounds = 9;  ///< new connections differ most from round to round

/// A row about CPU per request, against the cheaper of nginx and haproxy.
struct TlsRow {
    const char* name;
    const char* title;
    TlsLoad::Handshakes handshakes;
    std::size_t connections;
    std::size_t bodySize;
    Bar bar;
};

constexpr TlsRow tlsRows[] = {
    {"full", "16 at a time, a full handshake (P-256) for each request", TlsLoad::Handshakes::Full, 16, 13,
     Bar{1.05, 1.0}},
    {"resumed", "16 at a time, a resumed handshake for each request", TlsLoad::Handshakes::Resumed, 16, 13,
     Bar{1.0, 0.9}},
    {"keepalive-64", "64 keep-alive connections, 13-byte body", TlsLoad::Handshakes::Once, 64, 13,
     Bar{0.95, 0.85}},
    {"body-16k", "64 keep-alive connections, 16 KiB body", TlsLoad::Handshakes::Once, 64, 16 * 1024,
     Bar{0.95, 0.85}},
};

class TlsBench {
  public:
    explicit TlsBench(const BenchOptions& options) : m_options(options), m_cpus(separateCpus()) {
        raiseDescriptorLimit();
        if (const std::string failure = fetchPeers({"nginx", "haproxy"}); !failure.empty())
            m_bars.fail(failure);
    }

    int run() {
        (void)std::printf("A proxied GET over TLS 1.3, one worker each; medians of %zu rounds or more\n",
                          m_options.rounds);
        Rows rows(m_options.only);
        for (const TlsRow& row : tlsRows)
            if (rows.begins(row.name, row.title))
                cost(row);
        rows.finish(m_bars);
        return m_bars.verdict();
    }

  private:
    void cost(const TlsRow& row) {
        const LoadUpstream upstream(row.bodySize);
        Servers servers;
        for (const std::string& name : {m_options.subject, std::string("nginx"), std::string("haproxy")})
            servers.push_back(makeTlsProxy(name, {upstream.port(), m_cpus.server}));
        if (!m_bars.ready(servers, m_cpus.server))
            return;
        std::vector<std::unique_ptr<TlsLoad>> loads;
        for (const auto& server : servers)
            loads.push_back(
                std::make_unique<TlsLoad>(server->address(), host, row.connections, row.handshakes));
        const bool isNew = row.handshakes != TlsLoad::Handshakes::Once;
        const std::size_t rounds = isNew ? std::max(m_options.rounds, leastRounds) : m_options.rounds;
        const Comparison found =
            cpuPerUnit(servers, rounds, [&](std::size_t i) { return take(*loads[i]).replies; });
        for (std::size_t i = 0; i < servers.size(); ++i)
            (void)std::printf("    %-15s %9.2f us of CPU per request%s\n", servers[i]->name().c_str(),
                              found.values[i],
                              i == 0 ? "" : (", x " + std::to_string(found.ratios[i]).substr(0, 4)).c_str());
        m_bars.atMost(std::string(row.name) + ": CPU against the better of nginx and haproxy",
                      std::max(found.ratios[1], found.ratios[2]), row.bar);
    }

    /// A turn with failed requests counts for nothing and is noted.
    HttpLoadResult take(TlsLoad& load) {
        const HttpLoadResult result = load.run(m_options.turn);
        if (result.failures == 0)
            return result;
        m_bars.fail(std::to_string(result.failures) + " requests failed");
        return {};
    }

    const BenchOptions& m_options;
    SeparateCpus m_cpus;
    Bars m_bars;
};

}  // namespace

int benchTls(const BenchOptions& options) {
    return TlsBench(options).run();
}

}  // namespace portolan::bench
