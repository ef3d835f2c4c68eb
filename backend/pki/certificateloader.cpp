// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/pki/certificateloader.h"

#include "backend/pki/certificateview.h"
#include "backend/pki/pemreader.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <openssl/err.h>

namespace portolan::pki {

namespace {

constexpr std::size_t mostIssuers = 9;
constexpr int shortestRsa = 2048;  // Baseline Requirements section 6.1.5
constexpr int longestRsa = 8192;   // a handshake with more takes a server long enough to be an attack

base::Error loadError(std::string code, std::string message, base::Error::Params params = {}) {
    return {std::move(code), std::move(message), "", std::move(params)};
}

bool isSelfSigned(X509* certificate) {
    return X509_check_issued(certificate, certificate) == X509_V_OK;
}

bool isIssuedBy(X509* certificate, X509* issuer) {
    return X509_check_issued(issuer, certificate) == X509_V_OK &&
           X509_verify(certificate, X509_get0_pubkey(issuer)) == 1;
}

/// Ed25519 and P-521 are sound, but no browser takes them from a server.
base::Result<void> checkKey(const EVP_PKEY& key) {
    const int kind = EVP_PKEY_get_base_id(&key);
    if (kind == EVP_PKEY_RSA) {
        const int bits = EVP_PKEY_get_bits(&key);
        if (bits >= shortestRsa && bits <= longestRsa)
            return {};
        return loadError("key.too_short",
                         "Clients take RSA keys of 2048 to 8192 bits, and this one has " +
                             std::to_string(bits) + ": have the certificate issued for another key.",
                         {{"bits", std::to_string(bits)}});
    }
    std::array<char, 64> group{};
    std::size_t size = 0;
    if (kind == EVP_PKEY_EC && EVP_PKEY_get_group_name(&key, group.data(), group.size(), &size) == 1) {
        const std::string_view name(group.data(), size);
        if (name == "prime256v1" || name == "secp384r1")
            return {};
    }
    return loadError(
        "key.kind",
        "Browsers take RSA, P-256 and P-384 keys, and this is another kind: have the certificate "
        "issued for one of them.");
}

base::Result<void> checkLeaf(X509* leaf, const std::vector<std::string>& names) {
    if (names.empty())
        return loadError("certificate.no_names",
                         "The certificate names no host: its subject alternative names hold no DNS name.");
    if (X509_check_purpose(leaf, X509_PURPOSE_SSL_SERVER, 0) != 1)
        return loadError("certificate.not_for_servers",
                         "The certificate is not meant for servers (extended key usage, key usage).");
    int digest = NID_undef;
    if (X509_get_signature_info(leaf, &digest, nullptr, nullptr, nullptr) == 1 &&
        (digest == NID_sha1 || digest == NID_md5 || digest == NID_md5_sha1))
        return loadError("certificate.weak_signature",
                         "The certificate is signed with SHA-1 or MD5, which clients refuse: have it issued "
                         "anew.");
    return {};
}

/// The certificate whose key this is, taken out of `pool`.
base::Result<CertificatePointer> takeLeaf(std::vector<CertificatePointer>& pool, const EVP_PKEY& key) {
    if (pool.empty())
        return loadError("certificate.none", "There is no certificate in it.");
    const auto leaf = std::find_if(pool.begin(), pool.end(), [&](const CertificatePointer& certificate) {
        const EVP_PKEY* const own = X509_get0_pubkey(certificate.get());
        return own && EVP_PKEY_eq(own, &key) == 1;
    });
    if (leaf == pool.end())
        return loadError("key.mismatch",
                         "The private key belongs to none of the certificates: put the pair there that was "
                         "issued together.");
    CertificatePointer taken = std::move(*leaf);
    pool.erase(leaf);
    return taken;
}

/// What the leaf hangs on, from `pool`, without a root.
std::vector<const X509*> issuersFor(X509* leaf, const std::vector<CertificatePointer>& pool) {
    std::vector<const X509*> chain;
    X509* last = leaf;
    while (chain.size() < mostIssuers && !isSelfSigned(last)) {
        const auto issuer = std::find_if(pool.begin(), pool.end(), [&](const CertificatePointer& candidate) {
            return std::find(chain.begin(), chain.end(), candidate.get()) == chain.end() &&
                   isIssuedBy(last, candidate.get());
        });
        if (issuer == pool.end() || isSelfSigned(issuer->get()))
            break;
        last = issuer->get();
        chain.push_back(last);
    }
    return chain;
}

base::Result<model::CertificateBundle> load(const CertificateTexts& texts, base::SystemTime now) {
    PORTOLAN_TRY(PemContent content, readPem(texts.certificates));
    if (!texts.key.empty()) {
        PORTOLAN_TRY(PemContent keys, readPem(texts.key));
        if (keys.key)
            content.key = std::move(keys.key);
    }
    if (!content.key)
        return loadError("key.missing", "There is no private key in it or beside it.");
    if (!texts.issuers.empty()) {
        PORTOLAN_TRY(PemContent issuers, readPem(texts.issuers));
        std::move(issuers.certificates.begin(), issuers.certificates.end(),
                  std::back_inserter(content.certificates));
    }
    PORTOLAN_TRY(const CertificatePointer leaf, takeLeaf(content.certificates, *content.key));
    PORTOLAN_CHECK(checkKey(*content.key));
    model::CertificateBundle bundle =
        bundleOf(*leaf, issuersOf(*leaf, issuersFor(leaf.get(), content.certificates)), *content.key,
                 model::CertificateOrigin::File);
    PORTOLAN_CHECK(checkLeaf(leaf.get(), bundle.names));
    PORTOLAN_CHECK(checkDates(bundle, now));
    return bundle;
}

}  // namespace

base::Result<model::CertificateBundle> loadCertificate(const CertificateTexts& texts, base::SystemTime now) {
    auto bundle = load(texts, now);
    ERR_clear_error();
    return bundle;
}

base::Result<void> checkDates(const model::CertificateBundle& bundle, base::SystemTime now) {
    const auto dayOf = [](base::SystemTime time) { return base::toRfc3339(time).substr(0, 10); };
    if (now >= bundle.notAfter)
        return loadError("certificate.expired",
                         "The certificate has ended on " + dayOf(bundle.notAfter) + ": renew it.",
                         {{"date", dayOf(bundle.notAfter)}});
    if (now < bundle.notBefore)
        return loadError("certificate.not_yet_valid",
                         "The certificate is valid from " + dayOf(bundle.notBefore) +
                             " on, and the clock says " + dayOf(now) + ".",
                         {{"date", dayOf(bundle.notBefore)}, {"now", dayOf(now)}});
    return {};
}

}  // namespace portolan::pki
