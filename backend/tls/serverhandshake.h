// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The server's half of a handshake: which name the client asks for, which certificate it is shown, whether an
// earlier session goes on, and why it failed if it did. Made by ServerContexts, owned by its TlsStream and
// there as long as that is; worker's thread. A session goes on only for the same name and the same
// certificate, so that it ends with the service. Source: RFC 6066 section 3, RFC 7301 section 3.2, RFC 5077,
// RFC 8446 sections 2.2 and 4.6.1.

#include "backend/model/certificatebundle.h"
#include "backend/tls/handshake.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace portolan::tls {

class ServerContexts;

/// Why a client did not get through the handshake; counted.
enum class HandshakeFailure : std::uint8_t {
    NotTls,           ///< it speaks plain http, or something else
    TimedOut,         ///< not done in time
    ClientGone,       ///< it left without a word
    UnknownName,      ///< no certificate stands for the name it asked for
    NoCertificate,    ///< it asked for no name, and there is no certificate at all
    Version,          ///< it speaks older versions of TLS only
    NothingInCommon,  ///< no cipher, group or signature that both know
    NoProtocol,       ///< it speaks another protocol than HTTP/1.1 over TLS
    NotTrusted,       ///< it does not believe the certificate
    Refused,          ///< it broke off for another reason
    Malformed,        ///< what it sent breaks the rules of TLS
    Internal,         ///< we could not: no memory, an unusable certificate
    Count
};

/// A stable word for each, by its number: "unknown_name".
[[nodiscard]] std::span<const std::string_view> handshakeFailureWords();

/// How a handshake went.
struct HandshakeReport {
    enum class Version : std::uint8_t { Tls12, Tls13 };
    std::optional<HandshakeFailure> failure{};
    Version version = Version::Tls13;  ///< without failure
    bool resumed = false;
};

class ServerHandshake final : public Handshake {
  public:
    /// Makes connections of `context` belong to a ServerHandshake each.
    static void prepare(SSL_CTX& context);

    explicit ServerHandshake(ServerContexts& contexts) : m_contexts(contexts) {}

    /// Makes itself known to the callbacks of `ssl`.
    void attachTo(SSL& ssl);

    /// The name the client asked for, lower case without a final dot; empty if it asked for none.
    [[nodiscard]] const std::string& serverName() const { return m_serverName; }
    /// What stands for this connection; set once the handshake is done.
    [[nodiscard]] const std::shared_ptr<const model::CertificateBundle>& certificate() const {
        return m_certificate;
    }

    [[nodiscard]] std::optional<net::CloseReason> onFinished(SSL& ssl) override;
    [[nodiscard]] net::CloseReason reasonOfFailure(const SSL& ssl) override;
    void onBroken(net::CloseReason reason) override;
    void onFirstSend(SSL& ssl) override;
    [[nodiscard]] std::string_view answerToPlaintext() const override;
    [[nodiscard]] net::Closing closingOf(net::Closing wanted) const override { return wanted; }

  private:
    static int onClientHello(SSL* ssl, int* alert, void*);
    static int useCertificate(SSL* ssl, void*);
    static int confirmName(SSL* ssl, int*, void*);
    static int chooseProtocol(SSL* ssl, const unsigned char** chosen, unsigned char* size,
                              const unsigned char* offered, unsigned int offeredSize, void*);
    static int markTicket(SSL* ssl, void*);
    static SSL_TICKET_RETURN judgeTicket(SSL* ssl, SSL_SESSION* session, const unsigned char* keyName,
                                         std::size_t keyNameSize, SSL_TICKET_STATUS status, void*);
    static int useTicketKey(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
                            EVP_MAC_CTX* mac, int sealing);

    [[nodiscard]] bool takeClientHello(SSL& ssl, int& alert);
    [[nodiscard]] std::string ticketMark() const;

    ServerContexts& m_contexts;
    std::string m_serverName;
    std::shared_ptr<const model::CertificateBundle> m_certificate;
    std::optional<HandshakeFailure> m_failure;  ///< known before OpenSSL reports its own
};

}  // namespace portolan::tls
