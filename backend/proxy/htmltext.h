// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Text that may hold anything, as it stands in the built-in pages, inside an element or a quoted attribute.
// Pure; any thread. Source: HTML Standard section 13.3 (escaping a string).

#include <string>
#include <string_view>

namespace portolan::proxy {

[[nodiscard]] std::string htmlText(std::string_view text);

}  // namespace portolan::proxy
