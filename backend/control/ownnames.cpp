// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/ownnames.h"

#include "backend/model/zone.h"

#include <algorithm>

namespace portolan::control {

using resolve::LookupAnswer;
using resolve::LookupOutcome;

namespace {

std::vector<model::HostName> zonesOf(const model::Catalog& catalog) {
    std::vector<model::HostName> zones;
    for (const model::Zone& zone : catalog.zones)
        zones.push_back(zone.name);
    return zones;
}

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

}  // namespace

bool isOwnName(const model::HostName& name, const model::Catalog& catalog) {
    const std::vector<model::HostName> zones = zonesOf(catalog);
    const model::HostName* const zone = model::zoneOf(name, zones);
    if (!zone)
        return false;
    for (auto at = std::optional(name); at && *at != *zone;) {
        if (isDelegated(*at, catalog))
            return false;
        const auto parent = model::HostName::parse(at->parent());
        at = parent ? std::optional(*parent) : std::nullopt;
    }
    return true;
}

LookupAnswer answerFromCatalog(const model::HostName& name, const model::Catalog& catalog) {
    if (!model::checkNotReserved(name, zonesOf(catalog)))
        return {LookupOutcome::LeadsBack};
    LookupAnswer answer{LookupOutcome::NotFound};
    if (const auto service = catalog.service(name))
        answer = answerOf(*service);
    if (const auto atName = catalog.records(name)) {
        if (answer.outcome == LookupOutcome::NotFound)
            answer.outcome = LookupOutcome::NoAddress;
        for (const model::Record& record : atName->records)
            if (const auto address = model::addressOf(record))
                answer.addresses.push_back(*address);
    }
    if (!answer.addresses.empty() && answer.outcome != LookupOutcome::LeadsBack)
        answer.outcome = LookupOutcome::Found;
    return answer;
}

}  // namespace portolan::control
