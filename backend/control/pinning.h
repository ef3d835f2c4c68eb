// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Pin on first use: what an https target has shown first becomes what it has to show from then on. A change
// like any other, durable and in the history, made by Portolan itself. Control thread.

#include "backend/control/catalogeditor.h"

namespace portolan::control {

/// Pins `shown` to `target` of `service`. Edits nothing when either is gone, when the target has a pin
/// already, or when its service is not proved by pins.
void pinFirstSeen(CatalogEditor& editor, model::ServiceId service, model::TargetId target,
                  const model::Fingerprint& shown);

}  // namespace portolan::control
