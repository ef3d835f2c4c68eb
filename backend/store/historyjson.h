// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The JSON in which a history row keeps what was there before and after a change:
// {"services":[...],"records":[...]}, each list left out when empty. Complete enough to make the objects
// again. Pure functions.

#include "backend/store/changeset.h"

#include <QByteArray>

namespace portolan::store {

enum class Side : unsigned char { Before, After };

/// Compact JSON of one side of a change.
[[nodiscard]] QByteArray historyJson(const Change& change, Side side);

}  // namespace portolan::store
