// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The verbs about services. Each makes its calls, prints, and returns the exit code. Main thread.

#include "app/ctl/session.h"

namespace portolan::ctl {

[[nodiscard]] ExitCode listServices(Session& session);
[[nodiscard]] ExitCode showService(Session& session);
[[nodiscard]] ExitCode addService(Session& session);
[[nodiscard]] ExitCode removeServices(Session& session);
[[nodiscard]] ExitCode checkServices(Session& session);

/// The service with all that is known of it. Errors: those of the call.
[[nodiscard]] base::Result<api::ServiceView> fetchService(Session& session, model::ServiceId id);
/// What there would be if this draft were saved; nothing is. Errors: those of the call.
[[nodiscard]] base::Result<api::Preview> askPreview(Session& session, const api::PreviewRequest& request);
/// What --dry-run prints.
[[nodiscard]] ExitCode printPreview(Session& session, const api::Preview& preview);

}  // namespace portolan::ctl
