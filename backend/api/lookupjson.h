// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Where a target is, as JSON: "address" is what its user wrote, an address or a name, with the "port" beside
// it; "resolved" tells what was found under the name. Written once for both sides. Any thread.

#include "backend/api/jsonfields.h"
#include "backend/api/replies.h"

namespace portolan::api {

void putPlace(QJsonObject& json, const base::SocketAddress& address, const std::optional<LookupView>& lookup);

/// Fails `fields` when there is neither.
void takePlace(JsonFields& fields, base::SocketAddress& address, std::optional<LookupView>& lookup);

}  // namespace portolan::api
