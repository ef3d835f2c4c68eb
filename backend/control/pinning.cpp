// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/pinning.h"

#include <algorithm>
#include <utility>

namespace portolan::control {

void pinFirstSeen(CatalogEditor& editor, model::ServiceId service, model::TargetId target,
                  const model::Fingerprint& shown) {
    const auto before = editor.catalog().service(service);
    if (!before || before->protocol != model::Protocol::Https ||
        before->proxy.tls.verification != model::TlsVerification::Pin)
        return;
    model::Service after = *before;
    const auto found = std::find_if(after.targets.begin(), after.targets.end(),
                                    [target](const model::Target& other) { return other.id == target; });
    if (found == after.targets.end() || found->pin)
        return;
    found->pin = shown;
    after.updatedAt = editor.now();
    editor.put(std::move(after));
}

}  // namespace portolan::control
