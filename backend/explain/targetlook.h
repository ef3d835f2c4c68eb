// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the targets really do: a connection, the handshake where they are spoken to by https, and one request
// as the proxy would send it. Where the chosen one refuses that, up to three more prove what it is that is
// refused: the name, the proxy, or the protocol. Contacts nothing but configured targets that the address
// policy allows. Blocks; for the thread that explains.

#include "backend/explain/httplook.h"
#include "backend/explain/path.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace portolan::explain {

inline constexpr base::Seconds answerLimit{4};  ///< so long an answer is waited for

struct TargetLook {
    bool asked = false;
    std::optional<net::CloseReason> noConnection{};
    std::chrono::microseconds connectDuration{0};
    /// Somebody listens at that port of this host, on loopback alone; " (node, process 812)" or "".
    std::optional<std::string> loopbackHolder{};

    std::optional<net::CloseReason> noTls{};  ///< the handshake failed
    bool speaksHttp = false;                  ///< where TLS was tried
    TlsSight sight{};                         ///< of a handshake that succeeded
    std::chrono::microseconds tlsDuration{0};

    std::optional<HttpAnswer> answer{};  ///< to what the proxy would send
    bool speaksTls = false;              ///< where plain http was tried
    struct OtherHost {
        model::HostHeader profile = model::HostHeader::AsLocalhost;
        std::string host{};
        int status = 0;
    };
    std::optional<OtherHost> acceptedHost{};       ///< another Host that is not refused
    std::optional<int> statusWithoutForwarding{};  ///< without X-Forwarded-*, where that is not refused
};

[[nodiscard]] TargetLook lookAtTarget(const Question& question, const Path& path, const Patience& patience);

/// A target beside the chosen one.
struct OtherTarget {
    const snapshot::RouteTarget* target = nullptr;  ///< points into the route
    TargetLook look{};
};
inline constexpr std::size_t mostOtherTargets = 5;

/// The first `mostOtherTargets` of them, as far as `patience` goes; without proofs of what is refused. Empty
/// for one without a proxy.
[[nodiscard]] std::vector<OtherTarget> lookAtOthers(const Question& question, const Path& path,
                                                    const Patience& patience);

/// The Host that a target sees with that profile.
[[nodiscard]] std::string hostFor(model::HostHeader profile, const snapshot::Route& route,
                                  const snapshot::RouteTarget& target);

/// The proxy's address as the target sees it: this host's on the way there, or 127.0.0.1.
[[nodiscard]] std::string proxyAddressFor(const base::SocketAddress& target);

}  // namespace portolan::explain
