// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// OpenSSL's objects with owners. What is shared inside OpenSSL (a context by its connections) is counted
// there. Used by this folder and its tests only; a worker's objects stay on its thread.

#include <memory>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace portolan::tls {

struct OpenSslFree {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
    void operator()(STACK_OF(X509) * certificates) const { sk_X509_pop_free(certificates, X509_free); }
};

using SslPointer = std::unique_ptr<SSL, OpenSslFree>;
using ContextPointer = std::unique_ptr<SSL_CTX, OpenSslFree>;
using SessionPointer = std::unique_ptr<SSL_SESSION, OpenSslFree>;
using CertificatePointer = std::unique_ptr<X509, OpenSslFree>;
using CertificateStack = std::unique_ptr<STACK_OF(X509), OpenSslFree>;
using KeyPointer = std::unique_ptr<EVP_PKEY, OpenSslFree>;
using CipherPointer = std::unique_ptr<EVP_CIPHER, OpenSslFree>;

}  // namespace portolan::tls
