// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What an operator sets by flag, PORTOLAN_ variable or portolan.toml, parsed and checked. StartSettings are
// sealed when the program starts; RunSettings can be replaced while it runs (SIGHUP). app/ makes them,
// everyone else reads. Values.

#include "backend/base/clock.h"
#include "backend/base/ipaddress.h"
#include "backend/model/hostname.h"

#include <cstdint>
#include <string>
#include <vector>

namespace portolan::model {

enum class LogFormat : unsigned char { Text, Json };
enum class EmptyStart : unsigned char { Refused, Allowed };
/// Defaults may fall back to trial ports; what the user named may not.
enum class Choice : unsigned char { Default, Named };

struct ListenSettings {
    std::vector<base::SocketAddress> addresses;
    Choice choice = Choice::Default;
    friend bool operator==(const ListenSettings&, const ListenSettings&) = default;
};

struct StartSettings {
    std::string dataDirectory;
    Choice dataDirectoryChoice = Choice::Default;
    ListenSettings dns;
    ListenSettings http;
    ListenSettings https;
    ListenSettings api;
    unsigned workers = 1;
    unsigned maxConnections = 0;  ///< of clients; 0: as many as the descriptors allow
    unsigned maxConnectionsPerAddress = 1024;
    unsigned rateLimit = 0;  ///< replies of DNS over UDP a second, for each client network; 0: no limit
    std::vector<base::SocketAddress> nameServers{};  ///< for names of targets; empty: the system's
    LogFormat logFormat = LogFormat::Text;
    std::string accessLog{};            ///< a file's path; empty: none
    std::uint64_t accessLogSize = 100;  ///< MiB, before the file is put aside
    EmptyStart emptyStart = EmptyStart::Refused;
    friend bool operator==(const StartSettings&, const StartSettings&) = default;
};

struct NoticeSettings {
    base::Seconds groupFor{10};
    base::Seconds coolDown{300};
    base::Seconds firstRetry{5};         ///< of webhooks
    std::vector<std::string> command{};  ///< program and arguments; empty: none
    friend bool operator==(const NoticeSettings&, const NoticeSettings&) = default;
};

struct RunSettings {
    std::vector<HostName> zones;              ///< the first is the default; never empty
    std::vector<base::IpAddress> advertised;  ///< what records of services hold; never empty
    std::vector<base::Network> internalNetworks;
    std::vector<base::Network> targetNetworks;
    std::vector<base::Network> trustedProxies{};  ///< whose X-Forwarded-* are believed; none by default
    Choice advertisedChoice = Choice::Named;      ///< Default: follows the addresses of this host
    std::vector<std::string> certificates{};      ///< paths of the operator's own, absolute
    NoticeSettings notices{};
    friend bool operator==(const RunSettings&, const RunSettings&) = default;
};

struct Settings {
    StartSettings start;
    RunSettings run;
};

/// SPEC defaults: loopback, RFC 1918, 100.64.0.0/10 (RFC 6598), fc00::/7 (RFC 4193), fe80::/10.
[[nodiscard]] std::vector<base::Network> defaultInternalNetworks();
/// The same and 100.0.0.0/8.
[[nodiscard]] std::vector<base::Network> defaultTargetNetworks();

}  // namespace portolan::model
