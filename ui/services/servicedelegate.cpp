// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/servicedelegate.h"

#include "ui/services/servicemodel.h"
#include "ui/widgets/icons.h"

#include <QApplication>
#include <QPainter>

namespace portolan::ui::services {

namespace {

constexpr int lineMargin = 6;
constexpr int iconGap = 9;

QFont smaller(QFont font) {
    font.setPointSizeF(font.pointSizeF() * 0.92);
    return font;
}

QFont stronger(QFont font) {
    font.setWeight(QFont::DemiBold);
    return font;
}

QColor mixed(const QColor& front, const QColor& back, double part) {
    const auto channel = [part](int a, int b) { return static_cast<int>(a * part + b * (1.0 - part)); };
    return {channel(front.red(), back.red()), channel(front.green(), back.green()),
            channel(front.blue(), back.blue())};
}

/// A spot of the table's own ground, on which a state's colours can be told inside a selected row.
void drawBacking(QPainter& painter, const QRect& icon, const QPalette& palette) {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette.base());
    painter.drawRoundedRect(icon.adjusted(-3, -3, 3, 3), 6, 6);
}

/// Text and quieter text for an item on its background.
std::pair<QColor, QColor> coloursOf(const QStyleOptionViewItem& option) {
    const auto group = option.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
    const bool selected = option.state & QStyle::State_Selected;
    const QColor front = option.palette.color(group, selected ? QPalette::HighlightedText : QPalette::Text);
    const QColor back = option.palette.color(group, selected ? QPalette::Highlight : QPalette::Base);
    return {front, mixed(front, back, 0.68)};
}

}  // namespace

ServiceDelegate::ServiceDelegate(QObject* parent) : QStyledItemDelegate(parent) {
    for (std::size_t i = 0; i < m_stateIcons.size(); ++i)
        m_stateIcons.at(i) = widgets::stateIcon(static_cast<model::HealthState>(i));
}

void ServiceDelegate::paint(QPainter* painter, const QStyleOptionViewItem& given,
                            const QModelIndex& index) const {
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    const QString first = option.text;
    const QString second = index.data(ServiceModel::SecondLineRole).toString();
    option.text.clear();
    const QStyle* style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);

    painter->save();
    QRect area = option.rect.adjusted(sideMargin, lineMargin, -sideMargin, -lineMargin);
    if (index.column() == ServiceModel::StateColumn) {
        const int side = option.fontMetrics.height() + 2;
        const QRect place = QStyle::alignedRect(option.direction, Qt::AlignLeading | Qt::AlignVCenter,
                                                QSize(side, side), area);
        if (option.state & QStyle::State_Selected)
            drawBacking(*painter, place, option.palette);
        const auto state = static_cast<std::size_t>(index.data(ServiceModel::StateRole).toInt());
        m_stateIcons.at(state).paint(painter, place);
        if (option.direction == Qt::LeftToRight)
            area.setLeft(place.right() + iconGap);
        else
            area.setRight(place.left() - iconGap);
    }
    const auto [front, quiet] = coloursOf(option);
    const bool quietColumn =
        index.column() == ServiceModel::LatencyColumn || index.column() == ServiceModel::ChangedColumn;
    const auto alignment = QStyle::visualAlignment(option.direction, option.displayAlignment);
    const auto drawLine = [&](const QRect& where, const QFont& font, const QColor& colour,
                              const QString& text, Qt::Alignment vertical) {
        painter->setFont(font);
        painter->setPen(colour);
        const auto mode = index.column() == ServiceModel::NameColumn ? Qt::ElideMiddle : Qt::ElideRight;
        painter->drawText(where, int((alignment & Qt::AlignHorizontal_Mask) | vertical),
                          QFontMetrics(font).elidedText(text, mode, where.width()));
    };
    const bool isHeadline =
        index.column() == ServiceModel::NameColumn || index.column() == ServiceModel::StateColumn;
    const QFont font = isHeadline ? stronger(option.font) : option.font;
    if (second.isEmpty()) {
        drawLine(area, font, quietColumn ? quiet : front, first, Qt::AlignVCenter);
    } else {
        drawLine(area, font, front, first, Qt::AlignTop);
        drawLine(area, smaller(option.font), quiet, second, Qt::AlignBottom);
    }
    painter->restore();
}

QSize ServiceDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const int first = QFontMetrics(stronger(item.font)).height();
    const int second = QFontMetrics(smaller(item.font)).height();
    const int width = QFontMetrics(stronger(item.font)).horizontalAdvance(item.text) + 2 * sideMargin;
    return {width, first + second + 2 * lineMargin + 2};
}

}  // namespace portolan::ui::services
