// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Certificates made on the spot, so that no test depends on a file that runs out: self-signed or of an
// authority made the same way. For tests only.

#include "backend/model/certificatebundle.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <openssl/x509.h>
#include <string>
#include <vector>

namespace portolan::support {

class TestCertificate {
  public:
    struct Wish {
        std::string name = "app.test";            ///< subject and, as DNS or IP, alternative name
        std::vector<std::string> more{};          ///< other names it stands for
        std::chrono::hours from{-1};              ///< of now
        std::chrono::hours until{24};             ///< of now
        const TestCertificate* issuer = nullptr;  ///< nullptr: signed by itself
        bool isAuthority = false;
        std::string keyKind = "P-256";   ///< also "P-521", "ED25519", "RSA1024", "RSA2048"
        std::string alternativeNames{};  ///< as openssl writes them; empty: `name` and `more`
        std::string purposes{};          ///< extended key usage as openssl writes it; empty: none
        const char* digest = "SHA256";
    };

    explicit TestCertificate(const Wish& wish);
    TestCertificate() : TestCertificate(Wish{}) {}
    ~TestCertificate();
    TestCertificate(const TestCertificate&) = delete;
    TestCertificate& operator=(const TestCertificate&) = delete;

    [[nodiscard]] X509* certificate() const { return m_certificate; }
    [[nodiscard]] EVP_PKEY* key() const { return m_key; }
    /// SHA-256.
    [[nodiscard]] std::array<std::uint8_t, 32> fingerprint() const;
    /// "sha256:0123...".
    [[nodiscard]] std::string fingerprintText() const;
    [[nodiscard]] std::string certificatePem() const;
    [[nodiscard]] std::string keyPem() const;
    /// As it is served: with its issuer, if it has one.
    [[nodiscard]] std::shared_ptr<const model::CertificateBundle> bundle() const;

  private:
    EVP_PKEY* m_key = nullptr;
    X509* m_certificate = nullptr;
    std::vector<std::string> m_names;
    const TestCertificate* m_issuer = nullptr;
};

}  // namespace portolan::support
