// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Raises the number of descriptors this process may hold to what the system allows it: every connection is
// one, and the usual soft limit of 1024 is for programs that use select(2). Called once by runtime/.

#include <cstdint>

namespace portolan::platform {

/// Returns the limit that holds afterwards.
std::uint64_t raiseDescriptorLimit();

}  // namespace portolan::platform
