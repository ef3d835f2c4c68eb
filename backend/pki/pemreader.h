// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The text of certificate files: the certificates and the private key among its PEM blocks. Never asks
// anybody for a passphrase. Pure; any thread. Source: RFC 7468, RFC 1421 section 4.6.1.1 (encrypted in the
// old way).

#include "backend/base/result.h"
#include "backend/pki/openssl.h"

#include <optional>
#include <string_view>
#include <vector>

namespace portolan::pki {

struct PemContent {
    std::vector<CertificatePointer> certificates;  ///< in the order they stand
    KeyPointer key;                                ///< the first; nullptr if there is none
};

/// Blocks of other kinds are passed over, and so is text between blocks. Errors: pem.damaged (a block without
/// its end, or one whose content is not what its label says), key.encrypted, pem.several_keys.
[[nodiscard]] base::Result<PemContent> readPem(std::string_view text);

}  // namespace portolan::pki
