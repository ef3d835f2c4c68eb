// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/snapshot/compile.h"

#include "backend/dnswire/dnsname.h"
#include "backend/dnswire/rdata.h"
#include "backend/dnswire/rrtype.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>
#include <vector>

namespace portolan::snapshot {

using dnswire::DnsName;
using dnswire::RrType;
using model::HostName;

namespace {

// A reply that names everyone who shares an address would help nobody.
constexpr std::size_t mostPointers = 8;
constexpr std::string_view nameServerLabel = "ns";
constexpr std::string_view apiLabel = "dns";
constexpr std::string_view landingLabel = "portolan";

/// Gathers what one name holds, then encodes it. Source: RFC 2181 sections 5 and 5.2 (no duplicates, one
/// TTL).
class RrsetDraft {
  public:
    void add(RrType type, base::Seconds ttl, std::string rdata) {
        Part& part = partOf(type, ttl);
        part.ttl = std::min(part.ttl, ttl);
        if (std::find(part.rdata.begin(), part.rdata.end(), rdata) == part.rdata.end())
            part.rdata.push_back(std::move(rdata));
    }

    void addAddress(const base::IpAddress& address, base::Seconds ttl) {
        add(dnswire::addressType(address), ttl, dnswire::addressRdata(address));
    }

    [[nodiscard]] ZoneEditor::Rrsets encode() {
        std::sort(m_parts.begin(), m_parts.end(),
                  [](const Part& a, const Part& b) { return a.type < b.type; });
        ZoneEditor::Rrsets rrsets;
        for (Part& part : m_parts) {
            // RFC 1034 section 3.6.2, RFC 2181 section 10.1: an alias has one target and no other data.
            if (part.type == RrType::Cname && m_parts.size() > 1)
                continue;
            if (part.type == RrType::Cname)
                part.rdata.resize(1);
            dnswire::RrsetImage& rrset = rrsets.emplace_back();
            rrset.type = part.type;
            for (const std::string& rdata : part.rdata)
                rrset.append(static_cast<std::uint32_t>(part.ttl.count()), rdata);
        }
        return rrsets;
    }

  private:
    struct Part {
        RrType type{};
        base::Seconds ttl{};
        std::vector<std::string> rdata;
    };

    Part& partOf(RrType type, base::Seconds ttl) {
        for (Part& part : m_parts)
            if (part.type == type)
                return part;
        return m_parts.emplace_back(Part{type, ttl, {}});
    }

    std::vector<Part> m_parts;
};

/// A HostName is a valid name in wire form by its invariants.
DnsName wireName(const HostName& name) {
    return DnsName::fromText(name.text()).value_or(DnsName());
}

/// Whether DNS names its targets themselves.
bool isDirect(const model::Service& service) {
    return service.delivery == model::Delivery::Direct && service.state == model::Switch::Enabled;
}

/// A catalog with the addresses of its targets.
struct Located {
    const model::Catalog& catalog;
    const Resolutions& resolutions;

    /// nullptr for a target that has its address, or has none.
    [[nodiscard]] const TargetPlace* find(const model::Service& service, const model::Target& target) const {
        if (!target.name)
            return nullptr;
        const auto& places = resolutions.find(service.host.text());
        if (places)
            for (const TargetPlace& place : *places)
                if (place.target == target.id)
                    return &place;
        return nullptr;
    }

