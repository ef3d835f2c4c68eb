// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/catalogeditor.h"

#include <algorithm>
#include <utility>

namespace portolan::control {

namespace {

bool sameInDns(const model::Service& a, const model::Service& b) {
    return a.host == b.host && a.recordAddress == b.recordAddress;
}

bool sameInDns(const model::Record& a, const model::Record& b) {
    return a.name == b.name && a.type == b.type && a.ttl == b.ttl && a.data == b.data;
}

std::vector<model::HostName> namesOf(const std::vector<model::Zone>& zones) {
    std::vector<model::HostName> names;
    for (const model::Zone& zone : zones)
        names.push_back(zone.name);
    return names;
}

}  // namespace

CatalogEditor::CatalogEditor(model::Catalog catalog, store::NextIds nextIds, base::SystemTime now)
    : m_catalog(std::move(catalog)), m_nextIds(nextIds), m_now(std::chrono::floor<base::Milliseconds>(now)) {}

/// Notes what DNS says of it: its name, and the reverse name of its own address.
void CatalogEditor::touch(const model::Service& service) {
    m_touchedNames.insert(service.host);
    if (service.recordAddress)
        m_touchedNames.insert(model::reverseName(*service.recordAddress));
}

void CatalogEditor::touch(const model::Record& record) {
    m_touchedNames.insert(record.name);
    if (const auto address = model::addressOf(record))
        m_touchedNames.insert(model::reverseName(*address));
}

void CatalogEditor::put(model::Service service) {
    service.revision = m_catalog.revision + 1;
    auto before = m_catalog.service(service.id);
    const model::HostName host = service.host;
    if (!before || !sameInDns(*before, service)) {
        touch(service);
        if (before)
            touch(*before);
    }
    m_catalog.put(std::move(service));
    m_services.push_back({std::move(before), m_catalog.service(host)});
}

void CatalogEditor::put(model::Record record) {
    record.revision = m_catalog.revision + 1;
    store::RecordEdit edit;
    if (const model::Record* before = m_catalog.record(record.id))
        edit.before = *before;
    if (!edit.before || !sameInDns(*edit.before, record)) {
        touch(record);
        if (edit.before)
            touch(*edit.before);
    }
    edit.after = record;
    m_catalog.put(std::move(record));
    m_records.push_back(std::move(edit));
}

void CatalogEditor::remove(model::ServiceId id) {
    auto before = m_catalog.service(id);
    if (!before)
        return;
    touch(*before);
    m_catalog.remove(id);
    m_services.push_back({std::move(before), nullptr});
}

void CatalogEditor::remove(model::RecordId id) {
    const model::Record* record = m_catalog.record(id);
    if (!record)
        return;
    store::RecordEdit edit{*record, std::nullopt};
    touch(*record);
    m_catalog.remove(id);
    m_records.push_back(std::move(edit));
}

std::optional<store::Change> CatalogEditor::finishChange(store::Actor actor, std::string action) {
    if (m_services.empty() && m_records.empty())
        return std::nullopt;
    return store::Change{++m_catalog.revision,
                         m_now,
                         std::move(actor),
                         std::move(action),
                         std::exchange(m_services, {}),
                         std::exchange(m_records, {})};
}

std::vector<model::Zone> CatalogEditor::raiseSerials() {
    const auto names = namesOf(m_catalog.zones);
    std::set<model::HostName> touchedZones;
    for (const model::HostName& name : m_touchedNames)
        if (const model::HostName* zone = model::zoneOf(name, names))
            touchedZones.insert(*zone);
    m_touchedNames.clear();
    std::vector<model::Zone> raised;
    for (model::Zone& zone : m_catalog.zones) {
        if (!touchedZones.contains(zone.name))
            continue;
        zone.serial = nextSerial(zone.serial, m_now);
        raised.push_back(zone);
    }
    return raised;
}

std::uint32_t nextSerial(std::uint32_t serial, base::SystemTime now) {
    const auto seconds = std::chrono::floor<base::Seconds>(now.time_since_epoch()).count();
    const auto byTime = static_cast<std::uint32_t>(seconds);
    const bool timeIsLater = static_cast<std::int32_t>(byTime - serial) > 0;
    const std::uint32_t next = timeIsLater ? byTime : serial + 1;
    return next == 0 ? 1 : next;
}

}  // namespace portolan::control
