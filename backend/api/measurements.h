// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What was measured of the traffic, as callers ask for it and are told: sums per service and of the whole,
// the last requests, the last queries, names that were asked and do not exist. Measurements are of this run
// of the program; the sums only rise while it runs. Values; any thread.

#include "backend/base/clock.h"
#include "backend/base/ipaddress.h"
#include "backend/model/service.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace portolan::api {

/// How often something took how long.
struct LatencyView {
    std::uint64_t count = 0;
    std::chrono::microseconds sum{0};
    std::chrono::microseconds p50{0};  ///< of no meaning while count is 0
    std::chrono::microseconds p95{0};
    std::chrono::microseconds p99{0};
    /// {at most so long, so many}: each includes those before it.
    std::vector<std::pair<std::chrono::microseconds, std::uint64_t>> buckets{};
    friend bool operator==(const LatencyView&, const LatencyView&) = default;
};

/// A count with the word it is for: {"proxy.connect_timeout", 3}, {"NXDOMAIN", 12}.
struct CountView {
    std::string word{};
    std::uint64_t count = 0;
    friend bool operator==(const CountView&, const CountView&) = default;
};

/// Of one service.
struct TrafficView {
    std::uint64_t requests = 0;
    std::vector<CountView> statusClasses{};  ///< "1xx" to "5xx", and "none": ended without a response
    std::uint64_t bytesIn = 0;               ///< from clients, heads and tunnels included
    std::uint64_t bytesOut = 0;
    std::uint64_t tunnelBytesIn = 0;
    std::uint64_t tunnelBytesOut = 0;
    std::uint64_t retries = 0;
    std::vector<CountView> failures{};  ///< by code; those that happened
    LatencyView toHead{};
    LatencyView duration{};  ///< without tunnels
    LatencyView connect{};
    std::optional<base::SystemTime> lastRequest{};
    friend bool operator==(const TrafficView&, const TrafficView&) = default;
};

/// What is asked for: everything summed up.
struct TotalsRequest {};

/// What is asked for: the last requests, newest first.
struct RecentRequests {
    std::optional<model::ServiceId> service{};
    std::string host{};                         ///< of any case; empty: all
    std::optional<std::uint16_t> statusFrom{};  ///< 404 and 404, or 500 and 599
    std::optional<std::uint16_t> statusTo{};
    std::uint64_t after = 0;  ///< only those with a greater id
    std::size_t limit = 100;
};

/// What is asked for: the last queries, newest first, and the names that are missing most.
struct RecentQueries {
    std::string name{};  ///< of any case; empty: all
    std::string type{};  ///< "AAAA"; empty: all
    std::string rcode{};
    std::uint64_t after = 0;
    std::size_t limit = 100;
};

struct ServiceTraffic {
    model::ServiceId id{};
    std::string host{};
    TrafficView traffic{};
    friend bool operator==(const ServiceTraffic&, const ServiceTraffic&) = default;
};

/// Handshakes of clients that were completed.
struct HandshakeCount {
    std::string version{};  ///< "TLSv1.3"
    std::string kind{};     ///< "full", "resumed"
    std::uint64_t count = 0;
    friend bool operator==(const HandshakeCount&, const HandshakeCount&) = default;
};

/// When the certificate that is served for a name ends.
struct CertificateExpiry {
    std::string name{};  ///< "*." in front stands for one label
    base::SystemTime notAfter{};
    friend bool operator==(const CertificateExpiry&, const CertificateExpiry&) = default;
};

struct TotalsView {
    std::string version{};
    std::vector<ServiceTraffic> services{};  ///< those that had a request, by id
    std::uint64_t connections = 0;           ///< of clients, so far
    std::uint64_t openConnections = 0;
    std::uint64_t requests = 0;  ///< to services, to Portolan itself and to nobody
    std::vector<CountView> statusClasses{};
    std::uint64_t bytesIn = 0;
    std::uint64_t bytesOut = 0;
    std::vector<HandshakeCount> handshakes{};
    std::vector<CountView> handshakeFailures{};   ///< "not_trusted", ...; those that there were
    std::vector<CountView> queriesByTransport{};  ///< "udp", "tcp"
    std::vector<CountView> queriesByType{};
    std::vector<CountView> queriesByRcode{};
    std::uint64_t queriesDropped = 0;         ///< not answered, or the answer was lost
    std::vector<CountView> queriesLimited{};  ///< over the rate limit: "dropped", "truncated", "bad_cookie"
    std::vector<CountView> cookies{};         ///< of queries: "valid", "renewed", "new", "wrong"
    std::vector<CountView> dnsConnections{};  ///< over TCP: "accepted", "displaced", "refused"
    std::uint64_t dnsOpenConnections = 0;
    LatencyView queryLatency{};
    std::vector<CountView> accessLogLost{};  ///< "queue_full", "write_failed"
    std::uint64_t serviceCount = 0;
    std::vector<CountView> targetStates{};  ///< "up", "down", ...
    std::uint64_t generation = 0;
    std::vector<CertificateExpiry> certificates{};  ///< by name
    friend bool operator==(const TotalsView&, const TotalsView&) = default;
};

struct RequestView {
    std::uint64_t id = 0;     ///< rises with time
    base::SystemTime time{};  ///< when it ended
    std::optional<model::ServiceId> service{};
    std::optional<model::TargetId> target{};
    base::IpAddress client{};
    std::string method{};
    std::string host{};
    std::string path{};  ///< without the query
    bool pathCut = false;
    std::string protocol{};    ///< "HTTP/1.1"
    std::uint16_t status = 0;  ///< 0: the client got none
    std::string outcome{};     ///< "complete", "client_gone", "cut"
    std::string failure{};     ///< the code of Portolan's own answer
    std::uint64_t bytesIn = 0;
    std::uint64_t bytesOut = 0;
    std::chrono::microseconds duration{0};
    std::optional<std::chrono::microseconds> toHead{};
    std::optional<std::chrono::microseconds> connect{};
    std::uint32_t retries = 0;
    bool tunnel = false;
    friend bool operator==(const RequestView&, const RequestView&) = default;
};

struct RequestPage {
    std::vector<RequestView> items{};
};

struct QueryView {
    std::uint64_t id = 0;
    base::SystemTime time{};
    std::string name{};  ///< as it was asked
    std::string type{};
    std::string rcode{};
    base::IpAddress client{};
    std::string transport{};  ///< "udp", "tcp"
    std::optional<std::chrono::nanoseconds> duration{};
    friend bool operator==(const QueryView&, const QueryView&) = default;
};

struct MissingNameView {
    std::string name{};
    std::uint64_t count = 0;
    base::SystemTime lastAsked{};
    friend bool operator==(const MissingNameView&, const MissingNameView&) = default;
};

struct QueryPage {
    std::vector<QueryView> items{};
    std::vector<MissingNameView> missing{};  ///< the most asked first
};

}  // namespace portolan::api
