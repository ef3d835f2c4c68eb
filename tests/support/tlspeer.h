// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The other side of TLS connections, done with OpenSSL itself and moved by hand: nothing happens but in
// pump(), so that a test decides what arrives when. For tests only.

#include "tests/support/testcertificate.h"

#include <cstddef>
#include <functional>
#include <openssl/ssl.h>
#include <string>
#include <string_view>

namespace portolan::support {

/// What the connections of one server have in common.
class TlsServer {
  public:
    explicit TlsServer(const TestCertificate& certificate);
    ~TlsServer();
    TlsServer(const TlsServer&) = delete;
    TlsServer& operator=(const TlsServer&) = delete;

    /// TLS1_2_VERSION, TLS1_3_VERSION.
    void setHighestVersion(int version);
    /// New connections show this one.
    void setCertificate(const TestCertificate& certificate);
    [[nodiscard]] SSL_CTX* context() const { return m_context; }

  private:
    SSL_CTX* m_context;
};

/// What the connections of one client have in common; it believes any certificate, unless it is told whom to
/// trust. It keeps the session it was given last.
class TlsClient {
  public:
    TlsClient();
    ~TlsClient();
    TlsClient(const TlsClient&) = delete;
    TlsClient& operator=(const TlsClient&) = delete;

    /// TLS1_2_VERSION, TLS1_3_VERSION.
    void setVersions(int lowest, int highest);
    void trust(const TestCertificate& authority);
    [[nodiscard]] SSL_CTX* context() const { return m_context; }

    std::string serverName = "app.test";                ///< "" for none
    std::vector<std::string> protocols = {"http/1.1"};  ///< none: the extension is not sent
    SSL_SESSION* session = nullptr;                     ///< the last ticket; the next connection tries it
    int tickets = 0;                                    ///< so many have come
    /// For what is special about a connection, before it begins.
    std::function<void(SSL&)> prepare;

  private:
    static int takeSession(SSL* ssl, SSL_SESSION* session);

    SSL_CTX* m_context;
};

class TlsPeer {
  public:
    /// Takes over `fd`, a connected socket.
    TlsPeer(const TlsServer& server, int fd);
    TlsPeer(TlsClient& client, int fd);
    ~TlsPeer();
    TlsPeer(const TlsPeer&) = delete;
    TlsPeer& operator=(const TlsPeer&) = delete;

    /// Moves what can move in both directions without waiting.
    void pump();

    [[nodiscard]] SSL& ssl() const { return *m_ssl; }
    [[nodiscard]] bool isOpen() const { return SSL_is_init_finished(m_ssl) != 0; }
    [[nodiscard]] bool wasResumed() const { return SSL_session_reused(m_ssl) != 0; }
    [[nodiscard]] std::string serverName() const;
    [[nodiscard]] std::string protocol() const;
    /// The other side has said good-bye (close_notify).
    [[nodiscard]] bool saidGoodBye() const { return (SSL_get_shutdown(m_ssl) & SSL_RECEIVED_SHUTDOWN) != 0; }
    /// The other side of the socket has ended.
    [[nodiscard]] bool ended() const { return m_ended; }
    /// The alert that the other side has sent, or what is wrong with what it sends; "" for none.
    [[nodiscard]] const std::string& alert() const { return m_alert; }

    /// What has arrived so far; may be taken out.
    std::string received;
    /// Nothing is read from the socket while this is set.
    bool isDeaf = false;
    /// At most so many bytes are written to the socket in one pump().
    std::size_t mostPerPump = ~std::size_t{0};

    void write(std::string_view plaintext);
    /// Sends a close_notify.
    void sayGoodBye();
    /// Ends our direction of the socket, when all is written.
    void end();
    /// Bytes that are no TLS at all, past OpenSSL.
    void writeRaw(std::string_view bytes) { m_out += bytes; }
    /// Closes the socket.
    void close();
    [[nodiscard]] std::size_t unsent() const { return m_out.size() + m_plaintext.size(); }

    /// Of the certificate that the other side has shown; all zeros for none.
    [[nodiscard]] std::array<std::uint8_t, 32> shownFingerprint() const;

  private:
    TlsPeer(SSL_CTX* context, int fd);
    void takeOut();

    SSL* m_ssl;
    BIO* m_in;
    BIO* m_outgoing;
    int m_fd;
    std::string m_plaintext;
    std::string m_out;
    std::string m_alert;
    bool m_ended = false;
    bool m_endWanted = false;
};

}  // namespace portolan::support
