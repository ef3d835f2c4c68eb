// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/tlspeer.h"

#include <algorithm>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace portolan::support {

namespace {

// Source: RFC 7301 section 3.1.
int chooseProtocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                   unsigned int offeredSize, void*) {
    static constexpr unsigned char known[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    unsigned char* at = nullptr;
    if (SSL_select_next_proto(&at, size, known, sizeof known, offered, offeredSize) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *chosen = at;
    return SSL_TLSEXT_ERR_OK;
}

}  // namespace

TlsServer::TlsServer(const TestCertificate& certificate) : m_context(SSL_CTX_new(TLS_server_method())) {
    static constexpr unsigned char id[] = {'t'};
    SSL_CTX_set_session_id_context(m_context, id, sizeof id);
    SSL_CTX_set_alpn_select_cb(m_context, chooseProtocol, nullptr);
    setCertificate(certificate);
}

TlsServer::~TlsServer() {
    SSL_CTX_free(m_context);
}

void TlsServer::setHighestVersion(int version) {
    SSL_CTX_set_max_proto_version(m_context, version);
}

void TlsServer::setCertificate(const TestCertificate& certificate) {
    SSL_CTX_use_certificate(m_context, certificate.certificate());
    SSL_CTX_use_PrivateKey(m_context, certificate.key());
}

TlsClient::TlsClient() : m_context(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_session_cache_mode(m_context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(m_context, takeSession);
    SSL_CTX_set_app_data(m_context, this);
}

TlsClient::~TlsClient() {
    SSL_SESSION_free(session);
    SSL_CTX_free(m_context);
}

void TlsClient::setVersions(int lowest, int highest) {
    SSL_CTX_set_min_proto_version(m_context, lowest);
    SSL_CTX_set_max_proto_version(m_context, highest);
    if (lowest < TLS1_2_VERSION)
        SSL_CTX_set_security_level(m_context, 0);
}

void TlsClient::trust(const TestCertificate& authority) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(m_context), authority.certificate());
    SSL_CTX_set_verify(m_context, SSL_VERIFY_PEER, nullptr);
}

int TlsClient::takeSession(SSL* ssl, SSL_SESSION* session) {
    auto* const client = static_cast<TlsClient*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
    SSL_SESSION_free(std::exchange(client->session, session));
    ++client->tickets;
    return 1;
}

TlsPeer::TlsPeer(SSL_CTX* context, int fd)
    : m_ssl(SSL_new(context)), m_in(BIO_new(BIO_s_mem())), m_outgoing(BIO_new(BIO_s_mem())), m_fd(fd) {
    SSL_set_bio(m_ssl, m_in, m_outgoing);
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

TlsPeer::TlsPeer(const TlsServer& server, int fd) : TlsPeer(server.context(), fd) {
    SSL_set_accept_state(m_ssl);
}

TlsPeer::TlsPeer(TlsClient& client, int fd) : TlsPeer(client.context(), fd) {
    SSL_set_connect_state(m_ssl);
    if (!client.serverName.empty())
        SSL_ctrl(m_ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, client.serverName.data());
    std::string list;
    for (const std::string& name : client.protocols)
        list += static_cast<char>(name.size()) + name;
    if (!list.empty())
        SSL_set_alpn_protos(m_ssl, reinterpret_cast<const unsigned char*>(list.data()),
                            static_cast<unsigned>(list.size()));
    if (client.session)
        SSL_set_session(m_ssl, client.session);
    if (client.prepare)
        client.prepare(*m_ssl);
}

std::array<std::uint8_t, 32> TlsPeer::shownFingerprint() const {
    std::array<std::uint8_t, 32> fingerprint{};
    unsigned int size = 0;
    if (X509* const shown = SSL_get1_peer_certificate(m_ssl)) {
        X509_digest(shown, EVP_sha256(), fingerprint.data(), &size);
        X509_free(shown);
    }
    return fingerprint;
}

TlsPeer::~TlsPeer() {
    close();
    SSL_free(m_ssl);
}

std::string TlsPeer::serverName() const {
    const char* const name = SSL_get_servername(m_ssl, TLSEXT_NAMETYPE_host_name);
    return name ? name : "";
}

std::string TlsPeer::protocol() const {
    const unsigned char* name = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(m_ssl, &name, &size);
    return {reinterpret_cast<const char*>(name), size};
}

void TlsPeer::pump() {
    if (m_fd < 0)
        return;
    char buffer[65536];
    while (!isDeaf && !m_ended) {
        const ssize_t got = ::recv(m_fd, buffer, sizeof buffer, MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            break;
        if (got <= 0)
            m_ended = true;
        else
            BIO_write(m_in, buffer, static_cast<int>(got));
    }
    ERR_clear_error();
    int result = 1;
    if (!isOpen())
        result = SSL_do_handshake(m_ssl);
    while (isOpen()) {
        result = SSL_read(m_ssl, buffer, sizeof buffer);
        if (result <= 0)
            break;
        received.append(buffer, static_cast<std::size_t>(result));
    }
    if (result <= 0 && SSL_get_error(m_ssl, result) == SSL_ERROR_SSL && m_alert.empty())
        m_alert = ERR_reason_error_string(ERR_peek_error());
    if (isOpen() && !m_plaintext.empty()) {
        SSL_write(m_ssl, m_plaintext.data(), static_cast<int>(m_plaintext.size()));
        m_plaintext.clear();
    }
    takeOut();
    const std::size_t part = std::min(m_out.size(), mostPerPump);
    const ssize_t sent = part > 0 ? ::send(m_fd, m_out.data(), part, MSG_DONTWAIT | MSG_NOSIGNAL) : 0;
    if (sent > 0)
        m_out.erase(0, static_cast<std::size_t>(sent));
    if (m_endWanted && m_out.empty())
        ::shutdown(m_fd, SHUT_WR);
}

void TlsPeer::takeOut() {
    char buffer[65536];
    for (int got = 0; (got = BIO_read(m_outgoing, buffer, sizeof buffer)) > 0;)
        m_out.append(buffer, static_cast<std::size_t>(got));
}

void TlsPeer::write(std::string_view plaintext) {
    m_plaintext += plaintext;
    pump();
}

void TlsPeer::sayGoodBye() {
    SSL_shutdown(m_ssl);
    pump();
}

void TlsPeer::end() {
    m_endWanted = true;
    pump();
}

void TlsPeer::close() {
    if (m_fd >= 0)
        ::close(m_fd);
    m_fd = -1;
}

}  // namespace portolan::support
