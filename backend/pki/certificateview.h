// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What a certificate says of itself, for programs and for people. Pure functions; any thread.

#include "backend/base/clock.h"
#include "backend/model/certificatebundle.h"
#include "backend/model/trustanchor.h"
#include "backend/pki/certificatemaker.h"

#include <string>
#include <string_view>
#include <vector>

namespace portolan::pki {

/// SHA-256 of the certificate in DER.
[[nodiscard]] model::Fingerprint fingerprintOf(const X509& certificate);

[[nodiscard]] Validity validityOf(const X509& certificate);
/// Common name of the subject; without one its organization, without either nothing.
[[nodiscard]] std::string subjectName(const X509& certificate);
[[nodiscard]] std::string issuerName(const X509& certificate);
/// Well formed DNS names among the alternative names, lower case, each once, in their order.
[[nodiscard]] std::vector<std::string> dnsNamesOf(const X509& certificate);

/// Those who stand behind `leaf`, in the order they are sent. Not checked here.
[[nodiscard]] model::SharedIssuers issuersOf(const X509& leaf, const std::vector<const X509*>& issuers);

/// The bundle of a leaf and who stands behind it. Not checked here.
[[nodiscard]] model::CertificateBundle bundleOf(const X509& leaf, model::SharedIssuers issuers,
                                                const EVP_PKEY& key, model::CertificateOrigin origin);

/// In the forms that devices take.
[[nodiscard]] model::TrustAnchor trustAnchorOf(const X509& root, std::string_view zone);

}  // namespace portolan::pki
