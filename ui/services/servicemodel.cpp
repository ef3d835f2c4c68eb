// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/servicemodel.h"

#include "ui/text/amounts.h"
#include "ui/text/certificatetext.h"
#include "ui/text/healthtext.h"
#include "ui/text/policysummary.h"

#include <array>
#include <unordered_set>
#include <utility>

namespace portolan::ui::services {

namespace {

std::uint64_t keyOf(model::ServiceId id) {
    return static_cast<std::uint64_t>(id);
}

QString toQString(const std::string& text) {
    return QString::fromStdString(text);
}

QString addressOf(const api::TargetView& target) {
    return toQString(target.place());
}

QString searchTextOf(const api::ServiceView& service) {
    QString text = toQString(service.name) + QLatin1Char('\n') + toQString(service.url) + QLatin1Char('\n') +
                   text::stateText(service.health.state);
    for (const api::TargetView& target : service.targets)
        text += QLatin1Char('\n') + addressOf(target);
    return text.toLower();
}

}  // namespace

ServiceModel::ServiceModel(const base::Clock& clock, QObject* parent)
    : QAbstractTableModel(parent), m_clock(clock) {
    m_collator.setNumericMode(true);
}

ServiceModel::RowText ServiceModel::textOf(const api::ServiceView& service) const {
    // Folded, since in the locale C a collator heeds the case whatever it is told.
    return {searchTextOf(service), m_collator.sortKey(displayText(service, NameColumn).toCaseFolded())};
}

void ServiceModel::replaceAll(std::vector<api::ServiceView> services) {
    std::unordered_set<std::uint64_t> kept;
    for (const api::ServiceView& service : services)
        kept.insert(keyOf(service.id));
    std::size_t gone = 0;
    for (const api::ServiceView& service : m_services)
        gone += kept.contains(keyOf(service.id)) ? 0 : 1;
    const std::size_t come = services.size() - (m_services.size() - gone);
    // Many single insertions and removals cost more than laying the table out anew.
    constexpr std::size_t fewChanges = 64;
    if (gone + come > fewChanges) {
        beginResetModel();
        m_services = std::move(services);
        m_rowTexts.clear();
        for (const api::ServiceView& service : m_services)
            m_rowTexts.push_back(textOf(service));
        m_rows.clear();
        reindex(0);
        endResetModel();
        return;
    }
    for (std::size_t row = m_services.size(); row-- > 0;)
        if (!kept.contains(keyOf(m_services[row].id)))
            remove(m_services[row].id);
    for (api::ServiceView& service : services) {
        if (const auto row = rowOf(service.id))
            update(*row, std::move(service));
        else
            append(std::move(service));
    }
}

void ServiceModel::put(api::ServiceView service) {
    const auto row = rowOf(service.id);
    if (!row)
        append(std::move(service));
    else if (service.revision >= at(*row).revision)
        update(*row, std::move(service));
}

void ServiceModel::remove(model::ServiceId id) {
    const auto row = rowOf(id);
    if (!row)
        return;
    beginRemoveRows({}, *row, *row);
    m_services.erase(m_services.begin() + *row);
    m_rowTexts.erase(m_rowTexts.begin() + *row);
    m_rows.erase(keyOf(id));
    reindex(static_cast<std::size_t>(*row));
    endRemoveRows();
}

void ServiceModel::setHealth(model::ServiceId id, const api::HealthView& health,
                             std::vector<api::TargetView> targets) {
    const auto row = rowOf(id);
    if (!row)
        return;
    api::ServiceView service = at(*row);
    service.health = health;
    service.targets = std::move(targets);
    update(*row, std::move(service));
}

void ServiceModel::refreshAges() {
    if (m_services.empty())
        return;
    const int last = rowCount() - 1;
    Q_EMIT dataChanged(index(0, StateColumn), index(last, StateColumn), {Qt::DisplayRole, SecondLineRole});
    Q_EMIT dataChanged(index(0, TlsColumn), index(last, TlsColumn), {Qt::DisplayRole});
    Q_EMIT dataChanged(index(0, ChangedColumn), index(last, ChangedColumn), {Qt::DisplayRole});
}

std::optional<int> ServiceModel::rowOf(model::ServiceId id) const {
    const auto found = m_rows.find(keyOf(id));
    return found == m_rows.end() ? std::nullopt : std::optional(found->second);
}

void ServiceModel::update(int row, api::ServiceView service) {
    const auto place = static_cast<std::size_t>(row);
    if (m_services[place] == service)
        return;
    m_services[place] = std::move(service);
    m_rowTexts[place] = textOf(m_services[place]);
    announceRow(row);
}

void ServiceModel::append(api::ServiceView service) {
    const int row = rowCount();
    beginInsertRows({}, row, row);
    m_rowTexts.push_back(textOf(service));
    m_rows.emplace(keyOf(service.id), row);
    m_services.push_back(std::move(service));
    endInsertRows();
}

void ServiceModel::reindex(std::size_t from) {
    for (std::size_t row = from; row < m_services.size(); ++row)
        m_rows[keyOf(m_services[row].id)] = static_cast<int>(row);
}

void ServiceModel::announceRow(int row) {
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

int ServiceModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_services.size());
}

int ServiceModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ServiceModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const api::ServiceView& service = at(index.row());
    switch (role) {
        case Qt::DisplayRole:
            return displayText(service, index.column());
        case SecondLineRole:
            return secondLine(service, index.column());
        case StateRole:
            return static_cast<int>(service.health.state);
        case Qt::AccessibleTextRole:
            return spokenText(service, index.column());
        case Qt::ToolTipRole:
            return toolTip(service, index.column());
        case Qt::TextAlignmentRole:
            if (index.column() == LatencyColumn)
                return QVariant::fromValue(Qt::Alignment(Qt::AlignTrailing | Qt::AlignVCenter));
            return {};
        default:
            return {};
    }
}

QVariant ServiceModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(
            (section == LatencyColumn ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    const std::array<QString, ColumnCount> titles{tr("State"), tr("Service"), tr("Targets"),
                                                  tr("https"), tr("Latency"), tr("Last change")};
    return titles.at(static_cast<std::size_t>(section));
}

QString ServiceModel::displayText(const api::ServiceView& service, int column) const {
    switch (column) {
        case StateColumn:
            return text::stateText(service.health.state);
        case NameColumn:
            return toQString(service.name.empty() ? service.host : service.name);
        case TargetsColumn:
            return service.targets.empty() ? QString()
                                           : text::leftToRight(addressOf(service.targets.front()));
        case TlsColumn:
            return text::certificateState(service.certificate, m_clock.systemNow());
        case LatencyColumn:
            return service.health.latency ? text::latencyText(*service.health.latency) : QStringLiteral("–");
        case ChangedColumn:
            return text::agoText(service.updatedAt, m_clock.systemNow());
        default:
            return {};
    }
}

QString ServiceModel::howItIsReached(const api::ServiceView& service) {
    return service.delivery == model::Delivery::Direct ? tr("DNS only")
                                                       : text::policySummary(service.protocol, service.proxy);
}

QString ServiceModel::secondLine(const api::ServiceView& service, int column) const {
    if (column == NameColumn)
        return text::leftToRight(toQString(service.url));
    if (column == TargetsColumn) {
        QStringList parts{howItIsReached(service)};
        if (service.targets.size() > 1)
            parts.prepend(tr("and %n more", nullptr, static_cast<int>(service.targets.size() - 1)));
        parts.removeAll(QString());
        return parts.join(QStringLiteral(" · "));
    }
    if (column == TlsColumn)
        return text::certificateDetail(service.certificate);
    if (column != StateColumn)
        return {};
    if (service.health.cause != model::HealthCause::None)
        return text::causeWords(service.health.cause);
    if (!service.health.since)
        return {};
    return tr("since %1").arg(text::momentText(*service.health.since, m_clock.systemNow()));
}

QString ServiceModel::spokenText(const api::ServiceView& service, int column) const {
    QStringList parts{displayText(service, column)};
    if (column == StateColumn && service.health.cause != model::HealthCause::None)
        parts.append(text::causeSentence(service.health.cause));
    else
        parts.append(secondLine(service, column));
    parts.removeAll(QString());
    return parts.join(QStringLiteral(", "));
}

QString ServiceModel::toolTip(const api::ServiceView& service, int column) const {
    if (column == NameColumn) {
        QStringList lines{toQString(service.url)};
        for (const api::DnsAnswerView& answer : service.dns)
            lines.append(QStringLiteral("%1 %2 %3")
                             .arg(toQString(answer.name), toQString(answer.type), toQString(answer.data)));
        return lines.join(QLatin1Char('\n'));
    }
    if (column == TlsColumn)
        return text::certificateToolTip(service.certificate);
    if (column == ChangedColumn)
        return tr("Added by %1").arg(toQString(service.origin.toString()));
    QStringList lines;
    if (column == StateColumn && service.health.cause != model::HealthCause::None)
        lines.append(text::causeSentence(service.health.cause));
    if (column == TargetsColumn)
        lines.append(howItIsReached(service));
    for (const api::TargetView& target : service.targets) {
        QString line = addressOf(target) + QStringLiteral(": ") + text::stateText(target.health.state);
        if (target.health.cause != model::HealthCause::None)
            line += QStringLiteral(", ") + text::causeWords(target.health.cause);
        else if (target.health.latency)
            line += QStringLiteral(", ") + text::latencyText(*target.health.latency);
        lines.append(line);
    }
    lines.removeAll(QString());
    return lines.join(QLatin1Char('\n'));
}

}  // namespace portolan::ui::services
