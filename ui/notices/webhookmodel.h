// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The webhooks as rows: where each leads, what it is told of, how its last delivery went. WebhooksDialog
// fills it. GUI thread only.

#include "backend/api/webhooks.h"
#include "backend/base/clock.h"

#include <QAbstractTableModel>

#include <vector>

namespace portolan::ui::notices {

class WebhookModel : public QAbstractTableModel {
    Q_OBJECT

  public:
    enum Column { Place, Events, Deliveries, ColumnCount };

    /// `clock` must outlive this.
    explicit WebhookModel(const base::Clock& clock) : m_clock(clock) {}

    /// Keeps the rows, and with them what is selected, where only their contents differ.
    void replaceAll(std::vector<api::WebhookView> webhooks);
    [[nodiscard]] const std::vector<api::WebhookView>& webhooks() const { return m_webhooks; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    [[nodiscard]] QString textOf(const api::WebhookView& webhook, int column) const;
    [[nodiscard]] QString deliveriesOf(const api::WebhookView& webhook) const;

    const base::Clock& m_clock;
    std::vector<api::WebhookView> m_webhooks;
};

}  // namespace portolan::ui::notices
