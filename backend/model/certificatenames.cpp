// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/certificatenames.h"

#include <algorithm>

namespace portolan::model {

std::string wildcardOf(std::string_view host) {
    const std::size_t dot = host.find('.');
    return dot == std::string_view::npos || dot == 0 ? std::string() : "*" + std::string(host.substr(dot));
}

bool covers(std::string_view pattern, std::string_view host) {
    if (pattern == host)
        return true;
    const std::size_t dot = host.find('.');
    return pattern.starts_with("*.") && dot != std::string_view::npos && dot > 0 &&
           pattern.substr(1) == host.substr(dot);
}

bool covers(const CertificateBundle& certificate, std::string_view host) {
    return std::any_of(certificate.names.begin(), certificate.names.end(),
                       [host](const std::string& name) { return covers(name, host); });
}

}  // namespace portolan::model