    /// Of all targets that have one.
    [[nodiscard]] std::vector<base::IpAddress> addressesOf(const model::Service& service) const {
        std::vector<base::IpAddress> addresses;
        for (const model::Target& target : service.targets) {
            const TargetPlace* const place = find(service, target);
            if (place || !target.name)
                addresses.push_back(place ? place->address : target.address.address);
        }
        return addresses;
    }
};

/// The addresses that `name` has of its own; what is advertised for every service is not among them. Neither
/// wildcards nor names with underscores are names of hosts (RFC 8552 section 1).
std::vector<base::IpAddress> ownAddresses(const Located& located, const HostName& name) {
    const model::Catalog& catalog = located.catalog;
    std::vector<base::IpAddress> addresses;
    if (name.isWildcard() || name.text().find('_') != std::string::npos)
        return addresses;
    if (const auto service = catalog.service(name)) {
        if (service->recordAddress)
            addresses.push_back(*service->recordAddress);
        if (isDirect(*service))
            for (const base::IpAddress& address : located.addressesOf(*service))
                addresses.push_back(address);
    }
    if (const auto atName = catalog.records(name))
        for (const model::Record& record : atName->records)
            if (const auto address = model::addressOf(record))
                addresses.push_back(*address);
    return addresses;
}

std::shared_ptr<const Route> makeRoute(const model::Service& service, const Located& located) {
    auto route = std::make_shared<Route>();
    route->service = service.id;
    route->host = service.host.text();
    route->name = service.name;
    route->state = service.state;
    route->protocol = service.protocol;
    route->policy = service.proxy;
    route->clientTls = service.clientTls;
    route->delivery = service.delivery;
    route->balancing = service.balancing;
    route->checks = service.checks;
    for (const model::Target& target : service.targets) {
        const TargetPlace* const place = located.find(service, target);
        if (target.name && !place)
            continue;
        RouteTarget& added =
            route->targets.emplace_back(RouteTarget{target.id, target.address, target.weight, target.pin,
                                                    target.role, target.intake, target.maxRequests});
        if (!place)
            continue;
        added.address.address = place->address;
        added.connections = place->connections;
        added.name = target.name->text();
    }
    if (route->targets.empty() && service.state == model::Switch::Enabled) {
        route->isAddressless = true;
        route->state = model::Switch::Disabled;
    }
    return route;
}

std::vector<HostName> namesOf(const std::vector<model::Zone>& zones) {
    std::vector<HostName> names;
    for (const model::Zone& zone : zones)
        names.push_back(zone.name);
    return names;
}

/// Where each zone is served over TLS: nowhere without a listener, or a certificate for its names.
std::vector<std::uint16_t> httpsPortsOf(const std::vector<model::Zone>& zones, const Edition& edition,
                                        const Trust& trust) {
    std::vector<std::uint16_t> ports;
    for (const model::Zone& zone : zones) {
        const bool isServed = edition.httpsPort && trust.certificates.find("*." + zone.name.text());
        ports.push_back(isServed ? *edition.httpsPort : std::uint16_t{0});
    }
    return ports;
}

/// ServiceMode with the service's own name as target, http/1.1 being the default; the port where it is not
/// the usual one. Source: RFC 9460 sections 2.2 and 7.2.
std::string httpsRdata(std::uint16_t port) {
    constexpr std::uint16_t usual = 443;
    constexpr std::uint8_t portKey = 3;
    std::string rdata{'\0', '\1', '\0'};
    if (port != usual)
        rdata += {'\0', static_cast<char>(portKey),   '\0',
                  '\2', static_cast<char>(port >> 8), static_cast<char>(port & 0xff)};
    return rdata;
}

/// Whether DNS tells clients to use https, which makes browsers that know the record do so at once (RFC 9460
/// section 9.5): not where plain http is to work for devices that do not trust our root
/// (docs/adr/0010-when-dns-says-https.md).
bool asksForHttps(const model::ClientTls& tls, const HostName& zone) {
    return tls.access == model::ClientAccess::HttpsOnly || tls.strictTransport ||
           (tls.access == model::ClientAccess::HttpAndHttps && model::isHstsPreloaded(zone));
}

/// One run of compile().
class Compiler {
  public:
    Compiler(const model::Catalog& catalog, const model::RunSettings& settings,
             std::vector<std::uint16_t> httpsPorts, const Resolutions& resolutions)
        : m_catalog(catalog),
          m_located{catalog, resolutions},
          m_settings(settings),
          m_httpsPorts(std::move(httpsPorts)),
          m_zones(namesOf(catalog.zones)),
          m_hasReverseZones(std::any_of(m_zones.begin(), m_zones.end(), model::isReverseZone)) {}

    void compileEverything() {
        m_next.internalNetworks = m_settings.internalNetworks;
        m_next.trustedProxies = m_settings.trustedProxies;
        for (const model::Zone& zone : m_catalog.zones)
            openZone(zone);
        for (const HostName& zone : m_zones)
            compileOwnNames(zone);
        if (m_hasReverseZones)
            for (const base::IpAddress& address : m_settings.advertised)
                addHolder(address, std::string(landingLabel) + '.' + model::defaultZone(m_zones)->text());
        const Resolutions none;
        compileChanges({model::Catalog(), none});
    }

    void compileDifference(const Compiled& previous) {
        m_next = *previous.snapshot;
        m_holders = previous.holders;
        for (std::size_t i = 0; i < m_zones.size(); ++i)
            m_editors.emplace_back(m_next.zones[i]);
        compileChanges({previous.catalog, previous.resolutions});
    }

    void serve(const Trust& trust) {
        m_next.certificates = trust.certificates;
        m_next.trustAnchors = trust.anchors;
    }

