// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/explain/path.h"

#include "backend/dnswire/dnsname.h"
#include "backend/dnswire/rdata.h"
#include "backend/explain/nearnames.h"
#include "backend/model/certificatenames.h"
#include "backend/model/zone.h"

#include <algorithm>
#include <cstring>

namespace portolan::explain {

using dnswire::RrType;

namespace {

constexpr std::uint16_t usualHttp = 80;    // RFC 9110 section 4.2.1
constexpr std::uint16_t usualHttps = 443;  // RFC 9110 section 4.2.2
constexpr std::string_view listening = "listening";

void addAddresses(const dnswire::RrsetView& rrset, std::vector<base::IpAddress>& out) {
    const bool isV4 = rrset.type == RrType::A;
    const std::size_t size = isV4 ? 4 : 16;
    std::string_view rest = rrset.records;
    while (rest.size() >= dnswire::recordPrefixSize + size) {
        const auto* bytes = base::asBytes(rest).data() + dnswire::recordPrefixSize;
        out.push_back(base::IpAddress::fromBytes(
            bytes, isV4 ? base::IpAddress::Family::V4 : base::IpAddress::Family::V6));
        rest.remove_prefix(dnswire::recordPrefixSize + size);
    }
}

/// The nearest zone image that holds the name.
const snapshot::ZoneImage* imageFor(const snapshot::Snapshot& snapshot, std::string_view key) {
    const snapshot::ZoneImage* nearest = nullptr;
    for (const auto& zone : snapshot.zones)
        if (dnswire::isWithin(key, zone->apex()) &&
            (!nearest || zone->apex().size() > nearest->apex().size()))
            nearest = zone.get();
    return nearest;
}

bool takesRequests(const snapshot::RouteTarget& target) {
    return target.intake == model::TargetIntake::Open && target.weight > 0;
}

const TargetCondition* conditionOf(const Question& question, const snapshot::RouteTarget& target) {
    for (const TargetCondition& condition : question.conditions)
        if (condition.id == target.id)
            return &condition;
    return nullptr;
}

bool isDown(const Question& question, const snapshot::RouteTarget& target) {
    const TargetCondition* const condition = conditionOf(question, target);
    return condition && condition->health.state == model::HealthState::Down;
}

/// As the balancer would: a primary that is up, else a backup, else whoever there is.
void chooseTarget(const Question& question, Path& path) {
    const auto& targets = path.route->targets;
    if (targets.empty())
        return;
    const auto choose = [&](auto&& fits) {
        const auto found = std::find_if(targets.begin(), targets.end(), fits);
        return found == targets.end() ? nullptr : &*found;
    };
    const auto inRole = [&](model::TargetRole role) {
        return choose([&, role](const auto& target) {
            return target.role == role && takesRequests(target) && !isDown(question, target);
        });
    };
    path.target = inRole(model::TargetRole::Primary);
    if (!path.target)
        path.target = inRole(model::TargetRole::Backup);
    if (!path.target) {
        path.target = choose([](const auto& target) { return takesRequests(target); });
        path.choice = path.target ? Path::Choice::AllDown : Path::Choice::AllDrained;
    }
    if (!path.target)
        path.target = &targets.front();
    for (const auto& target : targets)
        if (!takesRequests(target) || isDown(question, target))
            path.idle.push_back(target.address);
    if (const TargetCondition* const condition = conditionOf(question, *path.target)) {
        path.targetState = condition->health.state;
        path.targetCause = condition->health.cause;
    }
}

void findCertificate(const Question& question, const snapshot::ZoneImage& zone, Path& path) {
    const auto& certificates = question.snapshot->certificates;
    const std::string& name = question.name.text();
    path.certificate = certificates.find(name);
    if (!path.certificate)
        path.certificate = certificates.find(model::wildcardOf(name));
    const bool wantsTls = !path.route || path.route->clientTls.access != model::ClientAccess::HttpOnly;
    path.overTls = zone.httpsPort() != 0 && wantsTls && path.certificate;
}

/// One that covers `address` and listens, else the first of that name.
const api::ListenerView* listenerFor(const Question& question, std::string_view name,
                                     std::string_view protocol, const base::IpAddress& address) {
    const api::ListenerView* best = nullptr;
    int bestRank = -1;
    for (const api::ListenerView& listener : question.listeners) {
        if (listener.name != name || listener.protocol != protocol || listener.status == "disabled")
            continue;
        const base::IpAddress& at = listener.address.address;
        const bool isThere = at == address || (at.isUnspecified() && at.family() == address.family());
        const int rank = (isThere ? 2 : 0) + (listener.status == listening ? 1 : 0);
        if (rank > bestRank) {
            best = &listener;
            bestRank = rank;
        }
    }
    return best;
}

void findListeners(const Question& question, Path& path) {
    const base::IpAddress address =
        path.addresses.empty() ? question.advertised.front() : path.addresses.front();
    path.dns = listenerFor(question, "dns", "udp", question.advertised.front());
    if (path.kind != Path::Kind::Service && path.kind != Path::Kind::OwnName)
        return;
    const std::uint16_t port =
        path.overTls ? question.snapshot->httpsPort.value_or(usualHttps) : question.snapshot->httpPort;
    path.listener = listenerFor(question, path.overTls ? "https" : "http", "tcp", address);
    path.front = base::SocketAddress{address, port};
    path.url = (path.overTls ? "https://" : "http://") + question.name.text();
    if (port != (path.overTls ? usualHttps : usualHttp))
        path.url += ':' + std::to_string(port);
    path.url += '/';
}

void readRecords(const snapshot::Node& node, Path& path) {
    for (const auto rrset : node) {
        if (rrset.type == RrType::A || rrset.type == RrType::Aaaa)
            addAddresses(rrset, path.addresses);
        else if (rrset.type != RrType::Https)
            path.types.push_back(dnswire::typeName(rrset.type));
    }
}

}  // namespace

Path follow(const Question& question) {
    Path path;
    const std::string& name = question.name.text();
    const auto key = dnswire::DnsName::fromText(name);
    const snapshot::ZoneImage* const zone = key ? imageFor(*question.snapshot, key->key()) : nullptr;
    if (!zone) {
        path.near = nearNames(question.name, *question.snapshot);
        return path;
    }
    path.zone = dnswire::keyToText(zone->apex());
    if (const auto zoneName = model::HostName::parse(path.zone))
        path.isPreloaded = model::isHstsPreloaded(*zoneName);
    const snapshot::Node* node = zone->find(key->key());
    if (!node)
        node = zone->wildcardFor(key->key());
    if (node)
        readRecords(*node, path);
    if (const auto& direct = question.snapshot->direct.find(key->key())) {
        path.kind = Path::Kind::Direct;
        path.route = direct;
        if (path.addresses.empty() && direct->state == model::Switch::Enabled)
            for (const auto& target : direct->targets)
                path.addresses.push_back(target.address.address);
    } else if (const auto& route = question.snapshot->routes.find(name)) {
        path.kind = Path::Kind::Service;
        path.route = route;
    } else if (question.snapshot->localNames.find(name)) {
        path.kind = Path::Kind::OwnName;
    } else {
        path.kind = node && !node->isEmpty() ? Path::Kind::Record : Path::Kind::Missing;
    }
    if (path.kind == Path::Kind::Missing)
        path.near = nearNames(question.name, *question.snapshot);
    if (path.route)
        chooseTarget(question, path);
    findCertificate(question, *zone, path);
    findListeners(question, path);
    return path;
}

std::string hostIn(std::string_view written) {
    const std::size_t scheme = written.find("://");
    if (scheme != std::string_view::npos)
        written.remove_prefix(scheme + 3);
    written = written.substr(0, written.find_first_of("/?#"));
    if (const std::size_t at = written.rfind('@'); at != std::string_view::npos)
        written.remove_prefix(at + 1);
    // A name has no colon of its own; an address in brackets is none of ours to follow.
    if (!written.starts_with('['))
        written = written.substr(0, written.find(':'));
    return std::string(written);
}

bool holds(const std::vector<base::IpAddress>& addresses, const base::IpAddress& address) {
    return std::find(addresses.begin(), addresses.end(), address) != addresses.end();
}

bool meet(const std::vector<base::IpAddress>& a, const std::vector<base::IpAddress>& b) {
    return std::any_of(a.begin(), a.end(), [&](const auto& address) { return holds(b, address); });
}

}  // namespace portolan::explain
