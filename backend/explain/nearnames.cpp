// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/explain/nearnames.h"

#include "backend/base/editdistance.h"
#include "backend/dnswire/dnsname.h"

#include <algorithm>
#include <utility>

namespace portolan::explain {

namespace {

constexpr std::size_t mostNames = 3;

/// How much of a name may be wrong, as for base::nearestOf().
std::size_t mostDistance(std::string_view written) {
    return std::max<std::size_t>(1, written.size() / 3);
}

/// What stands in front of the zone's own name; empty for the apex.
std::string_view inFrontOf(std::string_view zone, std::string_view name) {
    return name.size() > zone.size() ? name.substr(0, name.size() - zone.size() - 1) : std::string_view();
}

}  // namespace

std::vector<std::string> nearNames(const model::HostName& missing, const snapshot::Snapshot& snapshot) {
    std::vector<std::pair<std::size_t, std::string>> found;
    const std::string_view whole = missing.text();
    for (const auto& zone : snapshot.zones) {
        const std::string apex = dnswire::keyToText(zone->apex());
        const bool isWithin = whole.ends_with('.' + apex);
        // In another zone of ours, or in none: the first label is what people remember.
        const std::string_view wanted = isWithin ? inFrontOf(apex, whole) : missing.firstLabel();
        zone->forEachName([&](std::string_view key, const snapshot::Node& node) {
            const std::string name = dnswire::keyToText(key);
            const std::string_view shown = inFrontOf(apex, name);
            const std::size_t longest = mostDistance(wanted);
            // Names of services (_http._tcp) and wildcards are nobody's to open.
            if (node.isEmpty() || shown.empty() || shown.find_first_of("_*") != std::string_view::npos ||
                shown.size() > wanted.size() + longest || wanted.size() > shown.size() + longest)
                return;
            const std::size_t distance = base::editDistance(wanted, shown);
            if (distance <= longest)
                found.emplace_back(distance, name);
        });
    }
    std::sort(found.begin(), found.end());
    std::vector<std::string> names;
    for (auto& [distance, name] : found)
        if (names.size() < mostNames && std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(std::move(name));
    return names;
}

}  // namespace portolan::explain
