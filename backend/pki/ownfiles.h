// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Which files of a path that the operator named belong together: a file with its key beside or inside it, or
// a folder as lego, certbot, mkcert or a person by hand leave it. Reads the disk; control thread.
//
//     lego     NAME.crt, NAME.key, NAME.issuer.crt
//     certbot  live/NAME/fullchain.pem, privkey.pem; named by /etc/letsencrypt, .../live or .../live/NAME
//     other    *.pem, *.crt, *.cer and *.key, matched by the key

#include "backend/base/result.h"

#include <string>
#include <vector>

namespace portolan::pki {

/// Paths of one certificate. `key` equals `certificate` when it is inside; `issuer` is empty when there is no
/// such file.
struct CertificateFiles {
    std::string certificate;
    std::string key;
    std::string issuer;
    friend bool operator==(const CertificateFiles&, const CertificateFiles&) = default;
};

/// By the path of the certificate. What cannot be read counts as a certificate, so that loading it says why.
/// Errors: file.missing, file.unreadable, for `path` itself; certificate.none when nothing is there.
[[nodiscard]] base::Result<std::vector<CertificateFiles>> findCertificates(const std::string& path);

}  // namespace portolan::pki
