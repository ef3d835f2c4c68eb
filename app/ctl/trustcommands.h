// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The verbs about this machine's trust in the backend's local authorities: shows their roots and where they
// are trusted, installs them after asking, and takes out again what was installed. Main thread.

#include "app/ctl/session.h"
#include "app/ctl/truststore.h"

#include <memory>
#include <vector>

namespace portolan::ctl {

using TrustStores = std::vector<std::unique_ptr<TrustStore>>;

/// Those of this machine that --only leaves.
[[nodiscard]] TrustStores storesOfThisMachine(Session& session);

/// ExitCode::Failed where a store does not trust a root.
[[nodiscard]] ExitCode showTrust(Session& session, const TrustStores& stores);
/// Without a terminal to ask on, only with --yes: else ExitCode::Usage.
[[nodiscard]] ExitCode installTrust(Session& session, const TrustStores& stores);
[[nodiscard]] ExitCode removeTrust(Session& session, const TrustStores& stores);

}  // namespace portolan::ctl
