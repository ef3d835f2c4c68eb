// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/publication.h"

#include "backend/control/catalogeditor.h"

#include <algorithm>

namespace portolan::control {

void Publication::publish(const model::Catalog& catalog) {
    ++m_generation;
    m_last = snapshot::compile(m_last ? &*m_last : nullptr, catalog, m_settings, m_generation);
    m_dataPlane.publish(m_last->snapshot);
}

std::vector<model::Zone> zonesOf(const model::RunSettings& settings, const std::vector<model::Zone>& before,
                                 base::SystemTime now) {
    std::vector<model::Zone> zones;
    for (const model::HostName& name : settings.zones) {
        const auto known = std::find_if(before.begin(), before.end(),
                                        [&](const model::Zone& zone) { return zone.name == name; });
        zones.push_back({name, nextSerial(known == before.end() ? 0 : known->serial, now)});
    }
    return zones;
}

}  // namespace portolan::control