    [[nodiscard]] Compiled finish(const Edition& edition) {
        model::Catalog catalog = m_catalog;
        m_next.generation = edition.generation;
        m_next.revision = m_catalog.revision;
        m_next.httpPort = edition.httpPort;
        m_next.httpsPort = m_next.certificates.empty() ? std::nullopt : edition.httpsPort;
        const HostName* const home = model::defaultZone(m_zones);
        m_next.defaultServerName = home ? home->text() : std::string();
        m_next.zones.clear();
        for (std::size_t i = 0; i < m_editors.size(); ++i) {
            number(catalog.zones[i], m_editors[i].fingerprint(), edition.httpPort, m_httpsPorts[i],
                   edition.now);
            m_editors[i].setSerial(catalog.zones[i].serial);
            m_next.zones.push_back(m_editors[i].finish());
        }
        return {std::move(catalog),
                m_settings,
                std::make_shared<const Snapshot>(std::move(m_next)),
                std::move(m_httpsPorts),
                std::move(m_holders),
                m_located.resolutions};
    }

  private:
    /// Gives the zone its serial for a content of this fingerprint. The ports stand in derived SRV records.
    static void number(model::Zone& zone, std::uint64_t content, std::uint16_t httpPort,
                       std::uint16_t httpsPort, base::SystemTime now) {
        const std::uint64_t ports = httpPort + (std::uint64_t{httpsPort} << 16);
        const std::uint64_t fingerprint = std::max<std::uint64_t>(1, content + ports);
        if (zone.fingerprint == fingerprint)
            return;
        zone.serial = model::nextSerial(zone.serial, now);
        zone.fingerprint = fingerprint;
    }

    /// The zone that holds the names of our own which `zone` points to: itself, but for reverse zones.
    [[nodiscard]] const HostName& homeOf(const HostName& zone) const {
        return model::isReverseZone(zone) ? *model::defaultZone(m_zones) : zone;
    }

    void openZone(const model::Zone& zone) {
        RrsetDraft common;
        addAdvertised(common);
        const std::uint16_t httpsPort = m_httpsPorts[m_editors.size()];
        if (httpsPort != 0 && asksForHttps({}, zone.name))
            common.add(RrType::Https, base::Seconds(derivedTtl), httpsRdata(httpsPort));
        ZoneEditor& editor = m_editors.emplace_back(wireName(zone.name), zone.serial,
                                                    wireName(homeOf(zone.name)), common.encode());
        editor.setHttpsPort(httpsPort);
        for (const HostName& other : m_zones)
            if (const HostName* around = zoneAround(other); around && *around == zone.name)
                delegate(editor, zone.name, other);
    }

    /// The nearest of our zones that `zone` lies in; nullptr if there is none.
    [[nodiscard]] const HostName* zoneAround(const HostName& zone) const {
        const HostName* nearest = nullptr;
        for (const HostName& other : m_zones)
            if (other != zone && zone.isWithin(other) &&
                (!nearest || other.text().size() > nearest->text().size()))
                nearest = &other;
        return nearest;
    }

    /// A zone inside a zone is delegated from it, to ourselves. Only questions for DS are answered from that
    /// (RFC 4035 section 3.1.4.1), and whoever loads the zone's file elsewhere.
    void delegate(ZoneEditor& parent, const HostName& parentName, const HostName& child) const {
        const HostName& home = homeOf(child);
        const auto server = HostName::parse(std::string(nameServerLabel) + '.' + home.text());
        if (!server)
            return;
        RrsetDraft servers;
        servers.add(RrType::Ns, base::Seconds(derivedTtl), dnswire::nameRdata(wireName(*server)));
        parent.setRrsets(wireName(child), servers.encode());
        if (!home.isWithin(parentName) || home == parentName)
            return;
        RrsetDraft glue;
        addAdvertised(glue);
        parent.setRrsets(wireName(*server), glue.encode());
    }

    void compileOwnNames(const HostName& zone) {
        refreshRecords(zone);
        if (model::isReverseZone(zone) && homeOf(zone) != zone)
            return;
        m_next.localNames.set(zone.text(), std::make_shared<const LocalName>(LocalName::Landing));
        for (const std::string_view label : {nameServerLabel, apiLabel, landingLabel})
            if (const auto name = HostName::parse(std::string(label) + '.' + zone.text()))
                refreshRecords(*name);
        for (const auto& [label, local] :
             {std::pair(apiLabel, LocalName::Api), {landingLabel, LocalName::Landing}})
            m_next.localNames.set(std::string(label) + '.' + zone.text(),
                                  std::make_shared<const LocalName>(local));
    }

