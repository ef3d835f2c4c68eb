// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the probes found out, in the user's language: the state as one word, its cause as a few words for a
// cell, and as a sentence that says where to look. Pure functions; the GUI thread, after the translators are
// installed. The English words of the API stand in model/health.h.

#include "backend/model/health.h"

#include <QString>

namespace portolan::ui::text {

/// "Up", "Down", ...
[[nodiscard]] QString stateText(model::HealthState state);

/// "nothing listens there", "no answer", ...; empty for HealthCause::None.
[[nodiscard]] QString causeWords(model::HealthCause cause);
/// The same with what is known more exactly: "unexpected status (503)".
[[nodiscard]] QString causeWords(model::HealthCause cause, std::uint32_t detail);

/// One sentence; empty for HealthCause::None.
[[nodiscard]] QString causeSentence(model::HealthCause cause);

}  // namespace portolan::ui::text
