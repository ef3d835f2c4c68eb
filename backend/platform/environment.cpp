// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/platform/environment.h"

#include <unistd.h>

namespace portolan::platform {

Environment Environment::ofProcess() {
    Variables variables;
    for (char** entry = environ; entry && *entry; ++entry) {
        const std::string_view text(*entry);
        const auto equals = text.find('=');
        if (equals != std::string_view::npos)
            variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return Environment(std::move(variables));
}

std::optional<std::string> Environment::value(std::string_view name) const {
    const auto at = m_variables.find(name);
    if (at == m_variables.end() || at->second.empty())
        return std::nullopt;
    return at->second;
}

}  // namespace portolan::platform
