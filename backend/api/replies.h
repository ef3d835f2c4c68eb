// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What callers are told, ready to be shown: the same values for curl (as JSON, json.h), the window and
// portolanctl. Texts are English; each has a code and parameters beside it for translation. Values; any
// thread.

#include "backend/api/measurements.h"
#include "backend/base/clock.h"
#include "backend/base/result.h"
#include "backend/model/health.h"
#include "backend/model/record.h"
#include "backend/model/service.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace portolan::api {

/// Something the caller should know although the call succeeded.
struct Warning {
    std::string code{};
    std::string message{};
    base::Error::Params params{};
    friend bool operator==(const Warning&, const Warning&) = default;
};

struct HealthView {
    model::HealthState state = model::HealthState::Unknown;
    model::HealthCause cause = model::HealthCause::NotYetProbed;
    std::optional<base::SystemTime> since{};
    std::optional<std::chrono::microseconds> latency{};
    std::uint32_t detail = 0;  ///< what model::detailNameOf(cause) names
    friend bool operator==(const HealthView&, const HealthView&) = default;
};

/// What was found under the name of a target.
struct LookupView {
    std::string name{};                       ///< as it is kept: lower case, without a final dot
    bool isFound = false;                     ///< whether it has an address that may be used
    std::optional<base::SystemTime> since{};  ///< when that, or the error, came
    std::optional<std::int64_t> ttl{};        ///< seconds, as the last answer gave them
    std::optional<base::Error> error{};       ///< of the last look-up; an address found before is kept
    friend bool operator==(const LookupView&, const LookupView&) = default;
};

/// "100.2.2.2:8080", or for a target that is given by its name "nas.lan:8080".
[[nodiscard]] std::string placeText(const base::SocketAddress& address,
                                    const std::optional<LookupView>& lookup);
/// What stands for the host in a form: "100.2.2.2", "nas.lan".
[[nodiscard]] std::string hostText(const base::SocketAddress& address,
                                   const std::optional<LookupView>& lookup);

struct TargetView {
    model::TargetId id{};
    base::SocketAddress address{};  ///< what is connected to; 0.0.0.0 where a name leads nowhere
    std::uint16_t weight = 1;
    HealthView health{};
    std::optional<model::Fingerprint> pin{};      ///< of the certificate it must show
    std::optional<model::Fingerprint> offered{};  ///< of the one that it shows instead
    model::TargetRole role = model::TargetRole::Primary;
    model::TargetIntake intake = model::TargetIntake::Open;
    std::uint32_t maxRequests = 0;       ///< under way at the same time; 0: any number
    std::optional<LookupView> lookup{};  ///< of a target that is given by its name

    [[nodiscard]] std::string place() const { return placeText(address, lookup); }
    friend bool operator==(const TargetView&, const TargetView&) = default;
};

/// One answer DNS gives.
struct DnsAnswerView {
    std::string name{};
    std::string type{};
    std::string data{};
    friend bool operator==(const DnsAnswerView&, const DnsAnswerView&) = default;
};

/// Values of request fields may be secrets: they are shown to callers with a token only, and never in events.
enum class FieldValues : std::uint8_t { Shown, Hidden };

enum class CertificateState : std::uint8_t {
    Off,      ///< no certificate is wanted
    Pending,  ///< it follows in a moment; the zone's serves meanwhile
    Good,
    Failed,  ///< there is none, for the reason of `error`
};

/// What clients get over TLS at the name of a service.
struct CertificateView {
    CertificateState state = CertificateState::Off;
    std::optional<base::Error> error{};
    std::optional<model::Fingerprint> fingerprint{};
    std::optional<base::SystemTime> notAfter{};
    std::string issuer{};
    friend bool operator==(const CertificateView&, const CertificateView&) = default;
};

struct ServiceView {
    model::ServiceId id{};
    std::string name{};
    std::string host{};
    std::string url{};  ///< with the port where it is not the usual one
    std::vector<TargetView> targets{};
    std::string protocol{};
    bool enabled = true;
    bool maintenance = false;  ///< only where enabled
    std::optional<base::IpAddress> recordAddress{};
    std::vector<DnsAnswerView> dns{};
    HealthView health{};
    CertificateView certificate{};
    base::IpAddress origin{};
    base::SystemTime createdAt{};
    base::SystemTime updatedAt{};
    std::optional<base::SystemTime> expiresAt{};
    model::Revision revision = 0;
    model::ProxyPolicy proxy{};
    model::BalancingPolicy balancing{};
    model::HealthPolicy checks{};
    FieldValues fieldValues = FieldValues::Shown;  ///< Hidden: those of proxy.requestFields are empty
    model::Delivery delivery = model::Delivery::Proxy;
    model::ClientTls clientTls{};
    std::optional<TrafficView> traffic{};  ///< where one service is shown, if it had a request
    friend bool operator==(const ServiceView&, const ServiceView&) = default;
};

