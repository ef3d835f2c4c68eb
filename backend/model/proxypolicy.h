// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// How the proxy speaks to the targets of one service: which Host they see, what is said of the client, which
// protocols a connection may be upgraded to, how long is waited, and what proves an https target. Part of a
// Service; control/ checks it where it is entered, snapshot/ hands it to the workers. Values; any thread.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace portolan::model {

/// The Host that a target sees. Some programs answer only to a host name they know.
enum class HostHeader : std::uint8_t {
    Keep,         ///< as the client sent it
    AsTarget,     ///< address and port of the target
    AsLocalhost,  ///< "localhost" and the target's port, in Host and Origin together
};

/// Whether X-Forwarded-* and Via tell the target who asked and how.
enum class ForwardingFields : std::uint8_t { Send, Omit };

/// A field that is set in every request to the targets; one of that name from the client is replaced.
struct RequestField {
    std::string name;
    std::string value;
    friend bool operator==(const RequestField&, const RequestField&) = default;
};

/// What proves that an https target is the right one.
enum class TlsVerification : std::uint8_t {
    Pin,        ///< the certificate that was seen first, kept with the target
    Authority,  ///< a certificate authority this system trusts, and the name asked for
};

/// SHA-256 of a certificate in DER.
using Fingerprint = std::array<std::uint8_t, 32>;

/// How an https target is spoken to.
struct UpstreamTls {
    TlsVerification verification = TlsVerification::Pin;
    std::optional<std::string> serverName{};  ///< sent and verified; absent: the host of the service
    friend bool operator==(const UpstreamTls&, const UpstreamTls&) = default;
};

struct ProxyPolicy {
    HostHeader hostHeader = HostHeader::Keep;
    ForwardingFields forwardingFields = ForwardingFields::Send;
    std::vector<RequestField> requestFields{};
    std::vector<std::string> upgrades{};  ///< beside "websocket", lower case
    std::chrono::milliseconds connectTimeout{std::chrono::seconds(5)};
    std::chrono::milliseconds responseHeadTimeout{std::chrono::seconds(600)};
    UpstreamTls tls{};
    friend bool operator==(const ProxyPolicy&, const ProxyPolicy&) = default;
};

}  // namespace portolan::model
