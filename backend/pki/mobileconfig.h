// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A root as a configuration profile, which iOS and macOS install by opening it. The same root gives the same
// bytes, so that a device that opens it twice updates what it has. Not signed: a signature of ours would
// prove nothing to a device that does not trust us yet. Pure; any thread.
// Source: Apple, Configuration Profile Reference, CertificateRoot payload.

#include "backend/model/proxypolicy.h"

#include <string>
#include <string_view>

namespace portolan::pki {

/// XML property list with the root in DER. `name` and `zone` are for people.
[[nodiscard]] std::string mobileConfig(std::string_view der, std::string_view name, std::string_view zone,
                                       const model::Fingerprint& fingerprint);

}  // namespace portolan::pki
