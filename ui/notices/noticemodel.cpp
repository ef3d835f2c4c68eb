// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/notices/noticemodel.h"

#include "ui/connect/guarded.h"
#include "ui/text/amounts.h"
#include "ui/text/noticetext.h"
#include "ui/widgets/icons.h"

#include <QFont>

#include <algorithm>
#include <iterator>

namespace portolan::ui::notices {

namespace {

constexpr std::size_t mostKept = 500;

/// What still works for a while is yellow.
model::HealthState iconStateOf(model::NoticeKind kind) {
    if (kind == model::NoticeKind::CertificatesExpiring)
        return model::HealthState::Degraded;
    return model::isTrouble(kind) ? model::HealthState::Down : model::HealthState::Up;
}

}  // namespace

NoticeModel::NoticeModel(api::Administration& backend, const base::Clock& clock)
    : m_backend(backend), m_clock(clock) {}

void NoticeModel::reload() {
    const quint64 newestBefore = m_notices.empty() ? 0 : m_notices.front().id;
    m_backend.report(
        {}, api::NoticesRequest{0, mostKept},
        connect::guarded<api::Report>(this, [this, newestBefore](base::Result<api::Report> reply) {
            if (!reply)
                return;
            if (const auto* list = std::get_if<api::NoticeList>(&reply.value()))
                replaceAll(list->items, newestBefore);
        }));
}

void NoticeModel::replaceAll(std::vector<model::Notice> notices, quint64 newestBefore) {
    const quint64 newest = std::max<quint64>(newestBefore, notices.empty() ? 0 : notices.front().id);
    const auto late = std::find_if(m_notices.begin(), m_notices.end(),
                                   [newest](const model::Notice& notice) { return notice.id <= newest; });
    beginResetModel();
    m_notices.erase(late, m_notices.end());
    m_notices.insert(m_notices.end(), std::make_move_iterator(notices.begin()),
                     std::make_move_iterator(notices.end()));
    endResetModel();
    Q_EMIT unreadChanged();
}

void NoticeModel::add(const model::Notice& notice) {
    if (!m_notices.empty() && notice.id <= m_notices.front().id)
        return;
    beginInsertRows({}, 0, 0);
    m_notices.insert(m_notices.begin(), notice);
    endInsertRows();
    if (m_notices.size() > mostKept) {
        const int last = static_cast<int>(m_notices.size()) - 1;
        beginRemoveRows({}, last, last);
        m_notices.pop_back();
        endRemoveRows();
    }
    Q_EMIT unreadChanged();
}

int NoticeModel::unread() const {
    return static_cast<int>(
        std::count_if(m_notices.begin(), m_notices.end(),
                      [this](const model::Notice& notice) { return notice.id > m_readUpTo; }));
}

void NoticeModel::markRead() {
    if (!m_notices.empty())
        setReadUpTo(m_notices.front().id);
}

void NoticeModel::setReadUpTo(quint64 id) {
    m_readUpTo = std::max(m_readUpTo, id);
    if (!m_notices.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    Q_EMIT unreadChanged();
}

int NoticeModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_notices.size());
}

int NoticeModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant NoticeModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const model::Notice& notice = m_notices.at(static_cast<std::size_t>(index.row()));
    const bool isUnread = notice.id > m_readUpTo;
    switch (role) {
        case Qt::DisplayRole:
            return textOf(notice, index.column());
        case Qt::AccessibleTextRole:
            return isUnread ? tr("unread: %1").arg(textOf(notice, index.column()))
                            : textOf(notice, index.column());
        case Qt::ToolTipRole:
            return text::noticeDetails(notice);
        case Qt::DecorationRole:
            if (index.column() != What)
                return {};
            return widgets::stateIcon(iconStateOf(notice.kind));
        case Qt::FontRole: {
            QFont font;
            font.setBold(isUnread);
            return font;
        }
        default:
            return {};
    }
}

QString NoticeModel::textOf(const model::Notice& notice, int column) const {
    return column == Time ? text::momentText(notice.at, m_clock.systemNow()) : text::noticeLine(notice);
}

QVariant NoticeModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Time ? tr("Time") : tr("What happened");
}

}  // namespace portolan::ui::notices
