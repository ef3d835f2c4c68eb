// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/tls/certificate.h"

#include <openssl/evp.h>

namespace portolan::tls {

model::Fingerprint fingerprintOf(const X509& certificate) {
    model::Fingerprint fingerprint{};
    unsigned int size = 0;
    X509_digest(&certificate, EVP_sha256(), fingerprint.data(), &size);
    return fingerprint;
}

bool isInForce(const X509& certificate) {
    return X509_cmp_current_time(X509_get0_notBefore(&certificate)) < 0 &&
           X509_cmp_current_time(X509_get0_notAfter(&certificate)) > 0;
}

net::CloseReason reasonOfVerification(long result) {
    switch (result) {
        case X509_V_ERR_APPLICATION_VERIFICATION:
            return net::CloseReason::CertificateChanged;
        case X509_V_ERR_CERT_HAS_EXPIRED:
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return net::CloseReason::CertificateExpired;
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH:
            return net::CloseReason::CertificateName;
        default:
            return net::CloseReason::CertificateUntrusted;
    }
}

}  // namespace portolan::tls
