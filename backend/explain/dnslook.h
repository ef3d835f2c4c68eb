// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Asks DNS servers for the addresses of a name by UDP, all at the same time, and takes down what they say.
// Blocks; for the thread that explains. A server is asked once: a lost datagram counts as silence. Source:
// RFC 1035 section 4.2.1, RFC 5452 section 9.1 (what makes a reply the one that was asked for).

#include "backend/dnswire/header.h"
#include "backend/explain/connection.h"

#include <chrono>
#include <string>
#include <vector>

namespace portolan::explain {

struct DnsLook {
    enum class Outcome : std::uint8_t { Answered, Silent, Failed };
    base::SocketAddress server{};
    Outcome outcome = Outcome::Silent;
    dnswire::Rcode rcode = dnswire::Rcode::NoError;  ///< of Answered
    std::vector<base::IpAddress> addresses{};        ///< through aliases, too
    std::chrono::microseconds duration{0};
};

/// For the addresses of `family`. One look per server, in their order.
[[nodiscard]] std::vector<DnsLook> askDns(const std::vector<base::SocketAddress>& servers,
                                          const std::string& name, base::IpAddress::Family family,
                                          const Patience& patience);

/// "NXDOMAIN", "REFUSED", ...
[[nodiscard]] std::string rcodeWord(dnswire::Rcode rcode);

}  // namespace portolan::explain
