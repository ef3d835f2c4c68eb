// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/snapshot/compile.h"

#include "backend/dnswire/dnsname.h"
#include "backend/dnswire/rdata.h"
#include "backend/dnswire/rrtype.h"

#include <algorithm>
#include <array>
#include <utility>

namespace portolan::snapshot {

using dnswire::DnsName;
using dnswire::RrType;
using model::HostName;

namespace {

constexpr base::Seconds derivedTtl{60};
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

void addRecord(RrsetDraft& draft, const model::Record& record) {
    switch (record.type) {
        case model::RecordType::A:
        case model::RecordType::Aaaa:
            draft.addAddress(std::get<base::IpAddress>(record.data), record.ttl);
            return;
        case model::RecordType::Cname:
            draft.add(RrType::Cname, record.ttl,
                      dnswire::nameRdata(wireName(std::get<HostName>(record.data))));
            return;
        case model::RecordType::Ns:
            draft.add(RrType::Ns, record.ttl, dnswire::nameRdata(wireName(std::get<HostName>(record.data))));
            return;
        case model::RecordType::Txt:
            if (auto rdata = dnswire::textRdata(std::get<std::vector<std::string>>(record.data)))
                draft.add(RrType::Txt, record.ttl, std::move(*rdata));
            return;
    }
}

std::shared_ptr<const Route> makeRoute(const model::Service& service) {
    auto route = std::make_shared<Route>();
    route->service = service.id;
    route->host = service.host.text();
    route->name = service.name;
    route->state = service.state;
    route->protocol = service.protocol;
    route->policy = service.proxy;
    for (const model::Target& target : service.targets)
        route->targets.push_back({target.id, target.address, target.weight, target.pin});
    return route;
}

std::vector<HostName> namesOf(const std::vector<model::Zone>& zones) {
    std::vector<HostName> names;
    for (const model::Zone& zone : zones)
        names.push_back(zone.name);
    return names;
}

/// One run of compile().
class Compiler {
  public:
    Compiler(const model::Catalog& catalog, const model::RunSettings& settings)
        : m_catalog(catalog), m_settings(settings), m_zones(namesOf(catalog.zones)) {}

    void compileEverything() {
        m_next.internalNetworks = m_settings.internalNetworks;
        m_next.trustedProxies = m_settings.trustedProxies;
        for (const model::Zone& zone : m_catalog.zones)
            openZone(zone);
        for (const HostName& zone : m_zones)
            compileOwnNames(zone);
        compileChanges(model::Catalog());
    }

    void compileDifference(const Compiled& previous) {
        m_next = *previous.snapshot;
        for (std::size_t i = 0; i < m_zones.size(); ++i)
            m_editors.emplace_back(m_next.zones[i]).setSerial(m_catalog.zones[i].serial);
        compileChanges(previous.catalog);
    }

    [[nodiscard]] std::shared_ptr<const Snapshot> finish(std::uint64_t generation) {
        m_next.generation = generation;
        m_next.revision = m_catalog.revision;
        m_next.zones.clear();
        for (ZoneEditor& editor : m_editors)
            m_next.zones.push_back(editor.finish());
        return std::make_shared<const Snapshot>(std::move(m_next));
    }

  private:
    void openZone(const model::Zone& zone) {
        RrsetDraft common;
        addAdvertised(common);
        ZoneEditor& editor = m_editors.emplace_back(wireName(zone.name), zone.serial, common.encode());
        // What lies between this zone and a zone inside it must not be NXDOMAIN (RFC 8020).
        for (const HostName& other : m_zones)
            if (other != zone.name && other.isWithin(zone.name))
                editor.keepPathTo(wireName(other));
    }

    void compileOwnNames(const HostName& zone) {
        refreshRecords(zone);
        m_next.localNames.set(zone.text(), std::make_shared<const LocalName>(LocalName::Landing));
        for (const std::string_view label : {nameServerLabel, apiLabel, landingLabel})
            if (const auto name = HostName::parse(std::string(label) + '.' + zone.text()))
                refreshRecords(*name);
        for (const auto& [label, local] :
             {std::pair(apiLabel, LocalName::Api), {landingLabel, LocalName::Landing}})
            m_next.localNames.set(std::string(label) + '.' + zone.text(),
                                  std::make_shared<const LocalName>(local));
    }

    void compileChanges(const model::Catalog& before) {
        model::Catalog::Services::forEachChange(
            before.services(), m_catalog.services(),
            [this](const std::string& host, const auto& was, const auto& is) {
                if (is && !is->targets.empty() && model::zoneOf(is->host, m_zones) != nullptr)
                    m_next.routes.set(host, makeRoute(*is));
                else
                    m_next.routes.remove(host);
                refreshRecords(is ? is->host : was->host);
            });
        model::Catalog::Records::forEachChange(before.records(), m_catalog.records(),
                                               [this](const std::string&, const auto& was, const auto& is) {
                                                   refreshRecords((is ? is : was)->records.front().name);
                                               });
    }

    /// Works out anew what `name` holds.
    void refreshRecords(const HostName& name) {
        const HostName* zone = model::zoneOf(name, m_zones);
        if (!zone)
            return;
        RrsetDraft draft;
        addOwnRecords(draft, name, *zone);
        if (const auto service = m_catalog.service(name)) {
            if (service->recordAddress)
                draft.addAddress(*service->recordAddress, derivedTtl);
            else
                addAdvertised(draft);
        }
        if (const auto records = m_catalog.records(name))
            for (const model::Record& record : records->records)
                addRecord(draft, record);
        m_editors[static_cast<std::size_t>(zone - m_zones.data())].setRrsets(wireName(name), draft.encode());
    }

    /// The names that every zone has: its apex, its name server, the API and the landing page.
    void addOwnRecords(RrsetDraft& draft, const HostName& name, const HostName& zone) const {
        if (name == zone) {
            addAdvertised(draft);
            if (const auto server = DnsName::fromText(std::string(nameServerLabel) + '.' + zone.text()))
                draft.add(RrType::Ns, derivedTtl, dnswire::nameRdata(*server));
            return;
        }
        const std::string_view label = name.firstLabel();
        if (name.parent() == zone.text() &&
            (label == nameServerLabel || label == apiLabel || label == landingLabel))
            addAdvertised(draft);
    }

    void addAdvertised(RrsetDraft& draft) const {
        for (const base::IpAddress& address : m_settings.advertised)
            draft.addAddress(address, derivedTtl);
    }

    const model::Catalog& m_catalog;
    const model::RunSettings& m_settings;
    const std::vector<HostName> m_zones;  ///< as in the catalog, and in the order of m_editors
    std::vector<ZoneEditor> m_editors;
    Snapshot m_next;
};

bool canBuildOn(const Compiled* previous, const model::Catalog& catalog, const model::RunSettings& settings) {
    return previous && previous->snapshot && previous->settings == settings &&
           namesOf(previous->catalog.zones) == namesOf(catalog.zones);
}

}  // namespace

Compiled compile(const Compiled* previous, const model::Catalog& catalog, const model::RunSettings& settings,
                 std::uint64_t generation) {
    Compiler compiler(catalog, settings);
    if (canBuildOn(previous, catalog, settings))
        compiler.compileDifference(*previous);
    else
        compiler.compileEverything();
    return {catalog, settings, compiler.finish(generation)};
}

}  // namespace portolan::snapshot
