// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The verb that says why a name does not open: the hops as the backend sees them, then those of the machine
// where this runs, which may be another one: its resolver, its connection, its trust. Main thread.

#include "app/ctl/session.h"
#include "app/ctl/trustcommands.h"

#include <string>
#include <vector>

namespace portolan::ctl {

/// Ok if it opens, Failed if it does not, NotFound if there is nothing of that name.
[[nodiscard]] ExitCode explainName(Session& session, const TrustStores& stores);

/// A line per hop, what to do below those that are not good, and the one cause at the end. `machine`: the
/// hops of this machine.
[[nodiscard]] std::string explanationText(const api::Explanation& explanation,
                                          const std::vector<api::Hop>& machine, const Style& style);

}  // namespace portolan::ctl
