// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The verb `status`: what the backend is and where it listens. Main thread.

#include "app/ctl/session.h"

namespace portolan::ctl {

/// ExitCode::Failed where a part of the backend has failed.
[[nodiscard]] ExitCode showStatus(Session& session);

[[nodiscard]] std::string statusText(const api::SystemStatus& status, const Style& style);

}  // namespace portolan::ctl
