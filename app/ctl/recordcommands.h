// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The verbs about records that stand alone. Each makes its calls, prints, and returns the exit code. Main
// thread.

#include "app/ctl/session.h"

namespace portolan::ctl {

[[nodiscard]] ExitCode listRecords(Session& session);
[[nodiscard]] ExitCode addRecord(Session& session);
/// Several that fit are only removed with --all; without, they are listed: ExitCode::Usage.
[[nodiscard]] ExitCode removeRecords(Session& session);

}  // namespace portolan::ctl
