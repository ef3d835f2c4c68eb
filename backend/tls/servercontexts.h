// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Connections over TLS from clients, for one worker: TLS 1.2 and 1.3 with ciphers that keep old traffic
// secret, one context for all hosts, the certificate chosen by the name that is asked for, and sessions that
// go on by tickets. Made, used and destroyed on the worker's thread; it outlives the streams it made. It does
// not know where certificates come from, and no HTTP but the name of the protocol. No early data: it can be
// replayed (RFC 8446 section 8). Source: RFC 8446, RFC 5246, RFC 9325.

#include "backend/base/clock.h"
#include "backend/model/certificatebundle.h"
#include "backend/net/engine.h"
#include "backend/tls/certificatecache.h"
#include "backend/tls/openssl.h"
#include "backend/tls/serverhandshake.h"
#include "backend/tls/ticketkeys.h"
#include "backend/tls/tlsstream.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace portolan::tls {

/// What a worker's server of TLS is made of; engine and keys outlive it.
struct ServerContextsParts {
    net::Engine& engine;
    TicketKeys& tickets;
    /// The certificate for a name in lower case, or for "" the one to show when no name is asked for; nullptr
    /// refuses the client. Called once or twice in each handshake.
    std::function<std::shared_ptr<const model::CertificateBundle>(std::string_view serverName)> certificateOf;
    std::function<void(const HandshakeReport&)> tell;  ///< once for each handshake that ended by itself
    /// What is sent to a client that speaks plain text, before the end of its connection.
    std::string answerToPlaintext;
};

class ServerContexts {
  public:
    explicit ServerContexts(ServerContextsParts parts);
    ~ServerContexts();
    ServerContexts(const ServerContexts&) = delete;
    ServerContexts& operator=(const ServerContexts&) = delete;

    /// As Engine::adopt() for a client that has just connected: onConnected() when the handshake is done,
    /// onClosed(TlsRefused, NotTls, TimedOut, ...) when it fails or takes longer than `limit`.
    net::StreamHandle accept(net::FileDescriptor fd, const base::SocketAddress& peer,
                             base::Milliseconds limit, net::StreamHandler& handler);

    /// What was agreed on with the client of `stream`, one of this object's; nullptr when it is gone.
    [[nodiscard]] static const ServerHandshake* handshakeOf(const net::StreamHandle& stream);

    // For the handshakes.

    [[nodiscard]] std::shared_ptr<const model::CertificateBundle> certificateOf(
        std::string_view serverName) const {
        return m_parts.certificateOf(serverName);
    }
    [[nodiscard]] const LoadedCertificate* load(
        const std::shared_ptr<const model::CertificateBundle>& bundle) {
        return m_certificates.load(bundle, m_parts.engine.nowMs());
    }
    void report(const HandshakeReport& report) const { m_parts.tell(report); }
    [[nodiscard]] TicketKeys& ticketKeys() const { return m_parts.tickets; }
    [[nodiscard]] const EVP_CIPHER& ticketCipher() const { return *m_ticketCipher; }
    [[nodiscard]] std::string_view answerToPlaintext() const { return m_parts.answerToPlaintext; }

  private:
    [[nodiscard]] SslPointer makeSsl() const;

    ServerContextsParts m_parts;
    Workspace m_workspace;
    CertificateCache m_certificates;
    CipherPointer m_ticketCipher;
    ContextPointer m_context;
};

}  // namespace portolan::tls
