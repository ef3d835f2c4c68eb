// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/notices/webhookmodel.h"

#include "ui/text/amounts.h"
#include "ui/text/errortext.h"
#include "ui/text/noticetext.h"

#include <QStringList>

#include <algorithm>

namespace portolan::ui::notices {

void WebhookModel::replaceAll(std::vector<api::WebhookView> webhooks) {
    const bool sameRows = std::equal(webhooks.begin(), webhooks.end(), m_webhooks.begin(), m_webhooks.end(),
                                     [](const auto& one, const auto& other) { return one.id == other.id; });
    if (sameRows) {
        m_webhooks = std::move(webhooks);
        if (!m_webhooks.empty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_webhooks = std::move(webhooks);
    endResetModel();
}

int WebhookModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_webhooks.size());
}

int WebhookModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant WebhookModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const api::WebhookView& webhook = m_webhooks.at(static_cast<std::size_t>(index.row()));
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole || role == Qt::ToolTipRole)
        return textOf(webhook, index.column());
    return {};
}

QString WebhookModel::textOf(const api::WebhookView& webhook, int column) const {
    if (column == Place)
        return text::leftToRight(QString::fromStdString(webhook.url));
    if (column == Deliveries)
        return deliveriesOf(webhook);
    if (webhook.events.size() == model::selectableNotices.size())
        return tr("all notices");
    QStringList events;
    for (const model::NoticeKind kind : webhook.events)
        events.append(text::noticeKindText(kind));
    return events.join(QStringLiteral(", "));
}

QString WebhookModel::deliveriesOf(const api::WebhookView& webhook) const {
    const api::DeliveryView& delivery = webhook.delivery;
    if (delivery.error)
        return text::errorText(*delivery.error);
    if (!webhook.enabled)
        return tr("switched off");
    if (!delivery.lastAttempt)
        return tr("nothing sent yet");
    return tr("delivered %1").arg(text::agoText(*delivery.lastAttempt, m_clock.systemNow()));
}

QVariant WebhookModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
        case Place:
            return tr("Address");
        case Events:
            return tr("Told of");
        default:
            return tr("Deliveries");
    }
}

}  // namespace portolan::ui::notices
