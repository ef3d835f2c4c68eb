// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Which names of the zones were perhaps meant by one that is not there. Looks at every name, so it costs
// about a microsecond for each: never on the control thread or a worker. Pure function.

#include "backend/model/hostname.h"
#include "backend/snapshot/snapshot.h"

#include <string>
#include <vector>

namespace portolan::explain {

/// At most three, the nearest first.
[[nodiscard]] std::vector<std::string> nearNames(const model::HostName& missing,
                                                 const snapshot::Snapshot& snapshot);

}  // namespace portolan::explain