struct ServicePage {
    std::vector<ServiceView> items{};
    std::size_t total = 0;  ///< that match the filter
};

struct ServiceChange {
    ServiceView service;
    std::vector<Warning> warnings{};
};

struct RecordView {
    model::RecordId id{};
    std::string label{};
    std::string name{};
    std::string type{};
    std::string data{};
    std::int64_t ttl = 0;  ///< seconds
    base::IpAddress origin{};
    base::SystemTime createdAt{};
    base::SystemTime updatedAt{};
    std::optional<base::SystemTime> expiresAt{};
    model::Revision revision = 0;
    friend bool operator==(const RecordView&, const RecordView&) = default;
};

struct RecordPage {
    std::vector<RecordView> items{};
    std::size_t total = 0;
};

/// A name in the seed's shape (SPEC 2): what /add-record replies and /list-records lists.
struct NameView {
    struct ProxyRule {
        bool enabled = true;
        base::IpAddress targetIp{};
        std::uint16_t targetPort = 0;
        std::string protocol{};
        std::string hostname{};
        base::SystemTime createdAt{};
        std::string targetName{};  ///< stands for targetIp if there is one
        friend bool operator==(const ProxyRule&, const ProxyRule&) = default;
    };
    std::string serviceName{};
    std::string name{};
    std::string type{};
    std::string
        ip{};  ///< empty where a target's name leads nowhere, so that DNS has no address to answer with
    std::optional<ProxyRule> proxyRule{};
    base::SystemTime createdAt{};
    base::SystemTime updatedAt{};
    std::optional<base::SystemTime> expiresAt{};
    friend bool operator==(const NameView&, const NameView&) = default;
};

enum class Outcome : std::uint8_t { Created, Updated };

struct AnnounceReply {
    Outcome outcome = Outcome::Created;
    NameView name{};
    std::string
        targetChosenBy{};  ///< "forward_to_ip", "targets", "caller", "this_host"; empty without a proxy rule
    std::vector<Warning> warnings{};
};

struct WithdrawReply {
    bool removed = false;
    std::string message{};
};

struct PreviewTarget {
    base::SocketAddress address{};
    std::optional<LookupView> lookup{};
    friend bool operator==(const PreviewTarget&, const PreviewTarget&) = default;
};

struct Preview {
    std::string host{};
    std::string url{};
    std::vector<DnsAnswerView> dns{};
    std::vector<PreviewTarget> targets{};
    std::vector<Warning> warnings{};
};

enum class ComponentState : std::uint8_t { Ok, Disabled, Failed };

struct ComponentView {
    std::string name{};  ///< "api", "dns", "proxy", "store", "certificates", "tailnet", "https"
    ComponentState state = ComponentState::Ok;
    std::string message{};
    /// What is wrong with it, one by one: why it failed, or what is left out while the rest serves.
    std::vector<Warning> causes{};
    friend bool operator==(const ComponentView&, const ComponentView&) = default;
};

struct ListenerView {
    std::string name{};      ///< "dns", "http", "https", "api", "private-api"
    std::string protocol{};  ///< "udp", "tcp"
    base::SocketAddress address{};
    std::string status{};   ///< "listening", "failed", "disabled"
    std::string message{};  ///< who holds the port, or why it is off
    friend bool operator==(const ListenerView&, const ListenerView&) = default;
};

struct ZoneView {
    std::string name{};
    std::uint32_t serial = 0;
    std::vector<Warning> warnings{};
    friend bool operator==(const ZoneView&, const ZoneView&) = default;
};

struct SystemStatus {
    std::string version{};
    std::vector<ComponentView> components{};
    std::vector<ListenerView> listeners{};
    std::vector<ZoneView> zones{};
    std::vector<base::IpAddress> advertised{};
    std::uint64_t generation = 0;
    model::Revision revision = 0;
    std::uint64_t requests = 0;
    std::uint64_t queries = 0;

    /// False when a component has failed: /health is 503 then.
    [[nodiscard]] bool healthy() const;
    friend bool operator==(const SystemStatus&, const SystemStatus&) = default;
};

/// One event of GET /api/v1/events. Types and their data: docs/events in json.h.
struct EventView {
    std::uint64_t id = 0;
    std::string type{};
    std::string data{};  ///< JSON
};

}  // namespace portolan::api