    void compileChanges(const Located& before) {
        model::Catalog::Services::forEachChange(before.catalog.services(), m_catalog.services(),
                                                [&](std::string_view, const auto& was, const auto& is) {
                                                    compileService(before, (is ? is : was)->host, is);
                                                });
        Resolutions::forEachChange(before.resolutions, m_located.resolutions,
                                   [&](std::string_view host, const auto&, const auto&) {
                                       if (const auto& service = m_catalog.services().find(host))
                                           compileService(before, service->host, service);
                                   });
        model::Catalog::Records::forEachChange(before.catalog.records(), m_catalog.records(),
                                               [&](const auto&, const auto& was, const auto& is) {
                                                   follow(before, (is ? is : was)->records.front().name);
                                               });
        for (const HostName& name : m_reverseNames)
            refreshRecords(name);
    }

    /// `service` is nullptr where there is none.
    void compileService(const Located& before, const HostName& host,
                        const std::shared_ptr<const model::Service>& service) {
        const bool isServed = service && !service->targets.empty() && model::zoneOf(host, m_zones) != nullptr;
        setRoute(host.text(), isServed ? makeRoute(*service, m_located) : nullptr);
        follow(before, host);
    }

    /// nullptr: there is none.
    void setRoute(std::string_view host, std::shared_ptr<const Route> route) {
        const bool isProxied = route && route->delivery == model::Delivery::Proxy;
        const auto key = DnsName::fromText(host);
        if (route && !isProxied && key)
            m_next.direct.set(std::string(key->key()), route);
        else if (key)
            m_next.direct.remove(key->key());
        if (isProxied)
            m_next.routes.set(std::string(host), std::move(route));
        else
            m_next.routes.remove(host);
    }

    /// Works out anew what `name` holds, and who the addresses it had and has belong to.
    void follow(const Located& before, const HostName& name) {
        refreshRecords(name);
        if (!m_hasReverseZones || !model::zoneOf(name, m_zones))
            return;
        for (const base::IpAddress& address : ownAddresses(before, name))
            removeHolder(address, name.text());
        for (const base::IpAddress& address : ownAddresses(m_located, name))
            addHolder(address, name.text());
    }

    /// Whether we have a zone for the reverse name of `address`; it is looked at again then.
    [[nodiscard]] bool noteReverseName(const HostName& name) {
        const HostName* zone = model::zoneOf(name, m_zones);
        if (!zone || !model::isReverseZone(*zone))
            return false;
        m_reverseNames.insert(name);
        return true;
    }

    void addHolder(const base::IpAddress& address, const std::string& holder) {
        const HostName name = model::reverseName(address);
        if (!noteReverseName(name))
            return;
        const auto& before = m_holders.find(name.text());
        AddressHolders holders = before ? *before : AddressHolders();
        const auto place = std::lower_bound(holders.begin(), holders.end(), holder);
        if (place == holders.end() || *place != holder)
            holders.insert(place, holder);
        m_holders.set(name.text(), std::make_shared<const AddressHolders>(std::move(holders)));
    }

    void removeHolder(const base::IpAddress& address, const std::string& holder) {
        const HostName name = model::reverseName(address);
        const auto& before = m_holders.find(name.text());
        if (!before || !noteReverseName(name))
            return;
        AddressHolders holders = *before;
        std::erase(holders, holder);
        if (holders.empty())
            m_holders.remove(name.text());
        else
            m_holders.set(name.text(), std::make_shared<const AddressHolders>(std::move(holders)));
    }

    /// Works out anew what `name` holds.
    void refreshRecords(const HostName& name) {
        const HostName* zone = model::zoneOf(name, m_zones);
        if (!zone)
            return;
        RrsetDraft draft;
        addOwnRecords(draft, name, *zone);
        const auto service = m_catalog.service(name);
        const auto records = m_catalog.records(name);
        if (service)
            addService(draft, *service);
        if (service && isSentToHttps(*service, records.get(), *zone))
            draft.add(RrType::Https, base::Seconds(derivedTtl), httpsRdata(httpsPortOf(*zone)));
        if (records)
            for (const model::Record& record : records->records)
                draft.add(record.type, record.ttl, record.data.wire());
        else if (m_hasReverseZones)
            addPointers(draft, name);
        ZoneEditor& editor = m_editors[indexOf(*zone)];
        editor.setRrsets(wireName(name), draft.encode(), kindOf(service.get()));
    }

    [[nodiscard]] static NodeKind kindOf(const model::Service* service) {
        if (!service)
            return NodeKind::Plain;
        if (service->delivery == model::Delivery::Direct)
            return NodeKind::Direct;
        return service->clientTls.access == model::ClientAccess::HttpOnly ? NodeKind::PlainHttp
                                                                          : NodeKind::Proxied;
    }

