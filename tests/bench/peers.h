// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What Portolan is held against: nginx, haproxy and caddy as proxies, knotd, nsd and unbound as responders,
// each started on a free port of loopback with the configuration that stands in tests/bench/peers. They come
// from Debian's packages and are unpacked into build/peers by tests/bench/peers/fetch, never installed. The
// subject of a measurement is made by the same two functions. One thread.

#include "tests/bench/servers.h"

#include <string>
#include <vector>

namespace portolan::bench {

/// Which CPU is whose; -1 where a machine has only one.
struct SeparateCpus {
    int server = -1;
    int load = -1;
};

/// The first CPU for the server under test, since knotd binds its UDP threads to CPUs from the first on,
/// whatever it is allowed; the last for the calling thread and what it starts.
[[nodiscard]] SeparateCpus separateCpus();

/// Unpacks those packages if they are not there yet. Empty if all went well.
[[nodiscard]] std::string fetchPeers(const std::vector<std::string>& packages);

struct ProxySetup {
    std::uint16_t upstream = 0;
    int cpu = -1;
    AccessLog log = AccessLog::Off;
};

/// `service` bench.internal.example in front of 127.0.0.1:upstream.
[[nodiscard]] std::unique_ptr<Server> makeProxy(const std::string& name, const ProxySetup& setup);

/// The same over TLS, with a certificate on P-256 of its own; the setup's log is left out.
[[nodiscard]] std::unique_ptr<Server> makeTlsProxy(const std::string& name, const ProxySetup& setup);

struct ResponderSetup {
    std::size_t records = 0;
    int cpu = -1;
    unsigned workers = 1;     ///< the subject's only
    Cpus cpus = Cpus::Given;  ///< the subject's only
    unsigned rateLimit = 0;   ///< replies per second and client network; 0: none
};

/// The zone internal.example with n0 .. n(records-1), each an A record.
[[nodiscard]] std::unique_ptr<Server> makeResponder(const std::string& name, const ResponderSetup& setup);

}  // namespace portolan::bench
