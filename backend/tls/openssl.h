// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// OpenSSL's objects with owners. What is shared inside OpenSSL (a context by its connections) is counted
// there. Used by this folder and its tests only; a worker's objects stay on its thread.

#include <memory>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace portolan::tls {

struct OpenSslFree {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
    void operator()(X509* certificate) const { X509_free(certificate); }
};

using SslPointer = std::unique_ptr<SSL, OpenSslFree>;
using ContextPointer = std::unique_ptr<SSL_CTX, OpenSslFree>;
using SessionPointer = std::unique_ptr<SSL_SESSION, OpenSslFree>;
using CertificatePointer = std::unique_ptr<X509, OpenSslFree>;

}  // namespace portolan::tls
