// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What a TlsStream leaves to the side it is: what the peer has to prove, what a failure means, and what is
// only done by clients or by servers. Owned by its stream and gone with it; worker's thread.

#include "backend/net/stream.h"
#include "backend/tls/openssl.h"

#include <optional>
#include <string_view>

namespace portolan::tls {

class Handshake {
  public:
    virtual ~Handshake() = default;
    /// The handshake is complete. A reason refuses the peer all the same, before a byte is sent to it.
    [[nodiscard]] virtual std::optional<net::CloseReason> onFinished(SSL& ssl) = 0;
    /// Why OpenSSL broke the handshake off.
    [[nodiscard]] virtual net::CloseReason reasonOfFailure(const SSL& ssl) = 0;
    /// The stream ends by itself, and the handshake was not complete.
    virtual void onBroken(net::CloseReason) {}
    /// The first plaintext is about to be sent.
    virtual void onFirstSend(SSL&) {}
    /// What a peer is told that does not speak TLS; "" for nothing.
    [[nodiscard]] virtual std::string_view answerToPlaintext() const { return {}; }
    /// How the stream below is closed. By default a peer may speak by itself (session tickets): closing on
    /// what it has sent would reset the connection under the last bytes that go out.
    [[nodiscard]] virtual net::Closing closingOf(net::Closing) const { return net::Closing::Linger; }
};

}  // namespace portolan::tls
