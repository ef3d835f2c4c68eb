// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Listeners, store and zones -> the answer to "how are you": which part works, which is off, which has failed
// and why. A part that is off or absent is disabled, never failed. Pure function; control thread.

#include "backend/control/dataplane.h"
#include "backend/control/publication.h"
#include "backend/model/catalog.h"

#include <optional>
#include <string>

namespace portolan::control {

/// `storeFailure` is the error of the last transaction, if it failed.
[[nodiscard]] api::SystemStatus makeStatus(const std::string& version, const DataPlane& dataPlane,
                                           const Publication& publication,
                                           const CertificateBook& certificates, const model::Catalog& catalog,
                                           const std::optional<base::Error>& storeFailure);

}  // namespace portolan::control
