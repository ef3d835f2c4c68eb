// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/titledfield.h"

#include <QLabel>
#include <QVBoxLayout>

namespace portolan::ui::widgets {

QWidget* titledField(const QString& title, QWidget* input, QWidget* below, QWidget* buddy) {
    auto* whole = new QWidget(input->parentWidget());
    auto* label = new QLabel(title, whole);
    label->setBuddy(buddy ? buddy : input);
    auto* column = new QVBoxLayout(whole);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(label);
    column->addWidget(input);
    if (below)
        column->addWidget(below);
    column->addStretch();
    return whole;
}

}  // namespace portolan::ui::widgets
