// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/tlsload.h"

#include "tests/bench/sockets.h"

#include <array>
#include <fcntl.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace portolan::bench {

namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t readSize = 64 * 1024;

SSL_CTX* makeContext(int (*takeSession)(SSL*, SSL_SESSION*)) {
    SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
    SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256");
    SSL_CTX_set1_groups_list(context, "X25519");
    static constexpr unsigned char protocols[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    SSL_CTX_set_alpn_protos(context, protocols, sizeof protocols);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context, takeSession);
    return context;
}

}  // namespace

TlsLoad::TlsLoad(const base::SocketAddress& address, std::string_view host, std::size_t connections,
                 Handshakes handshakes)
    : m_address(address),
      m_host(host),
      m_handshakes(handshakes),
      m_request(getRequest(host, handshakes == Handshakes::Once ? "" : "Connection: close\r\n")),
      m_context(makeContext(takeSession)),
      m_connections(connections),
      m_buffer(readSize),
      m_poller(epoll_create1(EPOLL_CLOEXEC)) {
    if (handshakes != Handshakes::Once)
        return;
    for (Connection& connection : m_connections) {
        const bool made = connect(connection);
        if (made)
            fcntl(connection.socket, F_SETFL, 0);
        m_connected = made && SSL_do_handshake(connection.ssl) == 1 && m_connected;
        fcntl(connection.socket, F_SETFL, O_NONBLOCK);
    }
}

TlsLoad::~TlsLoad() {
    for (Connection& connection : m_connections) {
        drop(connection);
        SSL_SESSION_free(connection.session);
    }
    SSL_CTX_free(m_context);
    close(m_poller);
}

int TlsLoad::takeSession(SSL* ssl, SSL_SESSION* session) {
    auto* const connection = static_cast<Connection*>(SSL_get_app_data(ssl));
    SSL_SESSION_free(std::exchange(connection->session, session));
    return 1;
}

bool TlsLoad::connect(Connection& connection) {
    connection.socket = connectTcp(m_address);
    if (connection.socket < 0)
        return false;
    fcntl(connection.socket, F_SETFL, O_NONBLOCK);
    watch(m_poller, connection.socket, static_cast<std::uint64_t>(&connection - m_connections.data()));
    connection.ssl = SSL_new(m_context);
    SSL_set_app_data(connection.ssl, reinterpret_cast<char*>(&connection));
    SSL_set_fd(connection.ssl, connection.socket);
    SSL_set_connect_state(connection.ssl);
    SSL_ctrl(connection.ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, m_host.data());
    connection.resumes = m_handshakes == Handshakes::Resumed && connection.session;
    if (connection.resumes)
        SSL_set_session(connection.ssl, connection.session);
    return true;
}

void TlsLoad::drop(Connection& connection) const {
    if (connection.socket >= 0)
        closeWatched(m_poller, std::exchange(connection.socket, -1));
    SSL_free(std::exchange(connection.ssl, nullptr));
}

bool TlsLoad::start(Connection& connection) {
    connection.reply.begin();
    if (m_handshakes == Handshakes::Once)
        return connection.ssl && sendRequest(connection);
    if (!connect(connection))
        return false;
    connection.phase = Phase::Handshake;
    ERR_clear_error();
    const int done = SSL_do_handshake(connection.ssl);
    // A server that is quick may have answered before the call returns.
    return done == 1 ? isAsWanted(connection) && sendRequest(connection)
                     : SSL_get_error(connection.ssl, done) == SSL_ERROR_WANT_READ;
}

/// Resumed or not, as it was asked for.
bool TlsLoad::isAsWanted(const Connection& connection) {
    return SSL_session_reused(connection.ssl) == (connection.resumes ? 1 : 0);
}

bool TlsLoad::sendRequest(Connection& connection) {
    connection.phase = Phase::Reply;
    ERR_clear_error();
    return SSL_write(connection.ssl, m_request.data(), static_cast<int>(m_request.size())) ==
           static_cast<int>(m_request.size());
}

/// What can be done without waiting; true when the request is over, well or not.
bool TlsLoad::goOn(Connection& connection) {
    if (connection.phase == Phase::Handshake && shakeHands(connection))
        return true;
    return connection.phase != Phase::Handshake && read(connection);
}

bool TlsLoad::shakeHands(Connection& connection) {
    ERR_clear_error();
    const int done = SSL_do_handshake(connection.ssl);
    if (done != 1)
        return SSL_get_error(connection.ssl, done) != SSL_ERROR_WANT_READ && end(connection);
    if (!isAsWanted(connection) || !sendRequest(connection))
        return end(connection);
    return false;
}

bool TlsLoad::read(Connection& connection) {
    for (;;) {
        ERR_clear_error();
        const int got = SSL_read(connection.ssl, m_buffer.data(), static_cast<int>(m_buffer.size()));
        if (got <= 0) {
            const bool waits = SSL_get_error(connection.ssl, got) == SSL_ERROR_WANT_READ;
            return waits ? connection.phase == Phase::Idle : end(connection);
        }
        if (connection.phase == Phase::Reply &&
            m_tally.take(connection.reply, {m_buffer.data(), static_cast<std::size_t>(got)}))
            connection.phase = m_handshakes == Handshakes::Once ? Phase::Idle : Phase::Close;
        if (connection.phase == Phase::Idle)
            return true;
    }
}

bool TlsLoad::end(Connection& connection) {
    m_tally.addFailures(connection.phase == Phase::Close ? 0 : 1);
    SSL_set_shutdown(connection.ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    drop(connection);
    connection.phase = Phase::Idle;
    return true;
}

HttpLoadResult TlsLoad::run(std::chrono::milliseconds time, std::uint64_t most) {
    const auto deadline = Steady::now() + time;
    std::uint64_t started = 0;
    std::uint64_t underWay = 0;
    const auto next = [&](Connection& connection) {
        if (started >= most)
            return;
        if (!start(connection)) {
            m_tally.addFailures();
            return;
        }
        ++started;
        ++underWay;
    };
    for (Connection& connection : m_connections)
        next(connection);
    std::array<epoll_event, 256> events{};
    while (underWay > 0) {
        const int count = epoll_wait(m_poller, events.data(), static_cast<int>(events.size()), 2000);
        if (count <= 0)
            break;
        for (int i = 0; i < count; ++i) {
            Connection& connection = m_connections[events[static_cast<std::size_t>(i)].data.u64];
            if (connection.phase == Phase::Idle || !goOn(connection))
                continue;
            --underWay;
            const bool usable = m_handshakes != Handshakes::Once || connection.socket >= 0;
            if (usable && Steady::now() < deadline)
                next(connection);
        }
    }
    m_tally.addFailures(underWay);
    return m_tally.finish();
}

}  // namespace portolan::bench
