// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/ownnames.h"

#include "backend/model/zone.h"

#include <algorithm>
#include <utility>

namespace portolan::control {

using resolve::LookupAnswer;
using resolve::LookupOutcome;

namespace {

bool isDelegated(const model::HostName& name, const model::Catalog& catalog) {
    const auto atName = catalog.records(name);
    return atName && std::any_of(atName->records.begin(), atName->records.end(),
                                 [](const auto& record) { return record.type == model::RecordType::Ns; });
}

LookupAnswer answerOf(const model::Service& service) {
    if (service.delivery == model::Delivery::Proxy)
        return {LookupOutcome::LeadsBack};
    LookupAnswer answer{LookupOutcome::NoAddress};
    if (service.state == model::Switch::Enabled)
        for (const model::Target& target : service.targets)
            if (!target.name)
                answer.addresses.push_back(target.address.address);
    return answer;
}

/// The name that an alias among the records leads to.
std::optional<model::HostName> aliasAmong(const model::NameRecords& atName) {
    for (const model::Record& record : atName.records)
        if (record.type == model::RecordType::Cname)
            if (auto name = model::HostName::parse(model::toText(record.type, record.data)))
                return std::move(name).value();
    return std::nullopt;
}

void addAddresses(LookupAnswer& answer, const model::NameRecords& atName) {
    if (answer.outcome == LookupOutcome::NotFound)
        answer.outcome = LookupOutcome::NoAddress;
    for (const model::Record& record : atName.records)
        if (const auto address = model::addressOf(record))
            answer.addresses.push_back(*address);
    if (!answer.addresses.empty() && answer.outcome != LookupOutcome::LeadsBack)
        answer.outcome = LookupOutcome::Found;
}

}  // namespace

void OwnNames::update(const model::Catalog& catalog) {
    const model::Catalog before = std::exchange(m_catalog, catalog);
    m_zones.clear();
    for (const model::Zone& zone : catalog.zones)
        m_zones.push_back(zone.name);
    const auto follow = [this](const base::ShortText& name, const auto& was, const auto& is) {
        if (!was != !is)
            count(name.view(), is ? 1 : -1);
    };
    model::Catalog::Services::forEachChange(before.services(), catalog.services(), follow);
    model::Catalog::Records::forEachChange(before.records(), catalog.records(), follow);
}

/// Enters a name that came, or one that went, at all the names above it.
void OwnNames::count(std::string_view name, std::ptrdiff_t by) {
    for (std::size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.')) {
        name.remove_prefix(dot + 1);
        const auto above = m_below.try_emplace(std::string(name)).first;
        above->second += static_cast<std::size_t>(by);
        if (above->second == 0)
            m_below.erase(above);
    }
}

bool OwnNames::hold(const model::HostName& name) const {
    const model::HostName* const zone = model::zoneOf(name, m_zones);
    if (!zone)
        return false;
    for (auto at = std::optional(name); at && *at != *zone;) {
        if (isDelegated(*at, m_catalog))
            return false;
        const auto parent = model::HostName::parse(at->parent());
        at = parent ? std::optional(*parent) : std::nullopt;
    }
    return true;
}

OwnNames::Answer OwnNames::find(const model::HostName& name) const {
    model::HostName at = name;
    for (int aliases = 0; aliases <= mostAliases; ++aliases) {
        if (!model::checkNotReserved(at, m_zones))
            return {{LookupOutcome::LeadsBack}, std::nullopt, aliases > 0};
        const auto service = m_catalog.service(at);
        auto atName = m_catalog.records(at);
        const bool isThere = service || atName;
        if (!isThere && !exists(at))
            atName = wildcardFor(at);
        const auto alias = atName ? aliasAmong(*atName) : std::nullopt;
        if (!alias) {
            LookupAnswer answer = service ? answerOf(*service) : LookupAnswer{LookupOutcome::NotFound};
            if (!answer.addresses.empty())
                answer.outcome = LookupOutcome::Found;
            if (atName)
                addAddresses(answer, *atName);
            else if (!isThere && exists(at))
                answer.outcome = LookupOutcome::NoAddress;
            return {std::move(answer), std::nullopt, aliases > 0 || !isThere};
        }
        if (!hold(*alias))
            return {{}, alias, true};
        at = *alias;
    }
    return {{LookupOutcome::NoAddress}, std::nullopt, true};
}

/// As itself, or because there is something below it (an empty non-terminal).
bool OwnNames::exists(const model::HostName& name) const {
    return m_below.contains(name.text()) || m_catalog.service(name) || m_catalog.records(name) ||
           std::find(m_zones.begin(), m_zones.end(), name) != m_zones.end();
}

/// Only the wildcard below the closest encloser counts.
std::shared_ptr<const model::NameRecords> OwnNames::wildcardFor(const model::HostName& missing) const {
    auto encloser = model::HostName::parse(missing.parent());
    while (encloser && !exists(*encloser))
        encloser = model::HostName::parse(encloser->parent());
    if (!encloser)
        return nullptr;
    const auto wildcard = model::HostName::parseOwner("*." + encloser->text());
    return wildcard ? m_catalog.records(*wildcard) : nullptr;
}

}  // namespace portolan::control
