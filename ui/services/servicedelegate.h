// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Draws a row of the table in two lines: what it is, and smaller below it where it is or why it is so; a
// state with its shape. All rows have one height. Colours come from the palette. Used by ServicePanel; reads
// the roles of ServiceModel. GUI thread only.

#include <QIcon>
#include <QStyledItemDelegate>

#include <array>

namespace portolan::ui::services {

class ServiceDelegate : public QStyledItemDelegate {
    Q_OBJECT

  public:
    /// Left and right of each cell's text.
    static constexpr int sideMargin = 10;

    explicit ServiceDelegate(QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

  private:
    std::array<QIcon, 5> m_stateIcons;  ///< in the order of HealthState
};

}  // namespace portolan::ui::services
