// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/placard.h"

#include <QVBoxLayout>

namespace portolan::ui::widgets {

namespace {

constexpr int pictureSide = 96;
constexpr int textWidth = 460;

QFont titleFont(QFont font) {
    font.setPointSizeF(font.pointSizeF() * 1.5);
    font.setBold(true);
    return font;
}

}  // namespace

Placard::Placard(QWidget* parent)
    : QWidget(parent),
      m_picture(new QLabel(this)),
      m_title(new QLabel(this)),
      m_text(new QLabel(this)),
      m_action(new QPushButton(this)) {
    m_title->setFont(titleFont(font()));
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignHCenter);
    m_text->setFixedWidth(textWidth);
    m_action->setMinimumHeight(fontMetrics().height() * 2);
    m_action->setDefault(true);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(12);
    column->addStretch(2);
    column->addWidget(m_picture, 0, Qt::AlignHCenter);
    column->addWidget(m_title, 0, Qt::AlignHCenter);
    column->addWidget(m_text, 0, Qt::AlignHCenter);
    column->addSpacing(6);
    column->addWidget(m_action, 0, Qt::AlignHCenter);
    column->addStretch(3);
    connect(m_action, &QPushButton::clicked, this, [this] { Q_EMIT actionClicked(); });
}

void Placard::present(const Content& content) {
    m_picture->setPixmap(content.picture.pixmap(QSize(pictureSide, pictureSide), devicePixelRatioF()));
    m_title->setText(content.title);
    m_text->setText(content.text);
    m_text->setFixedHeight(m_text->heightForWidth(textWidth));
    m_action->setText(content.action);
    m_action->setVisible(!content.action.isEmpty());
    m_action->setAccessibleName(content.action);
    setAccessibleName(content.title);
    setAccessibleDescription(content.text);
}

}  // namespace portolan::ui::widgets
