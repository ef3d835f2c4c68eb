// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/historyviews.h"

#include <algorithm>
#include <span>

namespace portolan::control {

namespace {

using Slots = std::span<const model::HealthSlot>;

constexpr std::size_t hoursOfWeek = 7 * 24;

/// The newest `count`.
Slots last(Slots slots, std::size_t count) {
    return slots.subspan(slots.size() - std::min(count, slots.size()));
}

Slots partOf(const store::HealthHistory& history, api::HistoryRange range) {
    switch (range) {
        case api::HistoryRange::Day:
            return history.minutes;
        case api::HistoryRange::Week:
            return last(history.hours, hoursOfWeek);
        case api::HistoryRange::Quarter:
            break;
    }
    return history.hours;
}

api::TargetHistory historyOf(const model::Target& target, api::HistoryRange range,
                             const std::vector<store::HealthHistory>& histories) {
    api::TargetHistory view{
        target.id, target.address, {}, {}, target.name ? target.name->text() : std::string()};
    const auto kept = std::find_if(histories.begin(), histories.end(),
                                   [&](const auto& history) { return history.target == target.id; });
    if (kept == histories.end())
        return view;
    view.uptime = {model::uptimeOf(kept->minutes), model::uptimeOf(last(kept->hours, hoursOfWeek)),
                   model::uptimeOf(kept->hours)};
    for (const model::HealthSlot& slot : partOf(*kept, range))
        view.points.push_back({slot.up(), slot.latencyTime()});
    return view;
}

}  // namespace

api::HealthHistoryView healthHistoryOf(const model::Service& service, api::HistoryRange range,
                                       base::SystemTime now,
                                       const std::vector<store::HealthHistory>& histories) {
    api::HealthHistoryView view{service.id, range, {}, std::chrono::hours(1), {}};
    const auto hour = std::chrono::floor<std::chrono::hours>(now);
    if (range == api::HistoryRange::Day) {
        view.step = std::chrono::minutes(1);
        view.begin =
            std::chrono::floor<std::chrono::minutes>(now) - std::chrono::minutes(model::keptMinutes - 1);
    } else if (range == api::HistoryRange::Week) {
        view.begin = hour - std::chrono::hours(hoursOfWeek - 1);
    } else {
        view.begin = hour - std::chrono::hours(model::keptHours - 1);
    }
    for (const model::Target& target : service.targets)
        view.targets.push_back(historyOf(target, range, histories));
    return view;
}

}  // namespace portolan::control
