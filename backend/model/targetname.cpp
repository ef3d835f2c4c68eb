// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/targetname.h"

#include "backend/base/bytes.h"

#include <algorithm>

namespace portolan::model {

std::optional<HostName> parseTargetName(std::string_view text) {
    auto name = HostName::parse(text);
    if (!name)
        return std::nullopt;
    const std::string& spelled = name->text();
    const std::string_view last = std::string_view(spelled).substr(spelled.rfind('.') + 1);
    if (std::all_of(last.begin(), last.end(), base::isDigit))
        return std::nullopt;
    return std::move(name).value();
}

}  // namespace portolan::model
