// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// All services in one look: the worst state for the tray's icon, the counts for its tooltip, and the order of
// its menu. Pure functions; GUI thread, after the translators are installed.

#include "backend/api/replies.h"

#include <QString>

#include <optional>
#include <vector>

namespace portolan::ui::tray {

/// Down before Degraded before Unknown before Up; services that are switched off do not count. nullopt when
/// there is nothing to judge.
[[nodiscard]] std::optional<model::HealthState> worstState(const std::vector<api::ServiceView>& services);

/// "12 up, 1 down: llm".
[[nodiscard]] QString summaryText(const std::vector<api::ServiceView>& services);

/// "2 certificates need attention: llm, wiki"; empty if none does (text/certificatetext.h).
[[nodiscard]] QString certificateWarning(const std::vector<api::ServiceView>& services, base::SystemTime now);

/// The services by state, the worst first, then by host.
[[nodiscard]] std::vector<api::ServiceView> byState(std::vector<api::ServiceView> services);

}  // namespace portolan::ui::tray
