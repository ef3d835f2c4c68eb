// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The object "checks" of a service in JSON, both directions: as it is asked for and as it is shown. Used by
// the .cpp files of json.h only. Pure functions.

#include "backend/api/jsonfields.h"
#include "backend/model/healthpolicy.h"

namespace portolan::api {

/// Reads "checks" of `parent`; absent is an empty draft. Errors go to `parent`, with the path from there.
[[nodiscard]] model::HealthDraft checksDraftFromJson(JsonFields& parent);
/// Only what the draft has.
[[nodiscard]] QJsonObject checksDraftToJson(const model::HealthDraft& draft);

/// Every field.
[[nodiscard]] QJsonObject checksToJson(const model::HealthPolicy& policy);
/// Absent is the default policy, as older backends have it. Errors go to `parent`.
[[nodiscard]] model::HealthPolicy checksFromJson(JsonFields& parent);

}  // namespace portolan::api
