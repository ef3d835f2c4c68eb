// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// An input of a form with its title above and, if there is one, its message below. GUI thread only.

#include <QString>
#include <QWidget>

namespace portolan::ui::widgets {

/// The whole, in the widget that `input` is in. The title's key leads to `buddy`, or else to `input`.
[[nodiscard]] QWidget* titledField(const QString& title, QWidget* input, QWidget* below = nullptr,
                                   QWidget* buddy = nullptr);

}  // namespace portolan::ui::widgets
