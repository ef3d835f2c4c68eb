// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/tls/clienthandshake.h"

#include "backend/tls/certificate.h"
#include "backend/tls/clientcontexts.h"

#include <openssl/x509_vfy.h>

namespace portolan::tls {

namespace {

// Forward secrecy first; the last group is for devices that have nothing better.
constexpr const char* ciphers =
    "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:DHE+CHACHA20:ECDHE+AES:DHE+AES:AESGCM:!aNULL:!eNULL:!PSK:!SRP";
// One name with its length before it. Source: RFC 7301 sections 3.1 and 6.
constexpr unsigned char protocols[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

int handshakeIndex() {
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

ClientHandshake& handshakeOf(const SSL* ssl) {
    return *static_cast<ClientHandshake*>(SSL_get_ex_data(ssl, handshakeIndex()));
}

}  // namespace

ContextPointer ClientHandshake::makeContext(model::TlsVerification verification) {
    ContextPointer context(SSL_CTX_new(TLS_client_method()));
    if (!context)
        return nullptr;
    SSL_CTX* const raw = context.get();
    SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(raw, ciphers);
    SSL_CTX_set_alpn_protos(raw, protocols, sizeof protocols);
    SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(raw, takeSession);
    SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nullptr);
    if (verification == model::TlsVerification::Authority)
        SSL_CTX_set_default_verify_paths(raw);
    else
        SSL_CTX_set_cert_verify_callback(raw, verifyPin, nullptr);
    return context;
}

void ClientHandshake::attachTo(SSL& ssl) {
    SSL_set_ex_data(&ssl, handshakeIndex(), this);
}

std::optional<net::CloseReason> ClientHandshake::onFinished(SSL& ssl) {
    const CertificatePointer certificate(SSL_get1_peer_certificate(&ssl));
    if (!certificate)
        return net::CloseReason::CertificateUntrusted;
    // A resumed session shows no certificate: it stands for the one it began with.
    if (m_verification == model::TlsVerification::Pin) {
        if (!isExpected(*certificate)) {
            m_contexts.forgetSession(m_target);
            return net::CloseReason::CertificateChanged;
        }
        m_contexts.noteGood(m_target, fingerprintOf(*certificate), m_pin.has_value());
    } else if (SSL_session_reused(&ssl) && !isInForce(*certificate)) {
        m_contexts.forgetSession(m_target);
        return net::CloseReason::CertificateExpired;
    }
    return std::nullopt;
}

net::CloseReason ClientHandshake::reasonOfFailure(const SSL& ssl) {
    const long result = SSL_get_verify_result(&ssl);
    return result == X509_V_OK ? net::CloseReason::TlsRefused : reasonOfVerification(result);
}

/// In place of OpenSSL's verification: a pinned certificate needs no authority, no name and no date.
int ClientHandshake::verifyPin(X509_STORE_CTX* store, void*) {
    const auto* const ssl =
        static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    const X509* const certificate = X509_STORE_CTX_get0_cert(store);
    const bool good = certificate && handshakeOf(ssl).isExpected(*certificate);
    X509_STORE_CTX_set_error(store, good ? X509_V_OK : X509_V_ERR_APPLICATION_VERIFICATION);
    return good ? 1 : 0;
}

bool ClientHandshake::isExpected(const X509& certificate) const {
    const auto expected = m_contexts.expected(m_target, m_pin);
    const model::Fingerprint shown = fingerprintOf(certificate);
    if (!expected || *expected == shown)
        return true;
    m_contexts.noteChanged(m_target, shown);
    return false;
}

/// 1: the session is ours to free. TLS 1.3 sends it after the handshake (RFC 8446 section 4.6.1).
int ClientHandshake::takeSession(SSL* ssl, SSL_SESSION* session) {
    const ClientHandshake& handshake = handshakeOf(ssl);
    handshake.m_contexts.keepSession(handshake.m_target, SessionPointer(session));
    return 1;
}

}  // namespace portolan::tls
