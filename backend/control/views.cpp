// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/views.h"

#include "backend/base/bytes.h"
#include "backend/control/publication.h"

#include <algorithm>
#include <string_view>
#include <tuple>

namespace portolan::control {

namespace {

// RFC 9110 sections 4.2.1 and 4.2.2.
constexpr std::uint16_t httpPort = 80;
constexpr std::uint16_t httpsPort = 443;

std::string portInUrl(std::uint16_t port, std::uint16_t usual) {
    return port == usual ? std::string() : ":" + std::to_string(port);
}

std::string_view protocolWord(model::Protocol protocol) {
    switch (protocol) {
        case model::Protocol::Http:
            return "http";
        case model::Protocol::Https:
            return "https";
    }
    return "http";
}

api::CertificateView certificateView(const CertificateState& state) {
    api::CertificateView view{state.kind, state.error, {}, {}, {}};
    if (state.bundle) {
        view.fingerprint = state.bundle->fingerprint;
        view.notAfter = state.bundle->notAfter;
        view.issuer = state.bundle->issuers->name;
    }
    return view;
}

/// For browsers, if browsers are what it is for: the port stands there unless it is the usual one.
std::string directUrl(const model::Service& service) {
    const bool isHttps = service.protocol == model::Protocol::Https;
    const std::uint16_t port = service.targets.front().address.port;
    return std::string(protocolWord(service.protocol)) + "://" + service.host.text() +
           portInUrl(port, isHttps ? httpsPort : httpPort);
}

bool containsIgnoringCase(std::string_view text, std::string_view part) {
    return std::search(text.begin(), text.end(), part.begin(), part.end(),
                       [](char a, char b) { return base::toLower(a) == base::toLower(b); }) != text.end();
}

bool matches(const model::Service& service, std::string_view filter) {
    return filter.empty() || containsIgnoringCase(service.host.text(), filter) ||
           containsIgnoringCase(service.name, filter) ||
           std::any_of(service.targets.begin(), service.targets.end(), [&](const model::Target& target) {
               return containsIgnoringCase(target.place(), filter);
           });
}

bool matches(const model::Record& record, std::string_view filter) {
    return filter.empty() || containsIgnoringCase(record.name.text(), filter) ||
           containsIgnoringCase(record.label, filter) ||
           containsIgnoringCase(model::toText(record.type, record.data), filter);
}

/// The part of a list that was asked for, in order; sorts no more than that needs.
template <class Item, class Less>
std::vector<Item> pageOf(std::vector<Item> items, const api::ListRequest& request, Less less) {
    const std::size_t begin = std::min(request.offset, items.size());
    const std::size_t end = begin + std::min(request.limit, items.size() - begin);
    const auto last = items.begin() + static_cast<std::ptrdiff_t>(end);
    std::partial_sort(items.begin(), last, items.end(), less);
    return {items.begin() + static_cast<std::ptrdiff_t>(begin), last};
}

bool isAddress(const model::Record& record) {
    return record.type == model::RecordType::A || record.type == model::RecordType::Aaaa;
}

}  // namespace

Views::Views(const model::RunSettings& settings, const HealthBook& health,
             const CertificateBook& certificates, const TargetNames& names, const DataPlane& dataPlane,
             api::FieldValues fieldValues)
    : m_settings(settings),
      m_health(health),
      m_certificates(certificates),
      m_names(names),
      m_fieldValues(fieldValues),
      m_portInUrl(portInUrl(publicHttpPort(dataPlane.listeners()), httpPort)),
      m_httpsPort(publicHttpsPort(dataPlane.listeners())) {}

void Views::showProxy(api::ServiceView& view, const model::ProxyPolicy& policy) const {
    view.proxy = policy;
    if (m_fieldValues == api::FieldValues::Shown || policy.requestFields.empty())
        return;
    view.fieldValues = api::FieldValues::Hidden;
    for (model::RequestField& field : view.proxy.requestFields)
        field.value.clear();
}

std::string Views::urlOf(const model::Service& service) const {
    if (service.delivery == model::Delivery::Direct)
        return directUrl(service);
    using Kind = CertificateState::Kind;
    const Kind certificate = m_certificates.stateOf(service).kind;
    if (m_httpsPort && (certificate == Kind::Good || certificate == Kind::Pending))
        return "https://" + service.host.text() + portInUrl(*m_httpsPort, httpsPort);
    return "http://" + service.host.text() + m_portInUrl;
}

std::vector<base::IpAddress> Views::addressesOf(const model::Service& service) const {
    if (service.delivery == model::Delivery::Direct)
        return service.state == model::Switch::Enabled ? reachableOf(service)
                                                       : std::vector<base::IpAddress>();
    return service.recordAddress ? std::vector{*service.recordAddress} : m_settings.advertised;
}

/// As dns/answer leaves out those that are down.
std::vector<base::IpAddress> Views::reachableOf(const model::Service& service) const {
    const auto isDown = [this](const model::Target& target) {
        return m_health.ofTarget(target.id).state == model::HealthState::Down;
    };
    struct Found {
        base::IpAddress address;
        bool isDown;
    };
    std::vector<Found> found;
    for (const model::Target& target : service.targets)
        if (const base::SocketAddress at = addressOf(target); !at.address.isUnspecified())
            found.push_back({at.address, isDown(target)});
    std::vector<base::IpAddress> addresses;
    for (const Found& one : found) {
        const bool noneIsUp = std::all_of(found.begin(), found.end(), [&](const Found& other) {
            return other.address.isV4() != one.address.isV4() || other.isDown;
        });
        if (noneIsUp || !one.isDown)
            addresses.push_back(one.address);
    }
    return addresses;
}

/// 0.0.0.0 for a name that leads nowhere.
base::SocketAddress Views::addressOf(const model::Target& target) const {
    if (!target.name)
        return target.address;
    return {m_names.standingOf(target).address.value_or(base::IpAddress()), target.address.port};
}

std::optional<api::LookupView> Views::lookupOf(const model::Target& target) const {
    if (!target.name)
        return std::nullopt;
    TargetStanding standing = m_names.standingOf(target);
    api::LookupView view{target.name->text(), standing.address.has_value()};
    if (standing.since != base::SystemTime())
        view.since = std::chrono::floor<base::Milliseconds>(standing.since);
    if (standing.ttl.count() > 0)
        view.ttl = standing.ttl.count();
    view.error = std::move(standing.error);
    return view;
}

std::vector<api::DnsAnswerView> Views::answersOf(const model::Service& service) const {
    std::vector<api::DnsAnswerView> answers;
    for (const base::IpAddress& address : addressesOf(service))
        answers.push_back({service.host.text(), std::string(model::toWord(model::addressType(address))),
                           address.toString()});
    return answers;
}

api::TargetView Views::ofTarget(const model::Target& target) const {
    return {target.id,          addressOf(target),
            target.weight,      m_health.ofTarget(target.id),
            target.pin,         m_health.offeredBy(target.id),
            target.role,        target.intake,
            target.maxRequests, lookupOf(target)};
}

api::ServiceView Views::ofService(const model::Service& service) const {
    api::ServiceView view;
    view.id = service.id;
    view.name = service.name;
    view.host = service.host.text();
    view.url = urlOf(service);
    for (const model::Target& target : service.targets)
        view.targets.push_back(ofTarget(target));
    view.protocol = protocolWord(service.protocol);
    showProxy(view, service.proxy);
    view.delivery = service.delivery;
    view.clientTls = service.clientTls;
    view.balancing = service.balancing;
    view.checks = service.checks;
    view.enabled = service.state != model::Switch::Disabled;
    view.maintenance = service.state == model::Switch::Maintenance;
    view.recordAddress = service.recordAddress;
    view.dns = answersOf(service);
    view.health = m_health.ofService(service);
    view.certificate = certificateView(m_certificates.stateOf(service));
    if (view.health.state == model::HealthState::Disabled)
        for (api::TargetView& target : view.targets)
            target.health = view.health;  // nobody looks at them, whatever was found before
    view.origin = service.origin.address;
    view.createdAt = service.createdAt;
    view.updatedAt = service.updatedAt;
    view.expiresAt = service.expiresAt;
    view.revision = service.revision;
    return view;
}

api::RecordView Views::ofRecord(const model::Record& record) {
    return {record.id,
            record.label,
            record.name.text(),
            std::string(model::toWord(record.type)),
            model::toText(record.type, record.data),
            record.ttl.count(),
            record.origin.address,
            record.createdAt,
            record.updatedAt,
            record.expiresAt,
            record.revision};
}

api::NameView Views::nameOf(const model::Service& service) const {
    const model::Target& first = service.targets.front();
    const base::SocketAddress target = addressOf(first);
    const std::vector<base::IpAddress> addresses = addressesOf(service);
    const base::IpAddress address = addresses.empty() ? target.address : addresses.front();
    api::NameView view{service.name, service.host.text(),
                       std::string(model::toWord(model::addressType(address))),
                       address.isUnspecified() ? std::string() : address.toString()};
    if (service.delivery == model::Delivery::Proxy)
        view.proxyRule = api::NameView::ProxyRule{
            service.state == model::Switch::Enabled,        target.address,      target.port,
            std::string(protocolWord(service.protocol)),    service.host.text(), service.createdAt,
            first.name ? first.name->text() : std::string()};
    view.createdAt = service.createdAt;
    view.updatedAt = service.updatedAt;
    view.expiresAt = service.expiresAt;
    return view;
}

api::NameView Views::nameOf(const model::Record& record) {
    api::NameView view{record.label, record.name.text(), std::string(model::toWord(record.type)),
                       model::toText(record.type, record.data)};
    view.createdAt = record.createdAt;
    view.updatedAt = record.updatedAt;
    view.expiresAt = record.expiresAt;
    return view;
}

api::NameView Views::nameOf(const model::Catalog& catalog, const model::HostName& name) const {
    if (const auto service = catalog.service(name))
        return nameOf(*service);
    const auto atName = catalog.records(name);
    return nameOf(*std::find_if(atName->records.begin(), atName->records.end(), isAddress));
}

api::Preview Views::preview(const model::Service& service) const {
    api::Preview preview{service.host.text(), urlOf(service), answersOf(service)};
    for (const model::Target& target : service.targets)
        preview.targets.push_back({addressOf(target), lookupOf(target)});
    return preview;
}

api::ServicePage Views::services(const model::Catalog& catalog, const api::ListRequest& request) const {
    std::vector<const model::Service*> found;
    catalog.services().forEach([&](const auto&, const auto& service) {
        if (matches(*service, request.filter))
            found.push_back(service.get());
    });
    api::ServicePage page{{}, found.size()};
    const auto byHost = [](const auto* a, const auto* b) { return a->host < b->host; };
    for (const model::Service* service : pageOf(std::move(found), request, byHost))
        page.items.push_back(ofService(*service));
    return page;
}

api::RecordPage Views::records(const model::Catalog& catalog, const api::ListRequest& request) {
    std::vector<const model::Record*> found;
    if (request.id) {
        if (const model::Record* record = catalog.record(model::RecordId{*request.id}))
            found.push_back(record);
        return recordPage(std::move(found), request);
    }
    catalog.records().forEach([&](const auto&, const auto& atName) {
        for (const model::Record& record : atName->records)
            if (matches(record, request.filter))
                found.push_back(&record);
    });
    return recordPage(std::move(found), request);
}

api::RecordPage Views::recordPage(std::vector<const model::Record*> found, const api::ListRequest& request) {
    api::RecordPage page{{}, found.size()};
    const auto byName = [](const auto* a, const auto* b) {
        return std::tie(a->name, a->id) < std::tie(b->name, b->id);
    };
    for (const model::Record* record : pageOf(std::move(found), request, byName))
        page.items.push_back(ofRecord(*record));
    return page;
}

std::vector<api::NameView> Views::names(const model::Catalog& catalog) const {
    std::vector<api::NameView> names;
    catalog.services().forEach([&](const auto&, const auto& service) { names.push_back(nameOf(*service)); });
    catalog.records().forEach([&](const auto&, const auto& atName) {
        for (const model::Record& record : atName->records)
            if (isAddress(record))
                names.push_back(nameOf(record));
    });
    std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return names;
}

}  // namespace portolan::control
