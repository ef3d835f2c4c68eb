// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// portolan-bench proxy|tls|dns|changes|probes|instructions: measures the program against its peers and its
// budget. Prints what it found and exits 1 when a bar is missed. See --help.
#include "tests/bench/measure.h"

#include <CLI/CLI.hpp>

using namespace portolan::bench;

int main(int argc, char** argv) {
    CLI::App application(
        "Measures Portolan against its peers: CPU time per request or query of the whole process tree.");
    BenchOptions options;
    int milliseconds = static_cast<int>(options.turn.count());
    application.require_subcommand(1);
    application.fallthrough();
    application.add_option("--rounds", options.rounds, "interleaved rounds, of which the median counts")
        ->check(CLI::Range(1, 99))
        ->capture_default_str();
    application.add_option("--turn", milliseconds, "length of one server's turn in ms")
        ->check(CLI::Range(50, 60000))
        ->capture_default_str();
    application.add_option("--only", options.only, "the rows to run, as ROW,ROW (see tests/bench/README.md)")
        ->delimiter(',');
    application
        .add_option("--subject", options.subject,
                    "what is held against the peers (a peer's name tests the harness)")
        ->capture_default_str();
    auto* proxy = application.add_subcommand("proxy", "a proxied request, against nginx, haproxy and caddy");
    auto* tls = application.add_subcommand("tls", "the same over TLS, against nginx and haproxy");
    auto* dns = application.add_subcommand("dns", "a query, against knotd, nsd and unbound");
    auto* changes = application.add_subcommand("changes", "adds and removes while requests and streams run");
    auto* probes = application.add_subcommand("probes", "10,000 targets under watch");
    auto* instructions =
        application.add_subcommand("instructions", "callgrind counts, against the recorded budget");
    instructions->add_flag("--record", options.record,
                           "write what was measured to the budget, where it is lower");
    CLI11_PARSE(application, argc, argv);
    options.turn = std::chrono::milliseconds(milliseconds);
    if (proxy->parsed())
        return benchProxy(options);
    if (tls->parsed())
        return benchTls(options);
    if (dns->parsed())
        return benchDns(options);
    if (probes->parsed())
        return benchProbes(options);
    return changes->parsed() ? benchChanges(options) : benchInstructions(options);
}
