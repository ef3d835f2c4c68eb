// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A small blocking DNS client (RFC 1035) over UDP and TCP for tests: one question, one reply, taken apart far
// enough to compare. It shares no code with the program. askUdp() reports where the reply came from, because
// an unconnected socket accepts a reply from anywhere and a resolver does not (RFC 5452 section 9.1).

#include "backend/base/ipaddress.h"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::support {

enum class DnsType : std::uint16_t { A = 1, Ns = 2, Cname = 5, Soa = 6, Txt = 16, Aaaa = 28, Https = 65 };

struct DnsRecord {
    std::string name;
    std::uint16_t type = 0;
    std::uint32_t ttl = 0;
    std::string data;  ///< an address as text for A and AAAA, a name for NS, CNAME and SOA (its first), else
                       ///< raw bytes
    std::uint32_t serial = 0;  ///< of an SOA record
};

struct DnsReply {
    int rcode = -1;  ///< -1: no reply in time
    bool authoritative = false;
    bool truncated = false;
    std::vector<DnsRecord> answers{};
    std::vector<DnsRecord> authority{};
    base::SocketAddress source{};

    /// The data of the first answer of that type, or an empty string.
    [[nodiscard]] std::string answer(DnsType type = DnsType::A) const;
};

constexpr int dnsNoError = 0;
constexpr int dnsNameError = 3;  ///< NXDOMAIN
constexpr int dnsRefused = 5;

[[nodiscard]] std::string dnsQuery(std::string_view name, DnsType type, std::uint16_t id);
/// rcode -1 if `message` is not a whole DNS reply.
[[nodiscard]] DnsReply parseDnsReply(std::string_view message);

[[nodiscard]] DnsReply askUdp(const base::SocketAddress& server, std::string_view name,
                              DnsType type = DnsType::A,
                              std::chrono::milliseconds limit = std::chrono::seconds(3));
[[nodiscard]] DnsReply askTcp(const base::SocketAddress& server, std::string_view name,
                              DnsType type = DnsType::A,
                              std::chrono::milliseconds limit = std::chrono::seconds(3));

}  // namespace portolan::support
