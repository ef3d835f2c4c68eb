// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Runs the programs that change a store, in the event loop: they end with Ctrl+C, and after a while in any
// case. What belongs to a user is changed as that user, also where sudo has made this process root. Main
// thread.

#include "app/ctl/session.h"
#include "app/ctl/truststore.h"
#include "backend/platform/environment.h"

#include <optional>
#include <string>
#include <sys/types.h>

namespace portolan::ctl {

/// A user of this machine.
struct Account {
    std::string home;
    /// To change to before running something; absent: this process is that user already.
    std::optional<std::pair<uid_t, gid_t>> ids{};
};

/// Whose browsers are meant: those of the user who called, through sudo or not.
[[nodiscard]] Account callingAccount(const platform::Environment& environment);

/// Runs as this process, or as `account`.
[[nodiscard]] RunTool toolRunner(Session& session, std::optional<std::pair<uid_t, gid_t>> ids = {});

}  // namespace portolan::ctl
