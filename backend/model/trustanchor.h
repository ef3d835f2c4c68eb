// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What a device needs to believe the certificates of one zone: the root of its local authority, public, in
// the forms that systems take. Made by pki/ on the control thread; snapshots carry it to the pages that offer
// it, control/ answers the API with it. Never holds a key. Shared and const.

#include "backend/base/clock.h"
#include "backend/model/proxypolicy.h"

#include <string>

namespace portolan::model {

struct TrustAnchor {
    std::string zone;
    std::string name;           ///< common name of the root, for people
    Fingerprint fingerprint{};  ///< of the root
    base::SystemTime notBefore{};
    base::SystemTime notAfter{};
    std::string der;
    std::string pem;           ///< Source: RFC 7468 section 5
    std::string mobileConfig;  ///< a configuration profile for iOS and macOS
    /// What the root and the intermediate have revoked, in DER, for clients that insist on looking: nothing,
    /// since a name is withdrawn by no longer serving it. Empty where the root's key was not there to sign.
    /// Source: RFC 5280 section 5
    std::string rootRevocations;
    std::string issuerRevocations;
    friend bool operator==(const TrustAnchor&, const TrustAnchor&) = default;
};

}  // namespace portolan::model
