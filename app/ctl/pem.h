// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Certificates as PEM text, told apart by their fingerprints; what is in them is never looked at. Pure
// functions. Source: RFC 7468 section 5.1.

#include "backend/model/proxypolicy.h"

#include <string_view>
#include <vector>

namespace portolan::ctl {

/// SHA-256 of each certificate in `text`, in its order; what is no certificate is passed over.
[[nodiscard]] std::vector<model::Fingerprint> fingerprintsIn(std::string_view text);

/// Whether one of the certificates in `text` is this one.
[[nodiscard]] bool holds(std::string_view text, const model::Fingerprint& fingerprint);

}  // namespace portolan::ctl
