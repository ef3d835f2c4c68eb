// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What a caller asks for, as it was spelled: strings and numbers that control/ validates. Drafts carry no
// invariant; the JSON functions (json.h) have only checked that each field has the right JSON type. Values;
// any thread.

#include "backend/base/ipaddress.h"
#include "backend/model/service.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace portolan::api {

/// How a caller was admitted (SPEC 7.1): by its address alone, or by a token.
enum class Authority : std::uint8_t { Network, Token };

/// Who asks. rest/ makes it from the connection and the token; client/ leaves it to the server.
struct Caller {
    Authority authority = Authority::Network;
    base::IpAddress address{};
    std::string requestId{};
};

struct TargetDraft {
    std::string address{};  ///< an IP address or a host name
    std::int64_t port = 0;
    std::optional<std::int64_t> weight{};
    /// Of the certificate of an https target: "sha256:...". Absent keeps the one that is known for this
    /// address and port; empty forgets it, so that the next certificate seen is pinned.
    std::optional<std::string> pin{};
    std::optional<bool> backup{};
    std::optional<bool> drain{};
    std::optional<std::int64_t> maxRequests{};
    friend bool operator==(const TargetDraft&, const TargetDraft&) = default;
};

/// The seed's POST /add-record (SPEC 2).
struct AnnounceRequest {
    std::optional<std::string> serviceName{};
    std::string name{};
    std::optional<std::string> ip{};
    std::optional<std::int64_t> port{};
    std::optional<std::string> forwardToIp{};
    std::optional<std::string> targetDevice{};
    std::optional<std::vector<TargetDraft>> targets{};
    std::optional<std::string> protocol{};
    std::optional<bool> proxyEnabled{};
    std::optional<std::int64_t> expiresIn{};  ///< seconds
};

/// The seed's DELETE /remove-record: the name decides.
struct WithdrawRequest {
    std::string name{};
};

struct RequestFieldDraft {
    std::string name{};
    std::optional<std::string> value{};  ///< absent keeps the value the service has for this name
    friend bool operator==(const RequestFieldDraft&, const RequestFieldDraft&) = default;
};

/// How the targets are spoken to (model::ProxyPolicy). What is absent takes its default, but for the request
/// fields, which are kept: not every caller is shown their values.
struct ProxyDraft {
    std::optional<std::string> hostHeader{};  ///< "keep", "target", "localhost"
    std::optional<bool> forwardingFields{};
    std::optional<std::vector<RequestFieldDraft>> requestFields{};
    std::optional<std::vector<std::string>> upgrades{};
    std::optional<double> connectTimeout{};        ///< seconds
    std::optional<double> responseHeadTimeout{};   ///< seconds
    std::optional<std::string> tlsVerification{};  ///< "pin", "authority"
    std::optional<std::string> tlsServerName{};
    friend bool operator==(const ProxyDraft&, const ProxyDraft&) = default;
};

/// How clients reach a service (model::ClientTls). What is absent takes its default.
struct ClientTlsDraft {
    std::optional<std::string> access{};            ///< "http_and_https", "https_only", "http_only"
    std::optional<std::int64_t> strictTransport{};  ///< seconds
    friend bool operator==(const ClientTlsDraft&, const ClientTlsDraft&) = default;
};

/// How requests are spread over the targets (model::BalancingPolicy). What is absent takes its default.
struct BalancingDraft {
    std::optional<std::string> method{};  ///< "round_robin", "least_outstanding", ...
    std::optional<std::string> hashKey{};
    std::optional<bool> sticky{};
    std::optional<double> slowStart{};  ///< seconds
    std::optional<std::int64_t> ejectAfter{};
    std::optional<std::int64_t> ejectAfterErrors{};
    std::optional<double> ejectTime{};  ///< seconds
    std::optional<std::int64_t> ejectMostPercent{};
    std::optional<std::int64_t> queueLength{};
    std::optional<double> queueTime{};  ///< seconds
    friend bool operator==(const BalancingDraft&, const BalancingDraft&) = default;
};

/// A service to add, or the whole new content of one. Fields that are absent take their defaults, but for
/// those whose comments say that they are kept.
struct ServiceDraft {
    std::string host{};
    std::optional<std::string> name{};
    std::vector<TargetDraft> targets{};
    std::optional<std::string> protocol{};  ///< "http"
    std::optional<std::string>
        recordAddress{};  ///< content of the address record, if not the advertised address
    std::optional<bool> enabled{};
    std::optional<bool> maintenance{};
    std::optional<std::int64_t> expiresIn{};  ///< seconds from now
    ProxyDraft proxy{};
    std::optional<std::string> delivery{};  ///< "proxy", "direct"
    ClientTlsDraft clientTls{};
    BalancingDraft balancing{};
    model::HealthDraft checks{};  ///< how the targets are checked
    friend bool operator==(const ServiceDraft&, const ServiceDraft&) = default;
};

struct RecordDraft {
    std::string name{};
    std::string type{};  ///< "A", "AAAA", "MX", "TYPE65280", ...: as model::recordTypeFromWord reads it
    std::string data{};  ///< as model::parseRecordData reads it
    std::optional<std::int64_t> ttl{};
    std::optional<std::string> label{};
    std::optional<std::int64_t> expiresIn{};
};

/// A part of a list. `filter` is matched against host, name, targets and data, ignoring case; empty matches
/// all. `id` leaves only the record of that id.
struct ListRequest {
    std::string filter{};
    std::size_t offset = 0;
    std::size_t limit = 100000;
    std::optional<std::uint64_t> id{};
};

/// A change that is only made while the object still has this revision (If-Match).
struct Precondition {
    std::optional<model::Revision> revision{};
};

/// What would exist if this draft were saved; `editing` is the service that it would replace.
struct PreviewRequest {
    ServiceDraft draft{};
    std::optional<model::ServiceId> editing{};
};

}  // namespace portolan::api
