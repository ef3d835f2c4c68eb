// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/pki/leafnames.h"

namespace portolan::pki {

std::vector<std::string> namesOfZoneLeaf(const model::HostName& zone) {
    return {zone.text(), "*." + zone.text()};
}

std::vector<std::string> namesOfServiceLeaf(const model::HostName& host) {
    return {host.text()};
}

}  // namespace portolan::pki
