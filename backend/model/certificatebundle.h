// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A certificate with all that is needed to serve it: the chain that is sent, its private key, and what it
// says of itself, read out once. Made by pki/ on the control thread (issued by the local authority, or loaded
// from the operator's files and checked); carried by snapshots to the workers, shared and const. It never
// reaches the API: views of it are made of names, dates and fingerprint only.

#include "backend/base/clock.h"
#include "backend/model/proxypolicy.h"

#include <cstdint>
#include <string>
#include <vector>

namespace portolan::model {

enum class CertificateOrigin : std::uint8_t {
    LocalAuthority,  ///< issued by the zone's own authority
    File,            ///< from files that the operator named
};

struct CertificateBundle {
    /// In DER, as sent: the leaf first, then its issuers, without the root. Source: RFC 8446 section 4.4.2.
    std::vector<std::string> chain;
    std::string privateKey;     ///< PKCS#8 in DER. Source: RFC 5958
    Fingerprint fingerprint{};  ///< of the leaf
    /// DNS names of the leaf, lower case; one may begin with "*.", which stands for one label.
    /// Source: RFC 6125 section 6.4.3
    std::vector<std::string> names;
    std::string issuer;  ///< common name, for people
    base::SystemTime notBefore{};
    base::SystemTime notAfter{};
    CertificateOrigin origin = CertificateOrigin::LocalAuthority;
    friend bool operator==(const CertificateBundle&, const CertificateBundle&) = default;
};

}  // namespace portolan::model
