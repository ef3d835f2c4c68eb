// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What is uncommon in how the targets of a service are spoken to, in one line: for the folded section of the
// form and for the table. Pure functions; the GUI thread, after the translators are installed.

#include "backend/model/proxypolicy.h"

#include <QString>

#include <string_view>

namespace portolan::ui::text {

/// "https · Host: localhost · 2 fields"; empty when all is as for most services.
[[nodiscard]] QString policySummary(std::string_view protocol, const model::ProxyPolicy& policy);

/// "0.25", "600": no more digits than needed, in the user's way of writing numbers.
[[nodiscard]] QString secondsText(std::chrono::milliseconds time);

}  // namespace portolan::ui::text
