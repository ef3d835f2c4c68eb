// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/tls/clientcontexts.h"

#include "backend/base/ipaddress.h"
#include "backend/tls/clienthandshake.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string>
#include <utility>

namespace portolan::tls {

namespace {

constexpr std::uint64_t tellingIntervalMs = 1000;
// A session holds its peer's certificates, a few KiB.
constexpr std::size_t mostSessions = 1024;

/// The name that is asked for and, by authority, must be in the certificate. Source: RFC 6066 section 3 (an
/// address is never sent as a name), RFC 6125 section 6.4.
bool setName(SSL& ssl, const std::string& name, model::TlsVerification verification) {
    const bool verified = verification == model::TlsVerification::Authority;
    if (base::IpAddress::parse(name))
        return !verified || X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(&ssl), name.c_str()) == 1;
    SSL_set_hostflags(&ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return SSL_ctrl(&ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                    const_cast<char*>(name.c_str())) == 1 &&
           (!verified || SSL_set1_host(&ssl, name.c_str()) == 1);
}

}  // namespace

ClientContexts::ClientContexts(net::Engine& engine, Tell tell) : m_engine(engine), m_tell(std::move(tell)) {}

ClientContexts::~ClientContexts() = default;

net::StreamHandle ClientContexts::connect(const ClientPeer& peer, base::Milliseconds timeout,
                                          net::StreamHandler& handler) {
    const model::TlsVerification verification = peer.policy.verification;
    SslPointer ssl = makeSsl(peer);
    auto handshake = std::make_unique<ClientHandshake>(*this, peer.target, verification, peer.pin);
    if (ssl)
        handshake->attachTo(*ssl);
    auto stream =
        std::make_unique<TlsStream>(m_engine, m_workspace, std::move(ssl), std::move(handshake), handler);
    TlsStream& made = *stream;
    std::uint32_t slot = 0;
    const net::StreamHandle handle = m_engine.install(std::move(stream), slot);
    made.begin(slot, m_engine.connect(peer.address, timeout, made.below()), timeout);
    return handle;
}

SslPointer ClientContexts::makeSsl(const ClientPeer& peer) {
    ERR_clear_error();
    SSL_CTX* const context = contextFor(peer.policy.verification);
    SslPointer ssl(context ? SSL_new(context) : nullptr);
    if (!ssl)
        return nullptr;
    SSL_set_connect_state(ssl.get());
    const std::string name = peer.policy.serverName ? *peer.policy.serverName : std::string(peer.host);
    if (!setName(*ssl, name, peer.policy.verification))
        return nullptr;
    if (const auto session = m_sessions.find(peer.target); session != m_sessions.end())
        SSL_set_session(ssl.get(), session->second.get());
    return ssl;
}

SSL_CTX* ClientContexts::contextFor(model::TlsVerification verification) {
    ContextPointer& context = verification == model::TlsVerification::Pin ? m_pinning : m_authority;
    if (!context)
        context = ClientHandshake::makeContext(verification);
    return context.get();
}

std::optional<model::Fingerprint> ClientContexts::expected(
    model::TargetId target, const std::optional<model::Fingerprint>& pin) const {
    if (pin)
        return pin;
    const auto seen = m_seen.find(target);
    return seen == m_seen.end() ? std::nullopt : seen->second.first;
}

void ClientContexts::noteGood(model::TargetId target, const model::Fingerprint& fingerprint, bool isPinned) {
    if (isPinned) {
        if (const auto seen = m_seen.find(target); seen != m_seen.end())
            seen->second.changed.reset();
        return;
    }
    Seen& seen = m_seen[target];
    seen.changed.reset();
    if (seen.first && m_engine.nowMs() - seen.toldAtMs < tellingIntervalMs)
        return;
    seen.first = fingerprint;
    seen.toldAtMs = m_engine.nowMs();
    m_tell({target, fingerprint, Sighting::Kind::First});
}

void ClientContexts::noteChanged(model::TargetId target, const model::Fingerprint& fingerprint) {
    Seen& seen = m_seen[target];
    if (seen.changed == fingerprint)
        return;
    seen.changed = fingerprint;
    m_tell({target, fingerprint, Sighting::Kind::Changed});
}

void ClientContexts::keepSession(model::TargetId target, SessionPointer session) {
    if (m_sessions.size() >= mostSessions && !m_sessions.contains(target))
        m_sessions.clear();
    m_sessions[target] = std::move(session);
}

}  // namespace portolan::tls
