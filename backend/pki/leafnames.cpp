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

std::string wildcardFor(std::string_view host) {
    const std::size_t dot = host.find('.');
    return dot == std::string_view::npos ? std::string() : "*" + std::string(host.substr(dot));
}

bool covers(std::string_view pattern, std::string_view host) {
    return pattern == host || (pattern.starts_with("*.") && pattern == wildcardFor(host));
}

}  // namespace portolan::pki
