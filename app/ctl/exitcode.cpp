// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/exitcode.h"

#include "backend/api/errors.h"

namespace portolan::ctl {

ExitCode exitCodeOf(const base::Error& error) {
    const std::string_view code = error.code;
    if (code == "call.interrupted")
        return ExitCode::Interrupted;
    if (code.starts_with("usage."))
        return ExitCode::Usage;
    if (code.starts_with("call.") || code.starts_with("endpoint."))
        return ExitCode::Unreachable;
    if (code.ends_with(".not_found"))
        return ExitCode::NotFound;
    const int status = api::httpStatusOf(code);
    return status == 409 || status == 412 ? ExitCode::Conflict : ExitCode::Failed;
}

}  // namespace portolan::ctl
