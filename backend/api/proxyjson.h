// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The object "proxy" of a service in JSON, both directions: as it is asked for and as it is shown. Used by
// the .cpp files of json.h only. Pure functions.

#include "backend/api/jsonfields.h"
#include "backend/api/requests.h"

namespace portolan::api {

/// Reads "proxy" of `parent`; absent is an empty draft. Errors go to `parent`, with the path from there.
[[nodiscard]] ProxyDraft proxyDraftFromJson(JsonFields& parent);
/// Only what the draft has.
[[nodiscard]] QJsonObject toJson(const ProxyDraft& draft);

/// Every field; hidden values are null with "redacted": true beside them.
[[nodiscard]] QJsonObject proxyToJson(const model::ProxyPolicy& policy, FieldValues values);
/// Fills `policy` and says whether its values are hidden. Absent is the default policy, as older backends
/// have it. Errors go to `parent`.
[[nodiscard]] FieldValues proxyFromJson(JsonFields& parent, model::ProxyPolicy& policy);

}  // namespace portolan::api
