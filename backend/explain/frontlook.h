// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Whether it is this proxy that answers where DNS sends clients: a connection to that address of this host,
// and over it a name that the proxy serves itself, so that no service is bothered; over TLS the certificate
// alone says it. Blocks; for the thread that explains.

#include "backend/explain/connection.h"
#include "backend/explain/path.h"

#include <chrono>
#include <optional>
#include <string>

namespace portolan::explain {

struct FrontLook {
    enum class Outcome : std::uint8_t {
        NotAsked,
        Ours,
        Foreign,       ///< something answers that is not Portolan
        NoConnection,  ///< see `reason`
    };
    Outcome outcome = Outcome::NotAsked;
    net::CloseReason reason = net::CloseReason::Failed;
    std::string holder{};  ///< of the port: " (nginx, process 812)"; empty when not known
    std::optional<model::Fingerprint> shown{};  ///< over TLS
    std::chrono::microseconds duration{0};
};

[[nodiscard]] FrontLook lookAtFront(const Question& question, const Path& path, const Patience& patience);

/// " (nginx, process 812)" for whoever listens at a port of this host; empty when that cannot be seen.
[[nodiscard]] std::string holderOf(const base::SocketAddress& address);

}  // namespace portolan::explain
