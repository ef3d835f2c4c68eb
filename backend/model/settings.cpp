// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/settings.h"

#include <array>
#include <string_view>

namespace portolan::model {

std::vector<base::Network> defaultInternalNetworks() {
    constexpr std::array<std::string_view, 8> texts{"127.0.0.0/8",   "::1/128",        "10.0.0.0/8",
                                                    "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
                                                    "fc00::/7",      "fe80::/10"};
    std::vector<base::Network> networks;
    for (const std::string_view text : texts)
        networks.push_back(*base::Network::parse(text));
    return networks;
}

std::vector<base::Network> defaultTargetNetworks() {
    auto networks = defaultInternalNetworks();
    networks.push_back(*base::Network::parse("100.0.0.0/8"));
    return networks;
}

}  // namespace portolan::model
