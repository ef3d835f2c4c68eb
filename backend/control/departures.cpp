// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/departures.h"

namespace portolan::control {

void Departures::follow(const store::Change& change) {
    for (const store::ServiceEdit& edit : change.services)
        if (edit.before && (!edit.after || edit.after->host != edit.before->host))
            note(edit.before->host.text(), change);
    for (const store::RecordEdit& edit : change.records)
        if (edit.before && !edit.after)
            note(edit.before->name.text(), change);
}

void Departures::note(const std::string& name, const store::Change& change) {
    const auto why =
        change.action == "expire" ? explain::Departure::Why::Expired : explain::Departure::Why::Removed;
    if (m_names.insert_or_assign(name, explain::Departure{why, change.at}).second)
        m_order.push_back(name);
    if (m_order.size() > mostNames) {
        m_names.erase(m_order.front());
        m_order.pop_front();
    }
}

std::optional<explain::Departure> Departures::of(const std::string& name) const {
    const auto found = m_names.find(name);
    return found == m_names.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace portolan::control
