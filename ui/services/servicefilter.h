// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Which services are shown and in what order. Each word of the filter must occur somewhere in a row (name,
// URL, targets, state), in any case. Orders by what a column means, not by its text: states by how bad they
// are, addresses and latencies by value; equals by host. GUI thread only.

#include "ui/services/servicemodel.h"

#include <QSortFilterProxyModel>
#include <QStringList>

namespace portolan::ui::services {

class ServiceFilter : public QSortFilterProxyModel {
    Q_OBJECT

  public:
    /// `source` must outlive this.
    explicit ServiceFilter(ServiceModel& source, QObject* parent = nullptr);

    void setWords(const QString& text);
    [[nodiscard]] bool isFiltering() const { return !m_words.isEmpty(); }
    [[nodiscard]] const api::ServiceView& at(const QModelIndex& shown) const;

  protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

  private:
    ServiceModel& m_source;
    QStringList m_words;
};

}  // namespace portolan::ui::services
