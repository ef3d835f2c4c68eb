// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What portolanctl ends with, so that scripts can tell what happened. Part of its contract: documented in
// docs/portolanctl.md, and never renumbered. Values and a pure function.

#include "backend/base/result.h"

namespace portolan::ctl {

enum class ExitCode : int {
    Ok = 0,
    Failed = 1,       ///< the backend refused, or something of this machine did
    Usage = 2,        ///< the command line makes no sense
    NotFound = 3,     ///< there is no such service, record or zone
    Conflict = 4,     ///< the name is taken, or somebody has changed it meanwhile
    Unreachable = 5,  ///< no backend answers
    Interrupted = 130
};

/// By the code of the error: usage.*, *.not_found, *.host_taken and the like, call.* and endpoint.*.
[[nodiscard]] ExitCode exitCodeOf(const base::Error& error);

}  // namespace portolan::ctl
