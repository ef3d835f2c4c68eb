// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Palettes of desktops that set the colours of text and background and forget the others: what they forget
// stays as it is in a light palette, and is not to be read on a dark one. Main thread.

#include <QApplication>
#include <QPalette>

namespace portolan::ui::shell {

/// The contrast of two colours, from 1 (the same) to 21. Source: WCAG 2.1, "contrast ratio".
[[nodiscard]] double contrastOf(const QColor& text, const QColor& background);

/// `palette`, with colours of its own for pale text, disabled text, links and tooltips where its colours can
/// hardly be told from what is behind them (below 3, disabled text below 1.5).
[[nodiscard]] QPalette readable(QPalette palette);

/// Makes the application's palette readable, now and whenever the desktop changes it.
void keepPaletteReadable(QApplication& application);

}  // namespace portolan::ui::shell
