// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A small network of its own for end-to-end tests: each host is a network namespace with an interface eth0 on
// one common switch (a bridge in a namespace of its own, so nothing appears in the machine's own network),
// its addresses and its own resolv.conf. Needs root and iproute2; denied() says why there is none. Names
// carry the process id, so test programs can run side by side; the destructor removes everything, and the
// constructor also what a killed run left. One thread.

#include "tests/support/process.h"

#include <string>
#include <string_view>
#include <vector>

namespace portolan::support {

struct Host {
    std::string name;                    ///< "omnitron"
    std::vector<std::string> addresses;  ///< with prefix length: "100.1.1.1/8", "fd00:100::1/64"
    std::string nameserver{};            ///< the one line of its resolv.conf; none if empty
};

class NetworkNamespaces {
  public:
    /// Makes the network, or says in failure() which step went wrong. A partial network is removed at once.
    explicit NetworkNamespaces(std::vector<Host> hosts);
    ~NetworkNamespaces();
    NetworkNamespaces(const NetworkNamespaces&) = delete;
    NetworkNamespaces& operator=(const NetworkNamespaces&) = delete;

    /// Why this machine allows no network namespaces; empty if it does.
    [[nodiscard]] static std::string denied();

    [[nodiscard]] const std::string& failure() const { return m_failure; }
    /// The namespace of a host, for `ip netns`.
    [[nodiscard]] std::string namespaceOf(std::string_view host) const;
    /// The command as it must be started to run on that host (with its resolv.conf).
    [[nodiscard]] Command on(std::string_view host, Command command) const;
    /// Runs a shell line on that host, to its end.
    [[nodiscard]] CommandResult shell(std::string_view host, const std::string& line,
                                      std::chrono::milliseconds limit = std::chrono::seconds(20)) const;

  private:
    [[nodiscard]] bool run(const std::string& line);
    [[nodiscard]] bool addHost(const Host& host);
    static void remove(const std::string& name);
    static void removeLeftovers();

    std::string m_prefix;
    std::vector<std::string> m_names;
    std::string m_failure;
};

}  // namespace portolan::support
