// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/servicefilter.h"

#include <algorithm>
#include <compare>
#include <tuple>

namespace portolan::ui::services {

namespace {

/// The worse, the smaller, so that trouble comes first.
int rankOf(model::HealthState state) {
    switch (state) {
        case model::HealthState::Down:
            return 0;
        case model::HealthState::Degraded:
            return 1;
        case model::HealthState::Unknown:
            return 2;
        case model::HealthState::Up:
            return 3;
        case model::HealthState::Disabled:
            return 4;
    }
    return 5;
}

std::weak_ordering compareTargets(const api::ServiceView& left, const api::ServiceView& right) {
    if (left.targets.empty() || right.targets.empty())
        return left.targets.size() <=> right.targets.size();
    const api::TargetView& one = left.targets.front();
    const api::TargetView& other = right.targets.front();
    if (!one.lookup && !other.lookup)
        return one.address <=> other.address;
    // Names behind addresses.
    if (!one.lookup || !other.lookup)
        return one.lookup.has_value() <=> other.lookup.has_value();
    return one.lookup->name <=> other.lookup->name;
}

/// By any column but the name's.
std::weak_ordering compareBy(int column, const api::ServiceView& left, const api::ServiceView& right) {
    switch (column) {
        case ServiceModel::StateColumn:
            return rankOf(left.health.state) <=> rankOf(right.health.state);
        case ServiceModel::TargetsColumn:
            return compareTargets(left, right);
        case ServiceModel::TlsColumn:
            return std::tuple(left.certificate.state, left.certificate.notAfter) <=>
                   std::tuple(right.certificate.state, right.certificate.notAfter);
        case ServiceModel::LatencyColumn:
            return left.health.latency <=> right.health.latency;
        case ServiceModel::ChangedColumn:
            return left.updatedAt <=> right.updatedAt;
        default:
            return std::weak_ordering::equivalent;
    }
}

}  // namespace

ServiceFilter::ServiceFilter(ServiceModel& source, QObject* parent)
    : QSortFilterProxyModel(parent), m_source(source) {
    setSourceModel(&source);
    setDynamicSortFilter(true);
}

void ServiceFilter::setWords(const QString& text) {
    QStringList words = text.toLower().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (words == m_words)
        return;
    m_words = std::move(words);
    invalidateFilter();
}

const api::ServiceView& ServiceFilter::at(const QModelIndex& shown) const {
    return m_source.at(mapToSource(shown).row());
}

bool ServiceFilter::filterAcceptsRow(int row, const QModelIndex&) const {
    const QString& text = m_source.searchText(row);
    return std::all_of(m_words.begin(), m_words.end(),
                       [&](const QString& word) { return text.contains(word); });
}

bool ServiceFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const {
    const api::ServiceView& a = m_source.at(left.row());
    const api::ServiceView& b = m_source.at(right.row());
    const auto order = left.column() == ServiceModel::NameColumn
                           ? m_source.nameKey(left.row()).compare(m_source.nameKey(right.row())) <=> 0
                           : compareBy(left.column(), a, b);
    return order == 0 ? a.host < b.host : order < 0;
}

}  // namespace portolan::ui::services
