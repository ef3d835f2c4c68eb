// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What an explanation looks at, and what it found, in the user's language: sentences are found by code, as
// errors are (errortext.h); one without a translation stays as the backend said it. Pure functions; the GUI
// thread, after the translators are installed.

#include "backend/api/explanation.h"

#include <QString>

namespace portolan::ui::text {

/// "Name server": what a stage looks at.
[[nodiscard]] QString stageText(api::HopStage stage);
/// "fine", "not fine", ...: for those who do not see the mark.
[[nodiscard]] QString verdictText(api::HopVerdict verdict);
/// What was found, and what to do about it; empty where there is nothing to do.
[[nodiscard]] QString foundText(const api::Hop& hop);
[[nodiscard]] QString adviceText(const api::Hop& hop);
/// The whole explanation as plain text, to be sent to somebody.
[[nodiscard]] QString plainText(const api::Explanation& explanation);

}  // namespace portolan::ui::text
