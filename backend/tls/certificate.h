// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What a certificate is known by, and what it means when one is refused. Pure functions.

#include "backend/model/proxypolicy.h"
#include "backend/net/stream.h"
#include "backend/tls/openssl.h"

namespace portolan::tls {

/// SHA-256 of the certificate as it was sent.
[[nodiscard]] model::Fingerprint fingerprintOf(const X509& certificate);

/// Whether the current time lies in the certificate's validity. Source: RFC 5280 section 4.1.2.5.
[[nodiscard]] bool isInForce(const X509& certificate);

/// What a result of the verification (X509_V_ERR_...) means for the one who connects.
[[nodiscard]] net::CloseReason reasonOfVerification(long result);

}  // namespace portolan::tls