    /// Of one of m_zones.
    [[nodiscard]] std::size_t indexOf(const HostName& zone) const {
        return static_cast<std::size_t>(&zone - m_zones.data());
    }
    [[nodiscard]] std::uint16_t httpsPortOf(const HostName& zone) const {
        return m_httpsPorts[indexOf(zone)];
    }

    /// What the user has entered comes instead; and who put another host's address there means that host.
    [[nodiscard]] bool isSentToHttps(const model::Service& service, const model::NameRecords* records,
                                     const HostName& zone) const {
        const auto& ours = m_settings.advertised;
        const bool isOurs = !service.recordAddress ||
                            std::find(ours.begin(), ours.end(), *service.recordAddress) != ours.end();
        if (service.delivery == model::Delivery::Direct || !isOurs || httpsPortOf(zone) == 0)
            return false;
        if (records)
            for (const model::Record& record : records->records)
                if (record.type == RrType::Https)
                    return false;
        return asksForHttps(service.clientTls, zone);
    }

    /// Where the service is found. One that is switched off and has no proxy to say so is found nowhere.
    void addService(RrsetDraft& draft, const model::Service& service) const {
        if (isDirect(service))
            for (const base::IpAddress& address : m_located.addressesOf(service))
                draft.addAddress(address, base::Seconds(directTtl));
        else if (service.delivery == model::Delivery::Direct)
            return;
        else if (service.recordAddress)
            draft.addAddress(*service.recordAddress, base::Seconds(derivedTtl));
        else
            addAdvertised(draft);
    }

    /// Who has the address whose reverse name this is. What stands there by itself comes instead.
    void addPointers(RrsetDraft& draft, const HostName& name) const {
        const auto& holders = m_holders.find(name.text());
        if (!holders)
            return;
        for (std::size_t i = 0; i < std::min(holders->size(), mostPointers); ++i)
            if (const auto holder = DnsName::fromText((*holders)[i]))
                draft.add(RrType::Ptr, base::Seconds(derivedTtl), dnswire::nameRdata(*holder));
    }

    /// The names that every zone has: its apex, its name server, the API and the landing page. A reverse zone
    /// has a name server elsewhere and nothing more.
    void addOwnRecords(RrsetDraft& draft, const HostName& name, const HostName& zone) const {
        const HostName& home = homeOf(zone);
        if (name == zone) {
            if (home == zone)
                addAdvertised(draft);
            if (const auto server = DnsName::fromText(std::string(nameServerLabel) + '.' + home.text()))
                draft.add(RrType::Ns, base::Seconds(derivedTtl), dnswire::nameRdata(*server));
            return;
        }
        const std::string_view label = name.firstLabel();
        if (home == zone && name.parent() == zone.text() &&
            (label == nameServerLabel || label == apiLabel || label == landingLabel))
            addAdvertised(draft);
    }

    void addAdvertised(RrsetDraft& draft) const {
        for (const base::IpAddress& address : m_settings.advertised)
            draft.addAddress(address, base::Seconds(derivedTtl));
    }

    const model::Catalog& m_catalog;
    const Located m_located;
    const model::RunSettings& m_settings;
    std::vector<std::uint16_t> m_httpsPorts;  ///< as m_zones
    const std::vector<HostName> m_zones;      ///< as in the catalog, and in the order of m_editors
    const bool m_hasReverseZones;
    std::vector<ZoneEditor> m_editors;
    base::PersistentMap<std::string, AddressHolders> m_holders;
    std::set<HostName> m_reverseNames;  ///< whose holders have changed
    Snapshot m_next;
};

bool canBuildOn(const Compiled* previous, const model::Catalog& catalog, const model::RunSettings& settings,
                const std::vector<std::uint16_t>& httpsPorts) {
    return previous && previous->snapshot && previous->settings == settings &&
           previous->httpsPorts == httpsPorts && namesOf(previous->catalog.zones) == namesOf(catalog.zones);
}

}  // namespace

Compiled compile(const Compiled* previous, const model::Catalog& catalog, const model::RunSettings& settings,
                 const Edition& edition, const Trust& trust, const Resolutions& resolutions) {
    const std::vector<std::uint16_t> httpsPorts = httpsPortsOf(catalog.zones, edition, trust);
    Compiler compiler(catalog, settings, httpsPorts, resolutions);
    if (canBuildOn(previous, catalog, settings, httpsPorts))
        compiler.compileDifference(*previous);
    else
        compiler.compileEverything();
    compiler.serve(trust);
    return compiler.finish(edition);
}

}  // namespace portolan::snapshot
