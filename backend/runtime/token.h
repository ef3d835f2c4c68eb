// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The token of one run: whoever can read the endpoint file may administer. Made by Runtime at each start.

#include <string>

namespace portolan::runtime {

/// 32 bytes of the system's randomness in base64url without padding: 43 characters. Source: RFC 4648
/// section 5.
[[nodiscard]] std::string makeToken();

}  // namespace portolan::runtime
