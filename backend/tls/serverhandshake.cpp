// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/tls/serverhandshake.h"

#include "backend/tls/certificatecache.h"
#include "backend/tls/servercontexts.h"
#include "backend/tls/servername.h"

#include <algorithm>
#include <array>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rand.h>

namespace portolan::tls {

namespace {

// Source: RFC 7301 section 6.
constexpr std::string_view http11 = "http/1.1";

int handshakeIndex() {
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

ServerHandshake& handshakeOf(const SSL* ssl) {
    return *static_cast<ServerHandshake*>(SSL_get_ex_data(ssl, handshakeIndex()));
}

/// What OpenSSL's reason for breaking off means. Alerts of the peer have 1000 and their number.
HandshakeFailure failureOf(int reason) {
    switch (reason) {
        case SSL_R_UNSUPPORTED_PROTOCOL:
        case SSL_R_VERSION_TOO_LOW:
        case SSL_R_WRONG_SSL_VERSION:
        case SSL_R_WRONG_VERSION_NUMBER:
            return HandshakeFailure::Version;
        case SSL_R_NO_SHARED_CIPHER:
        case SSL_R_NO_SHARED_GROUPS:
        case SSL_R_NO_SUITABLE_KEY_SHARE:
        case SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM:
        case SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS:
            return HandshakeFailure::NothingInCommon;
        case SSL_R_NO_APPLICATION_PROTOCOL:
            return HandshakeFailure::NoProtocol;
        case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
        case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
        case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
            return HandshakeFailure::NotTrusted;
        case ERR_R_MALLOC_FAILURE:
        case ERR_R_INTERNAL_ERROR:
            return HandshakeFailure::Internal;
        default:
            return reason > SSL_AD_REASON_OFFSET ? HandshakeFailure::Refused : HandshakeFailure::Malformed;
    }
}

}  // namespace

std::span<const std::string_view> handshakeFailureWords() {
    static constexpr std::array<std::string_view, static_cast<std::size_t>(HandshakeFailure::Count)> words{
        "not_tls", "timeout",     "client_gone", "unknown_name", "no_certificate", "version",
        "cipher",  "no_protocol", "not_trusted", "refused",      "malformed",      "internal"};
    return words;
}

void ServerHandshake::prepare(SSL_CTX& context) {
    SSL_CTX_set_client_hello_cb(&context, onClientHello, nullptr);
    SSL_CTX_set_cert_cb(&context, useCertificate, nullptr);
    // What SSL_CTX_set_tlsext_servername_callback() stands for, less its cast.
    SSL_CTX_callback_ctrl(&context, SSL_CTRL_SET_TLSEXT_SERVERNAME_CB,
                          reinterpret_cast<void (*)()>(confirmName));
    SSL_CTX_set_alpn_select_cb(&context, chooseProtocol, nullptr);
    SSL_CTX_set_session_ticket_cb(&context, markTicket, judgeTicket, nullptr);
    SSL_CTX_set_tlsext_ticket_key_evp_cb(&context, useTicketKey);
}

void ServerHandshake::attachTo(SSL& ssl) {
    SSL_set_ex_data(&ssl, handshakeIndex(), this);
}

std::optional<net::CloseReason> ServerHandshake::onFinished(SSL& ssl) {
    using Version = HandshakeReport::Version;
    m_contexts.report({.failure = {},
                       .version = SSL_version(&ssl) == TLS1_3_VERSION ? Version::Tls13 : Version::Tls12,
                       .resumed = SSL_session_reused(&ssl) == 1});
    return std::nullopt;
}

net::CloseReason ServerHandshake::reasonOfFailure(const SSL&) {
    if (!m_failure)
        m_failure = failureOf(ERR_GET_REASON(ERR_peek_error()));
    return net::CloseReason::TlsRefused;
}

void ServerHandshake::onBroken(net::CloseReason reason) {
    HandshakeFailure failure = m_failure.value_or(HandshakeFailure::ClientGone);
    if (reason == net::CloseReason::NotTls)
        failure = HandshakeFailure::NotTls;
    else if (reason == net::CloseReason::TimedOut)
        failure = HandshakeFailure::TimedOut;
    else if (reason == net::CloseReason::Failed)
        failure = HandshakeFailure::Internal;
    m_contexts.report({.failure = failure});
}

/// A ticket that went out at the end of the handshake would take a packet of its own; with the first answer
/// it costs none, and whoever gets no answer needs no ticket.
void ServerHandshake::onFirstSend(SSL& ssl) {
    if (SSL_version(&ssl) == TLS1_3_VERSION)
        SSL_new_session_ticket(&ssl);
}

std::string_view ServerHandshake::answerToPlaintext() const {
    return m_contexts.answerToPlaintext();
}

/// First of all callbacks, and the only one before an earlier session is looked at.
int ServerHandshake::onClientHello(SSL* ssl, int* alert, void*) {
    return handshakeOf(ssl).takeClientHello(*ssl, *alert) ? SSL_CLIENT_HELLO_SUCCESS : SSL_CLIENT_HELLO_ERROR;
}

bool ServerHandshake::takeClientHello(SSL& ssl, int& alert) {
    const unsigned char* extension = nullptr;
    std::size_t size = 0;
    m_serverName.clear();
    if (SSL_client_hello_get0_ext(&ssl, TLSEXT_TYPE_server_name, &extension, &size) == 1) {
        auto name = parseServerName({reinterpret_cast<const char*>(extension), size});
        if (!name) {
            alert = SSL_AD_DECODE_ERROR;
            m_failure = HandshakeFailure::Malformed;
            return false;
        }
        m_serverName = std::move(*name);
    }
    m_certificate = m_contexts.certificateOf(m_serverName);
    if (m_certificate)
        return true;
    alert = SSL_AD_UNRECOGNIZED_NAME;
    m_failure = m_serverName.empty() ? HandshakeFailure::NoCertificate : HandshakeFailure::UnknownName;
    return false;
}

/// Only for full handshakes.
int ServerHandshake::useCertificate(SSL* ssl, void*) {
    ServerHandshake& handshake = handshakeOf(ssl);
    const LoadedCertificate* const loaded = handshake.m_contexts.load(handshake.m_certificate);
    const bool used = loaded && SSL_use_cert_and_key(ssl, loaded->leaf.get(), loaded->key.get(),
                                                     loaded->issuers.get(), 1) == 1;
    if (!used)
        handshake.m_failure = HandshakeFailure::Internal;
    return used ? 1 : 0;
}

/// A server that made use of the name says so. Source: RFC 6066 section 3.
int ServerHandshake::confirmName(SSL* ssl, int*, void*) {
    return handshakeOf(ssl).m_serverName.empty() ? SSL_TLSEXT_ERR_NOACK : SSL_TLSEXT_ERR_OK;
}

int ServerHandshake::chooseProtocol(SSL*, const unsigned char** chosen, unsigned char* size,
                                    const unsigned char* offered, unsigned int offeredSize, void*) {
    std::string_view list(reinterpret_cast<const char*>(offered), offeredSize);
    while (!list.empty()) {
        const std::string_view name = list.substr(1, static_cast<unsigned char>(list.front()));
        if (name == http11) {
            *chosen = reinterpret_cast<const unsigned char*>(name.data());
            *size = static_cast<unsigned char>(name.size());
            return SSL_TLSEXT_ERR_OK;
        }
        list.remove_prefix(1 + name.size());
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

/// What a session is good for: the certificate it began with, and the name it was asked by.
std::string ServerHandshake::ticketMark() const {
    std::string mark(reinterpret_cast<const char*>(m_certificate->fingerprint.data()),
                     m_certificate->fingerprint.size());
    return mark += m_serverName;
}

int ServerHandshake::markTicket(SSL* ssl, void*) {
    const std::string mark = handshakeOf(ssl).ticketMark();
    return SSL_SESSION_set1_ticket_appdata(SSL_get_session(ssl), mark.data(), mark.size());
}

SSL_TICKET_RETURN ServerHandshake::judgeTicket(SSL* ssl, SSL_SESSION* session, const unsigned char*,
                                               std::size_t, SSL_TICKET_STATUS status, void*) {
    if (status != SSL_TICKET_SUCCESS && status != SSL_TICKET_SUCCESS_RENEW)
        return SSL_TICKET_RETURN_IGNORE_RENEW;
    void* mark = nullptr;
    std::size_t size = 0;
    if (SSL_SESSION_get0_ticket_appdata(session, &mark, &size) != 1 || !mark ||
        handshakeOf(ssl).ticketMark() != std::string_view(static_cast<const char*>(mark), size))
        return SSL_TICKET_RETURN_IGNORE_RENEW;
    return status == SSL_TICKET_SUCCESS ? SSL_TICKET_RETURN_USE : SSL_TICKET_RETURN_USE_RENEW;
}

/// 1: go on; 2: go on, and replace the ticket; 0: not ours; -1: we cannot. Source: RFC 5077 section 4.
int ServerHandshake::useTicketKey(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
                                  EVP_MAC_CTX* mac, int sealing) {
    constexpr int ivSize = 16;
    ServerContexts& contexts = handshakeOf(ssl).m_contexts;
    std::optional<TicketKeys::Found> found;
    if (sealing != 0) {
        found = TicketKeys::Found{contexts.ticketKeys().current(), true};
        std::copy(found->key.name.begin(), found->key.name.end(), name);
        if (RAND_bytes(iv, ivSize) != 1)
            return -1;
    } else {
        found = contexts.ticketKeys().find(
            std::span<const unsigned char, TicketKey::nameSize>(name, TicketKey::nameSize));
        if (!found)
            return 0;
    }
    static char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, found->key.mac.data(), found->key.mac.size()),
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_construct_end()};
    if (EVP_MAC_CTX_set_params(mac, parameters) != 1 ||
        EVP_CipherInit_ex(cipher, &contexts.ticketCipher(), nullptr, found->key.cipher.data(), iv, sealing) !=
            1)
        return -1;
    return sealing != 0 || found->isCurrent ? 1 : 2;
}

}  // namespace portolan::tls
