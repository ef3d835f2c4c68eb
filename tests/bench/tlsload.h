// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// HttpLoad's sister over TLS 1.3: GETs over N connections, each as soon as its last reply is complete, on
// kept connections or each on one of its own with a full or a resumed handshake. All servers are asked for
// the same: X25519 and AES-128-GCM. A handshake that is not of the kind that is measured is a failure. One
// thread: the caller's.

#include "backend/base/ipaddress.h"
#include "tests/bench/httpreplies.h"

#include <openssl/ssl.h>

namespace portolan::bench {

class TlsLoad {
  public:
    enum class Handshakes {
        Once,     ///< before run(), and then the connection is kept
        Full,     ///< one for each request
        Resumed,  ///< the same with the ticket of the connection before; the first of each is full
    };

    /// Connects, with Handshakes::Once; see connected().
    TlsLoad(const base::SocketAddress& address, std::string_view host, std::size_t connections,
            Handshakes handshakes);
    ~TlsLoad();
    TlsLoad(const TlsLoad&) = delete;
    TlsLoad& operator=(const TlsLoad&) = delete;

    [[nodiscard]] bool connected() const { return m_connected; }
    /// As HttpLoad::run().
    [[nodiscard]] HttpLoadResult run(std::chrono::milliseconds time, std::uint64_t most = UINT64_MAX);

  private:
    enum class Phase { Idle, Handshake, Reply, Close };
    struct Connection {
        int socket = -1;
        SSL* ssl = nullptr;
        SSL_SESSION* session = nullptr;
        bool resumes = false;  ///< the handshake has a session to go on with
        Phase phase = Phase::Idle;
        PendingReply reply;
    };

    static int takeSession(SSL* ssl, SSL_SESSION* session);

    bool connect(Connection& connection);
    bool start(Connection& connection);
    [[nodiscard]] static bool isAsWanted(const Connection& connection);
    bool sendRequest(Connection& connection);
    bool goOn(Connection& connection);
    bool shakeHands(Connection& connection);
    bool read(Connection& connection);
    bool end(Connection& connection);
    void drop(Connection& connection) const;

    base::SocketAddress m_address;
    std::string m_host;
    Handshakes m_handshakes;
    std::string m_request;
    SSL_CTX* m_context;
    std::vector<Connection> m_connections;
    ReplyTally m_tally;
    std::vector<char> m_buffer;
    int m_poller = -1;
    bool m_connected = true;
};

}  // namespace portolan::bench
