// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tray/traysummary.h"

#include "ui/text/certificatetext.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>
#include <tuple>

namespace portolan::ui::tray {

namespace {

using model::HealthState;

/// How many names a tooltip can hold.
constexpr qsizetype namesShown = 4;

int rankOf(HealthState state) {
    static constexpr std::array order{HealthState::Down, HealthState::Degraded, HealthState::Unknown,
                                      HealthState::Up, HealthState::Disabled};
    return static_cast<int>(std::find(order.begin(), order.end(), state) - order.begin());
}

int countOf(const std::vector<api::ServiceView>& services, HealthState state) {
    return static_cast<int>(std::count_if(services.begin(), services.end(), [state](const auto& service) {
        return service.health.state == state;
    }));
}

template <class Condition>
QStringList namesOf(const std::vector<api::ServiceView>& services, Condition&& isMeant) {
    QStringList names;
    for (const api::ServiceView& service : services)
        if (isMeant(service))
            names.append(QString::fromStdString(service.name.empty() ? service.host : service.name));
    names.sort();
    return names;
}

/// No more than a tooltip can hold.
QString listed(QStringList names) {
    if (names.size() > namesShown) {
        names.resize(namesShown);
        names.append(QStringLiteral("…"));
    }
    return names.join(QStringLiteral(", "));
}

QString counted(const char* source, int count) {
    return QCoreApplication::translate("TraySummary", source, nullptr, count);
}

}  // namespace

std::optional<HealthState> worstState(const std::vector<api::ServiceView>& services) {
    std::optional<HealthState> worst;
    for (const api::ServiceView& service : services) {
        const HealthState state = service.health.state;
        if (state != HealthState::Disabled && (!worst || rankOf(state) < rankOf(*worst)))
            worst = state;
    }
    return worst;
}

QString summaryText(const std::vector<api::ServiceView>& services) {
    if (services.empty())
        return counted(QT_TRANSLATE_NOOP("TraySummary", "No services"), -1);
    QStringList parts;
    if (const int up = countOf(services, HealthState::Up))
        parts.append(counted(QT_TRANSLATE_N_NOOP("TraySummary", "%n up"), up));
    if (const int degraded = countOf(services, HealthState::Degraded))
        parts.append(counted(QT_TRANSLATE_N_NOOP("TraySummary", "%n degraded"), degraded));
    if (const int unknown = countOf(services, HealthState::Unknown))
        parts.append(counted(QT_TRANSLATE_N_NOOP("TraySummary", "%n unknown"), unknown));
    if (const int disabled = countOf(services, HealthState::Disabled))
        parts.append(counted(QT_TRANSLATE_N_NOOP("TraySummary", "%n disabled"), disabled));
    if (const int down = countOf(services, HealthState::Down)) {
        const auto isDown = [](const auto& service) { return service.health.state == HealthState::Down; };
        parts.append(counted(QT_TRANSLATE_N_NOOP("TraySummary", "%n down"), down) + QStringLiteral(": ") +
                     listed(namesOf(services, isDown)));
    }
    return parts.join(QStringLiteral(", "));
}

QString certificateWarning(const std::vector<api::ServiceView>& services, base::SystemTime now) {
    const QStringList names = namesOf(
        services, [now](const auto& service) { return text::wantsAttention(service.certificate, now); });
    if (names.isEmpty())
        return {};
    return counted(QT_TRANSLATE_N_NOOP("TraySummary", "%n certificate(s) need attention"),
                   static_cast<int>(names.size())) +
           QStringLiteral(": ") + listed(names);
}

std::vector<api::ServiceView> byState(std::vector<api::ServiceView> services) {
    std::sort(services.begin(), services.end(), [](const auto& a, const auto& b) {
        return std::tuple(rankOf(a.health.state), a.host) < std::tuple(rankOf(b.health.state), b.host);
    });
    return services;
}

}  // namespace portolan::ui::tray
