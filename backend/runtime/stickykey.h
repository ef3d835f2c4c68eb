// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The key that signs sticky cookies: a file of its own in the data directory, made at the first start, so
// that clients keep their targets over restarts. Not in the catalog: whoever gets a copy of that (a backup)
// must not be able to sign. Used by Runtime as it starts.

#include "backend/base/result.h"

#include <string>

namespace portolan::runtime {

/// 32 bytes of the system's randomness from "sticky.key" in `dataDirectory`, which is made, readable by its
/// owner alone, when it is missing or no such key. Errors: sticky_key.unwritable.
[[nodiscard]] base::Result<std::string> stickyKeyIn(const std::string& dataDirectory);

}  // namespace portolan::runtime
