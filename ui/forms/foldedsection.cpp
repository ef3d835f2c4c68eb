// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/foldedsection.h"

#include <QHBoxLayout>

namespace portolan::ui::forms {

FoldedSection::FoldedSection(const char* name, QWidget* parent)
    : QWidget(parent),
      m_header(new QToolButton(this)),
      m_summary(new QLabel(this)),
      m_body(new QWidget(this)),
      m_column(new QVBoxLayout(m_body)) {
    m_header->setObjectName(QLatin1String(name) + QStringLiteral("Header"));
    m_header->setCheckable(true);
    m_header->setAutoRaise(true);
    m_header->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_summary->setObjectName(QLatin1String(name) + QStringLiteral("Summary"));
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    m_summary->setWordWrap(true);
    m_column->setContentsMargins(20, 0, 0, 0);
    m_column->setSpacing(10);
    auto* top = new QHBoxLayout;
    top->addWidget(m_header, 0, Qt::AlignLeading);
    top->addWidget(m_summary, 1);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(8);
    whole->addLayout(top);
    whole->addWidget(m_body);
    connect(m_header, &QToolButton::toggled, this, [this](bool open) { unfold(open); });
    unfold(false);
}

void FoldedSection::unfold(bool open) {
    m_header->setArrowType(open ? Qt::DownArrow
                                : (layoutDirection() == Qt::RightToLeft ? Qt::LeftArrow : Qt::RightArrow));
    m_body->setVisible(open);
    m_summary->setVisible(!open);
    Q_EMIT unfolded(open);
    Q_EMIT rearranged();
}

}  // namespace portolan::ui::forms
