// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The notices of the backend as rows, the newest first, and which of them nobody has read. Filled by a list
// and by what comes in after it; Desktop makes one per backend and saves how far was read. GUI thread only.

#include "backend/api/administration.h"
#include "backend/base/clock.h"

#include <QAbstractTableModel>

#include <vector>

namespace portolan::ui::notices {

class NoticeModel : public QAbstractTableModel {
    Q_OBJECT

  public:
    enum Column { Time, What, ColumnCount };

    /// Both must outlive this.
    NoticeModel(api::Administration& backend, const base::Clock& clock);

    /// Asks the backend for the list. What cannot be had leaves the rows as they are, and what comes in
    /// meanwhile is kept.
    void reload();
    /// One that has just come.
    void add(const model::Notice& notice);

    [[nodiscard]] const std::vector<model::Notice>& notices() const { return m_notices; }
    [[nodiscard]] int unread() const;
    /// All that are there count as read.
    void markRead();
    /// The id of the last one that was read.
    [[nodiscard]] quint64 readUpTo() const { return m_readUpTo; }
    void setReadUpTo(quint64 id);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  Q_SIGNALS:
    void unreadChanged();

  private:
    void replaceAll(std::vector<model::Notice> notices, quint64 newestBefore);
    [[nodiscard]] QString textOf(const model::Notice& notice, int column) const;

    api::Administration& m_backend;
    const base::Clock& m_clock;
    std::vector<model::Notice> m_notices;
    quint64 m_readUpTo = 0;
};

}  // namespace portolan::ui::notices
