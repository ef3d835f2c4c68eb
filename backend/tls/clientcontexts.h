// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Connections over TLS to the targets of services, for one worker: what an https target has to prove, which
// certificate was seen first, and the sessions that make the next handshake short. Proxy and probes of a
// worker share one, so that both believe the same certificate. Made, used and destroyed on the worker's
// thread; it outlives the streams it made.
//
// The pin of a target id never changes once there is one: control/ gives a target a new id when it must prove
// something else. So what was seen of an id stays true. Source: RFC 8446, RFC 5246, RFC 6066 section 3 (SNI),
// RFC 7301 (ALPN).

#include "backend/base/clock.h"
#include "backend/model/proxypolicy.h"
#include "backend/model/service.h"
#include "backend/net/engine.h"
#include "backend/tls/openssl.h"
#include "backend/tls/tlsstream.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace portolan::tls {

/// Who is connected to, and what it has to prove. The views are used during connect() only.
struct ClientPeer {
    model::TargetId target{};
    base::SocketAddress address{};
    std::optional<model::Fingerprint> pin{};
    const model::UpstreamTls& policy;
    std::string_view host;  ///< of the service: its name unless the policy has another
};

/// A certificate that control/ has to hear of.
struct Sighting {
    enum class Kind : std::uint8_t {
        First,    ///< of a target without a pin, and believed
        Changed,  ///< not the one that is known, and refused
    };
    model::TargetId target{};
    model::Fingerprint fingerprint{};
    Kind kind = Kind::First;
};

class ClientContexts {
  public:
    using Tell = std::function<void(const Sighting&)>;

    /// `tell` is called on this thread, for a certificate of one target seldom more than once a second.
    ClientContexts(net::Engine& engine, Tell tell);
    ~ClientContexts();
    ClientContexts(const ClientContexts&) = delete;
    ClientContexts& operator=(const ClientContexts&) = delete;

    /// As Engine::connect(), TLS handshake and verification included: onConnected() means that the peer has
    /// proved what it must. onClosed() before it also with TlsRefused, NotTls and Certificate....
    net::StreamHandle connect(const ClientPeer& peer, base::Milliseconds timeout,
                              net::StreamHandler& handler);

    // For the handshakes.

    /// The certificate `target` has to show; nothing if it may show any, which is then known.
    [[nodiscard]] std::optional<model::Fingerprint> expected(
        model::TargetId target, const std::optional<model::Fingerprint>& pin) const;
    /// It has shown `fingerprint` and is believed.
    void noteGood(model::TargetId target, const model::Fingerprint& fingerprint, bool isPinned);
    /// It has shown `fingerprint` instead of the expected one.
    void noteChanged(model::TargetId target, const model::Fingerprint& fingerprint);
    void keepSession(model::TargetId target, SessionPointer session);
    void forgetSession(model::TargetId target) { m_sessions.erase(target); }

  private:
    struct Seen {
        std::optional<model::Fingerprint> first{};    ///< while the target has no pin
        std::optional<model::Fingerprint> changed{};  ///< told last, until a good one is seen again
        std::uint64_t toldAtMs = 0;                   ///< first
    };

    [[nodiscard]] SSL_CTX* contextFor(model::TlsVerification verification);
    [[nodiscard]] SslPointer makeSsl(const ClientPeer& peer);

    net::Engine& m_engine;
    Tell m_tell;
    Workspace m_workspace;
    ContextPointer m_pinning;
    ContextPointer m_authority;
    std::unordered_map<model::TargetId, Seen> m_seen;
    std::unordered_map<model::TargetId, SessionPointer> m_sessions;
};

}  // namespace portolan::tls
