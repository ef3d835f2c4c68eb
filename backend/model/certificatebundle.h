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
#include <memory>
#include <string>
#include <vector>

namespace portolan::model {

enum class CertificateOrigin : std::uint8_t {
    LocalAuthority,  ///< issued by the zone's own authority
    File,            ///< from files that the operator named
};

/// Who stands behind a leaf. A hundred thousand leaves of one authority share one.
struct CertificateIssuers {
    /// In DER, in the order they are sent after the leaf, without the root. Source: RFC 8446 section 4.4.2.
    std::vector<std::string> chain{};
    std::string name{};  ///< common name of who has issued the leaf, for people
    friend bool operator==(const CertificateIssuers&, const CertificateIssuers&) = default;
};

using SharedIssuers = std::shared_ptr<const CertificateIssuers>;

/// Of a leaf that nobody is known to stand behind.
[[nodiscard]] inline SharedIssuers noIssuers() {
    static const SharedIssuers none = std::make_shared<const CertificateIssuers>();
    return none;
}

struct CertificateBundle {
    std::string leaf;                     ///< in DER
    SharedIssuers issuers = noIssuers();  ///< never null
    std::string privateKey;               ///< PKCS#8 in DER. Source: RFC 5958
    Fingerprint fingerprint{};            ///< of the leaf
    /// DNS names of the leaf, lower case; one may begin with "*.", which stands for one label.
    /// Source: RFC 6125 section 6.4.3
    std::vector<std::string> names;
    base::SystemTime notBefore{};
    base::SystemTime notAfter{};
    CertificateOrigin origin = CertificateOrigin::LocalAuthority;
    /// The issuers are compared by what they are, wherever they are kept.
    friend bool operator==(const CertificateBundle& a, const CertificateBundle& b) {
        return a.leaf == b.leaf && *a.issuers == *b.issuers && a.privateKey == b.privateKey &&
               a.fingerprint == b.fingerprint && a.names == b.names && a.notBefore == b.notBefore &&
               a.notAfter == b.notAfter && a.origin == b.origin;
    }
};

}  // namespace portolan::model
