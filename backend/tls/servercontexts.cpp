// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/tls/servercontexts.h"

#include <openssl/err.h>
#include <utility>

namespace portolan::tls {

namespace {

// Ephemeral keys and authenticated encryption only, the cheap one first. Source: RFC 9325 section 4.2.
constexpr const char* ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* suites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr const char* groups = "X25519:P-256:P-384";
// No SHA-1. Source: RFC 9155.
constexpr const char* signatures =
    "ECDSA+SHA256:RSA-PSS+SHA256:ed25519:ECDSA+SHA384:RSA-PSS+SHA384:ECDSA+SHA512:RSA-PSS+SHA512:"
    "RSA+SHA256:RSA+SHA384:RSA+SHA512";
constexpr int securityLevel = 2;  // 112 bits

ContextPointer makeContext() {
    ContextPointer context(SSL_CTX_new(TLS_server_method()));
    if (!context)
        return nullptr;
    SSL_CTX* const raw = context.get();
    SSL_CTX_set_security_level(raw, securityLevel);
    SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
    if (SSL_CTX_set_cipher_list(raw, ciphers) != 1 || SSL_CTX_set_ciphersuites(raw, suites) != 1 ||
        SSL_CTX_set1_groups_list(raw, groups) != 1 || SSL_CTX_set1_sigalgs_list(raw, signatures) != 1)
        return nullptr;
    SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                 SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    // Bundles hold their chain: OpenSSL must not look for one in each handshake.
    SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_NO_AUTO_CHAIN);
    static constexpr unsigned char id[] = {'p', 'o', 'r', 't', 'o', 'l', 'a', 'n'};
    SSL_CTX_set_session_id_context(raw, id, sizeof id);
    SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_timeout(raw, static_cast<long>(TicketKeys::period.count()));
    // None at the end of the handshake: ServerHandshake::onFirstSend().
    SSL_CTX_set_num_tickets(raw, 0);
    ServerHandshake::prepare(*raw);
    return context;
}

}  // namespace

ServerContexts::ServerContexts(ServerContextsParts parts)
    : m_parts(std::move(parts)),
      m_ticketCipher(EVP_CIPHER_fetch(nullptr, "AES-256-CBC", nullptr)),
      m_context(m_ticketCipher ? makeContext() : nullptr) {}

ServerContexts::~ServerContexts() = default;

net::StreamHandle ServerContexts::accept(net::FileDescriptor fd, const base::SocketAddress& peer,
                                         base::Milliseconds limit, net::StreamHandler& handler) {
    auto handshake = std::make_unique<ServerHandshake>(*this);
    SslPointer ssl = makeSsl();
    if (ssl)
        handshake->attachTo(*ssl);
    net::Engine& engine = m_parts.engine;
    auto stream =
        std::make_unique<TlsStream>(engine, m_workspace, std::move(ssl), std::move(handshake), handler);
    TlsStream& made = *stream;
    std::uint32_t slot = 0;
    const net::StreamHandle handle = engine.install(std::move(stream), slot);
    made.beginOver(slot, engine.adopt(std::move(fd), made.below(), peer), limit);
    return handle;
}

const ServerHandshake* ServerContexts::handshakeOf(const net::StreamHandle& stream) {
    const auto* const made = static_cast<const TlsStream*>(stream.stream());
    return made ? static_cast<const ServerHandshake*>(&made->handshake()) : nullptr;
}

SslPointer ServerContexts::makeSsl() const {
    ERR_clear_error();
    SslPointer ssl(m_context ? SSL_new(m_context.get()) : nullptr);
    if (ssl)
        SSL_set_accept_state(ssl.get());
    return ssl;
}

}  // namespace portolan::tls
