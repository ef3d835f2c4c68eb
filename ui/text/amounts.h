// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Numbers with their units, and names inside sentences, as the window and the tray write them. A number and
// its unit are one translated string, so that they keep their order in every writing direction. Pure
// functions; the GUI thread, after the translators are installed.

#include "backend/base/clock.h"

#include <QString>

#include <chrono>
#include <optional>

namespace portolan::ui::text {

/// "0.8 ms", "12 ms", "1.4 s".
[[nodiscard]] QString latencyText(std::chrono::microseconds latency);

/// "99.98 %", "100 %"; a dash where nothing is known. Only what is whole is shown as such.
[[nodiscard]] QString percentText(const std::optional<double>& percent);

/// "just now", "3 minutes ago", "2 days ago"; a date when it is more than four weeks ago.
[[nodiscard]] QString agoText(base::SystemTime then, base::SystemTime now);

/// A time of day, or the date when it was not today.
[[nodiscard]] QString momentText(base::SystemTime then, base::SystemTime now);

/// "1 service", "12 services".
[[nodiscard]] QString serviceCountText(qsizetype count);

/// A host name, address or URL, which reads from left to right inside text of any direction.
/// Source: Unicode Standard Annex 9, section 2.7 (isolates).
[[nodiscard]] QString leftToRight(const QString& name);

}  // namespace portolan::ui::text
