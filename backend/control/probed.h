// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Whether the targets of a service are looked at by themselves, as health/ does it: what is known of others
// is old. A pure function; any thread.

#include "backend/model/service.h"

namespace portolan::control {

[[nodiscard]] inline bool isProbed(const model::Service& service) {
    return service.state == model::Switch::Enabled && service.checks.kind != model::ProbeKind::Never;
}

}  // namespace portolan::control
