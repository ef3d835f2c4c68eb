// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The object "balancing" of a service in JSON, both directions: as it is asked for and as it is shown. Used
// by the .cpp files of json.h only. Pure functions.

#include "backend/api/jsonfields.h"
#include "backend/api/requests.h"

namespace portolan::api {

/// Reads "balancing" of `parent`; absent is an empty draft. Errors go to `parent`, with the path from there.
[[nodiscard]] BalancingDraft balancingDraftFromJson(JsonFields& parent);
/// Only what the draft has.
[[nodiscard]] QJsonObject toJson(const BalancingDraft& draft);

/// Every field.
[[nodiscard]] QJsonObject balancingToJson(const model::BalancingPolicy& policy);
/// Absent is the default policy, as older backends have it. Errors go to `parent`.
[[nodiscard]] model::BalancingPolicy balancingFromJson(JsonFields& parent);

}  // namespace portolan::api
