// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testcertificate.h"

#include "backend/base/ipaddress.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

namespace portolan::support {

namespace {

void addExtension(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

std::string derOf(const X509* certificate) {
    unsigned char* bytes = nullptr;
    const int size = i2d_X509(certificate, &bytes);
    std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    OPENSSL_free(bytes);
    return der;
}

EVP_PKEY* makeKey(const std::string& kind) {
    constexpr std::string_view rsa = "RSA";
    if (kind.starts_with(rsa))
        return EVP_RSA_gen(static_cast<unsigned>(std::stoul(kind.substr(rsa.size()))));
    if (kind == "ED25519")
        return EVP_PKEY_Q_keygen(nullptr, nullptr, kind.c_str());
    return EVP_EC_gen(kind.c_str());
}

std::string alternativeNamesOf(const TestCertificate::Wish& wish) {
    if (!wish.alternativeNames.empty())
        return wish.alternativeNames;
    std::string names = (base::IpAddress::parse(wish.name) ? "IP:" : "DNS:") + wish.name;
    for (const std::string& name : wish.more)
        names += ",DNS:" + name;
    return names;
}

template <class Write>
std::string pemBy(Write write) {
    BIO* const bio = BIO_new(BIO_s_mem());
    write(bio);
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio, &text);
    std::string pem(text, static_cast<std::size_t>(size));
    BIO_free(bio);
    return pem;
}

}  // namespace

TestCertificate::TestCertificate(const Wish& wish)
    : m_key(makeKey(wish.keyKind)), m_certificate(X509_new()), m_names{wish.name}, m_issuer(wish.issuer) {
    m_names.insert(m_names.end(), wish.more.begin(), wish.more.end());
    std::uint32_t serial = 0;
    RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
    X509_set_version(m_certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(m_certificate), serial >> 1);
    const auto secondsOf = [](std::chrono::hours time) {
        return std::chrono::duration_cast<std::chrono::seconds>(time).count();
    };
    X509_gmtime_adj(X509_getm_notBefore(m_certificate), secondsOf(wish.from));
    X509_gmtime_adj(X509_getm_notAfter(m_certificate), secondsOf(wish.until));
    X509_set_pubkey(m_certificate, m_key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(m_certificate), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(wish.name.c_str()), -1, -1, 0);
    X509* const issuer = wish.issuer ? wish.issuer->m_certificate : m_certificate;
    X509_set_issuer_name(m_certificate, X509_get_subject_name(issuer));
    addExtension(m_certificate, issuer, NID_basic_constraints,
                 wish.isAuthority ? "critical,CA:TRUE" : "CA:FALSE");
    if (!wish.isAuthority || !wish.alternativeNames.empty())
        addExtension(m_certificate, issuer, NID_subject_alt_name, alternativeNamesOf(wish));
    if (!wish.purposes.empty())
        addExtension(m_certificate, issuer, NID_ext_key_usage, wish.purposes);
    EVP_PKEY* const signer = wish.issuer ? wish.issuer->m_key : m_key;
    // Ed25519 brings its own.
    const bool hasDigest = EVP_PKEY_get_base_id(signer) != EVP_PKEY_ED25519;
    X509_sign(m_certificate, signer, hasDigest ? EVP_get_digestbyname(wish.digest) : nullptr);
}

TestCertificate::~TestCertificate() {
    X509_free(m_certificate);
    EVP_PKEY_free(m_key);
}

std::array<std::uint8_t, 32> TestCertificate::fingerprint() const {
    std::array<std::uint8_t, 32> fingerprint{};
    unsigned int size = 0;
    X509_digest(m_certificate, EVP_sha256(), fingerprint.data(), &size);
    return fingerprint;
}

std::string TestCertificate::fingerprintText() const {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "sha256:";
    for (const std::uint8_t byte : fingerprint()) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::string TestCertificate::certificatePem() const {
    return pemBy([this](BIO* bio) { PEM_write_bio_X509(bio, m_certificate); });
}

std::string TestCertificate::keyPem() const {
    return pemBy(
        [this](BIO* bio) { PEM_write_bio_PrivateKey(bio, m_key, nullptr, nullptr, 0, nullptr, nullptr); });
}

std::shared_ptr<const model::CertificateBundle> TestCertificate::bundle() const {
    auto bundle = std::make_shared<model::CertificateBundle>();
    bundle->leaf = derOf(m_certificate);
    if (m_issuer)
        bundle->issuers = std::make_shared<const model::CertificateIssuers>(
            model::CertificateIssuers{.chain = {derOf(m_issuer->m_certificate)}, .name = {}});
    PKCS8_PRIV_KEY_INFO* const key = EVP_PKEY2PKCS8(m_key);
    unsigned char* bytes = nullptr;
    const int size = i2d_PKCS8_PRIV_KEY_INFO(key, &bytes);
    bundle->privateKey.assign(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    OPENSSL_free(bytes);
    PKCS8_PRIV_KEY_INFO_free(key);
    bundle->fingerprint = fingerprint();
    bundle->names = m_names;
    return bundle;
}

}  // namespace portolan::support
