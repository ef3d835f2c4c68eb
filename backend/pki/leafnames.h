// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Which names one certificate of the local authority is for. A service
// has a leaf of its own; Portolan's own names and the ones nobody has taken yet share the zone's, so that a
// browser shows our page for them and no TLS error. Pure functions; any thread.

#include "backend/model/hostname.h"

#include <string>
#include <vector>

namespace portolan::pki {

/// The zone and "*." in front of it, which stands for one label.
[[nodiscard]] std::vector<std::string> namesOfZoneLeaf(const model::HostName& zone);
[[nodiscard]] std::vector<std::string> namesOfServiceLeaf(const model::HostName& host);

}  // namespace portolan::pki
