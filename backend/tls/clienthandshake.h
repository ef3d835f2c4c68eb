// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The client's half of a handshake: the verification of one target's certificate, by pin or by authority, and
// the session it leaves behind. Made by ClientContexts, owned by its TlsStream; worker's thread.

#include "backend/model/proxypolicy.h"
#include "backend/model/service.h"
#include "backend/tls/handshake.h"

#include <optional>

namespace portolan::tls {

class ClientContexts;

class ClientHandshake final : public Handshake {
  public:
    /// A context whose connections belong to a ClientHandshake each. nullptr when OpenSSL fails.
    [[nodiscard]] static ContextPointer makeContext(model::TlsVerification verification);

    ClientHandshake(ClientContexts& contexts, model::TargetId target, model::TlsVerification verification,
                    const std::optional<model::Fingerprint>& pin)
        : m_contexts(contexts), m_target(target), m_verification(verification), m_pin(pin) {}

    /// Makes itself known to the callbacks of `ssl`.
    void attachTo(SSL& ssl);

    [[nodiscard]] std::optional<net::CloseReason> onFinished(SSL& ssl) override;
    [[nodiscard]] net::CloseReason reasonOfFailure(const SSL& ssl) override;

  private:
    static int verifyPin(X509_STORE_CTX* store, void*);
    static int takeSession(SSL* ssl, SSL_SESSION* session);

    [[nodiscard]] bool isExpected(const X509& certificate) const;

    ClientContexts& m_contexts;
    model::TargetId m_target;
    model::TlsVerification m_verification;
    std::optional<model::Fingerprint> m_pin;
};

}  // namespace portolan::tls
