// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The JSON of explanations, both directions; a part of json.h's contract with its rules.

#include "backend/api/explanation.h"

#include <QJsonObject>

namespace portolan::api {

/// {"stage","verdict","code","message","advice"?,"lines"?,"params"?,"duration_ms"?}
[[nodiscard]] QJsonObject toJson(const Hop& hop);
/// {"name","known","opens","cause"?,"near"?,"url"?,"addresses","hops":[...]}
[[nodiscard]] QJsonObject toJson(const Explanation& explanation);

/// Errors: reply.malformed.
[[nodiscard]] base::Result<Explanation> explanationFromJson(const QJsonObject& json);

}  // namespace portolan::api
