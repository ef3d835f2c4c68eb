// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A connection that is looked at: blocking calls with a limit each, plain or over TLS, by one thread that has
// nothing else to do. Never on a worker or the control thread. What a TLS peer has to prove is not decided
// here: the handshake goes through with any certificate, and what was shown is told. Source: RFC 8446, RFC
// 6066 section 3 (SNI), RFC 7301 (ALPN).

#include "backend/base/clock.h"
#include "backend/base/ipaddress.h"
#include "backend/model/proxypolicy.h"
#include "backend/net/filedescriptor.h"
#include "backend/net/stream.h"
#include "backend/tls/openssl.h"

#include <optional>
#include <string>
#include <string_view>

namespace portolan::explain {

/// Tells those who wait on other threads that nobody wants to know any more. May be raised from any thread,
/// and outlives the Patience that looks at it.
class StopSignal {
  public:
    StopSignal();
    void raise() const;
    [[nodiscard]] int descriptor() const { return m_event.value(); }

  private:
    net::FileDescriptor m_event;
};

/// How long is waited at most, and who may end the waiting. A value.
class Patience {
  public:
    enum class Waited : std::uint8_t { Ready, TimeIsUp };

    explicit Patience(base::SteadyTime deadline) : Patience(deadline, -1) {}
    Patience(base::SteadyTime deadline, const StopSignal& stop) : Patience(deadline, stop.descriptor()) {}
    /// The same, but no longer than `limit` from now.
    [[nodiscard]] Patience within(base::Milliseconds limit) const;
    [[nodiscard]] bool isOver() const;
    [[nodiscard]] base::Milliseconds left() const;
    [[nodiscard]] base::SteadyTime deadline() const { return m_deadline; }

    /// Waits for `events` (poll(2)) on `descriptor`.
    [[nodiscard]] Waited wait(int descriptor, short events) const;

  private:
    Patience(base::SteadyTime deadline, int stop) : m_deadline(deadline), m_stop(stop) {}

    base::SteadyTime m_deadline;
    int m_stop;  ///< readable when the waiting is to end; -1: there is none
};

/// What a TLS peer has shown.
struct TlsSight {
    model::Fingerprint fingerprint{};
    /// What speaks against it by the authorities of this system and the name asked for: CertificateExpired,
    /// CertificateName, CertificateUntrusted; nothing if it is good.
    std::optional<net::CloseReason> objection{};
};

class Connection {
  public:
    enum class Received : std::uint8_t { Bytes, End, Broken, TimeIsUp };

    Connection() = default;
    Connection(Connection&&) = default;
    Connection& operator=(Connection&&) = default;

    /// Why there is no connection; nothing once there is one.
    [[nodiscard]] std::optional<net::CloseReason> open(const base::SocketAddress& address,
                                                       const Patience& patience);
    /// The same for a handshake over it: TlsRefused, NotTls, TimedOut, Reset. `sight` is set on success.
    [[nodiscard]] std::optional<net::CloseReason> startTls(const std::string& serverName, TlsSight& sight,
                                                           const Patience& patience);
    [[nodiscard]] bool send(std::string_view bytes, const Patience& patience);
    /// Appends what comes next to `buffer`.
    [[nodiscard]] Received receive(std::string& buffer, const Patience& patience);

  private:
    [[nodiscard]] bool waitForTls(int result, const Patience& patience) const;

    net::FileDescriptor m_socket;
    tls::ContextPointer m_context;
    tls::SslPointer m_ssl;
};

}  // namespace portolan::explain
