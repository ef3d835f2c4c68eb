// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// OpenSSL's objects with owners, and how they become bytes. Used by this folder and its tests only; values,
// any thread.

#include <memory>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string>
#include <string_view>

namespace portolan::pki {

struct OpenSslFree {
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
    void operator()(BIO* bio) const { BIO_free_all(bio); }
    void operator()(BIGNUM* number) const { BN_clear_free(number); }
    void operator()(PKCS8_PRIV_KEY_INFO* key) const { PKCS8_PRIV_KEY_INFO_free(key); }
    void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
    void operator()(GENERAL_NAME* name) const { GENERAL_NAME_free(name); }
    void operator()(GENERAL_SUBTREE* tree) const { GENERAL_SUBTREE_free(tree); }
    void operator()(NAME_CONSTRAINTS* constraints) const { NAME_CONSTRAINTS_free(constraints); }
    void operator()(BASIC_CONSTRAINTS* constraints) const { BASIC_CONSTRAINTS_free(constraints); }
    void operator()(AUTHORITY_KEYID* id) const { AUTHORITY_KEYID_free(id); }
    void operator()(ASN1_STRING* text) const { ASN1_STRING_free(text); }  // also of bits, octets and times
    void operator()(CRL_DIST_POINTS* points) const { CRL_DIST_POINTS_free(points); }
    void operator()(DIST_POINT* point) const { DIST_POINT_free(point); }
    void operator()(X509_CRL* list) const { X509_CRL_free(list); }
    void operator()(EXTENDED_KEY_USAGE* usage) const { EXTENDED_KEY_USAGE_free(usage); }
};

using CertificatePointer = std::unique_ptr<X509, OpenSslFree>;
using KeyPointer = std::unique_ptr<EVP_PKEY, OpenSslFree>;
using KeyContextPointer = std::unique_ptr<EVP_PKEY_CTX, OpenSslFree>;
using BioPointer = std::unique_ptr<BIO, OpenSslFree>;

[[nodiscard]] std::string derOf(const X509& certificate);
/// PKCS#8. Source: RFC 5958.
[[nodiscard]] std::string derOf(const EVP_PKEY& key);
/// Source: RFC 7468 section 5.
[[nodiscard]] std::string pemOf(const X509& certificate);
/// PKCS#8, not encrypted. Source: RFC 7468 section 10.
[[nodiscard]] std::string pemOf(const EVP_PKEY& key);
/// nullptr unless `der` is one certificate and nothing else.
[[nodiscard]] CertificatePointer certificateOf(std::string_view der);
/// nullptr unless `der` is one private key in PKCS#8 and nothing else.
[[nodiscard]] KeyPointer keyOf(std::string_view der);

}  // namespace portolan::pki
