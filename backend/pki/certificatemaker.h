// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The three kinds of certificates of a local authority: its root, the intermediate that signs from day to
// day, and leaves. What stands in each is decided here; when, for whom and how long is LocalAuthority's.
// Pure but for random numbers; any thread. Source: RFC 5280 sections 4.1 and 4.2; CA/Browser Forum Baseline
// Requirements section 7.1.

#include "backend/base/clock.h"
#include "backend/pki/openssl.h"

#include <string>
#include <string_view>
#include <vector>

namespace portolan::pki {

struct Validity {
    base::SystemTime notBefore{};
    base::SystemTime notAfter{};
};

/// A certificate and the key that belongs to it.
struct Identity {
    CertificatePointer certificate;
    KeyPointer key;
};

/// A fresh P-256 key; nullptr when OpenSSL fails.
[[nodiscard]] KeyPointer makeKey();

/// Signed by itself; may sign for `zone` and below and for no address. `machine` tells people whose it is. No
/// two have the same subject. Nothing inside when OpenSSL fails.
[[nodiscard]] Identity makeRoot(std::string_view zone, std::string_view machine, const Validity& validity);

/// May sign leaves, within the root's limits, which it repeats for those who do not read a root's.
/// `revocationsUrl`, if not empty, is where clients find the root's revocation list.
[[nodiscard]] Identity makeIntermediate(const Identity& root, std::string_view zone, const Validity& validity,
                                        std::string_view revocationsUrl);

/// For servers of the DNS names. Nothing inside when OpenSSL fails. Costs a fresh key and a signature.
/// `revocationsUrl`, if not empty, is where clients find the issuer's revocation list.
[[nodiscard]] Identity makeLeaf(const Identity& issuer, const std::vector<std::string>& names,
                                const Validity& validity, std::string_view revocationsUrl);

/// A revocation list of the issuer's in DER, with nobody on it; empty when OpenSSL fails.
/// Source: RFC 5280 section 5
[[nodiscard]] std::string makeEmptyRevocationList(const Identity& issuer, const Validity& validity);

}  // namespace portolan::pki
