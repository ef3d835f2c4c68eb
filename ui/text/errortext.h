// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Errors and warnings in the user's language, found by their stable code and filled with their parameters. A
// code without a sentence here, or one whose parameters the backend did not send, keeps the backend's own
// English sentence: a user always reads what would be right. Pure functions; the GUI thread, after the
// translators are installed.

#include "backend/api/replies.h"
#include "backend/base/result.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace portolan::ui::text {

[[nodiscard]] QString errorText(const base::Error& error);
[[nodiscard]] QString warningText(const api::Warning& warning);

/// `text` with the parameters in the place of {their names}; nullopt when one is missing.
[[nodiscard]] std::optional<QString> filled(QString text, const base::Error::Params& params);

/// The codes that have a sentence here.
[[nodiscard]] QStringList translatedCodes();

}  // namespace portolan::ui::text
