// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// `set`: changes fields of a service and nothing else of it, unless somebody changed it meanwhile. Main
// thread.

#include "app/ctl/session.h"

namespace portolan::ctl {

[[nodiscard]] ExitCode setFields(Session& session);

}  // namespace portolan::ctl
