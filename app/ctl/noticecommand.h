// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The verb `notices`: what somebody should have heard of, the newest first. Main thread.

#include "app/ctl/session.h"

namespace portolan::ctl {

[[nodiscard]] ExitCode listNotices(Session& session);

/// A table of them; a sentence when there are none.
[[nodiscard]] std::string noticesText(const std::vector<model::Notice>& notices, const Style& style);

}  // namespace portolan::ctl
