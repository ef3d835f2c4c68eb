// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/tlspeer.h"

#include <algorithm>
#include <openssl/err.h>
#include <sys/socket.h>
#include <unistd.h>

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

TlsPeer::TlsPeer(const TlsServer& server, int fd)
    : m_ssl(SSL_new(server.context())),
      m_in(BIO_new(BIO_s_mem())),
      m_outgoing(BIO_new(BIO_s_mem())),
      m_fd(fd) {
    SSL_set_bio(m_ssl, m_in, m_outgoing);
    SSL_set_accept_state(m_ssl);
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
