// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What a TlsStream leaves to the side it is: what the peer has to prove, and what a failure means. Owned by
// its stream and gone with it; worker's thread.

#include "backend/net/stream.h"
#include "backend/tls/openssl.h"

#include <optional>

namespace portolan::tls {

class Handshake {
  public:
    virtual ~Handshake() = default;
    /// The handshake is complete. A reason refuses the peer all the same, before a byte is sent to it.
    [[nodiscard]] virtual std::optional<net::CloseReason> onFinished(SSL& ssl) = 0;
    /// Why OpenSSL broke the handshake off.
    [[nodiscard]] virtual net::CloseReason reasonOfFailure(const SSL& ssl) const = 0;
};

}  // namespace portolan::tls
