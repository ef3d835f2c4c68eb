// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Where the machine is on which portolanctl runs, for targets that are written as a port alone. Main thread.

#include "app/ctl/session.h"

#include <string>

namespace portolan::ctl {

/// The address of this machine that the backend is reached from: 127.0.0.1 if it runs here. Errors:
/// call.not_connected, call.interrupted.
[[nodiscard]] base::Result<std::string> ownAddress(Session& session);

}  // namespace portolan::ctl
