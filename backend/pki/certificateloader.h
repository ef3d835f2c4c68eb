// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The text of somebody's certificate files, checked and put in order: what would make clients turn away is
// found here, before it is served. Pure; any thread. Source: RFC 5280, RFC 8446 section 4.4.2 (order),
// CA/Browser Forum Baseline Requirements section 6.1.5 (keys).

#include "backend/base/clock.h"
#include "backend/base/result.h"
#include "backend/model/certificatebundle.h"

#include <string_view>

namespace portolan::pki {

/// PEM texts; `key` is empty when the key is among the certificates, `issuers` when nothing is added.
struct CertificateTexts {
    std::string_view certificates;
    std::string_view key{};
    std::string_view issuers{};
};

/// The certificate that the key belongs to, then its issuers as far as they are there, without a root; what
/// does not belong to the chain is left out. Errors: those of readPem; certificate.none,
/// certificate.no_names, certificate.not_for_servers, certificate.weak_signature, certificate.expired,
/// certificate.not_yet_valid; key.missing, key.mismatch, key.kind, key.too_short.
[[nodiscard]] base::Result<model::CertificateBundle> loadCertificate(const CertificateTexts& texts,
                                                                     base::SystemTime now);

/// Whether it is in force. Errors: certificate.expired, certificate.not_yet_valid.
[[nodiscard]] base::Result<void> checkDates(const model::CertificateBundle& bundle, base::SystemTime now);

}  // namespace portolan::pki
