// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Why the proxy itself answers instead of an upstream, and the one table that says with which status, title
// and sentence. Used by sessions and exchanges on a worker; values only, nothing allocates. The sentences
// never name a target's address. Source: RFC 9110 section 15, RFC 6585 section 5.

#include "backend/httpwire/failure.h"
#include "backend/net/stream.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace portolan::proxy {

enum class FailureReason : std::uint8_t {
    BadRequest,  ///< the head or the framing of the body breaks the rules
    BodyTooLarge,
    HeadTooLarge,
    TargetTooLong,
    HeadTimeout,     ///< the head did not arrive in time
    BodyTimeout,     ///< the body stopped arriving
    NotInternal,     ///< the peer is outside internal_networks
    UnknownHost,     ///< no service has this name
    Misdirected,     ///< absolute-form for a host that is not ours
    NotOverTls,      ///< a host that this connection's certificate does not stand for, or not served by https
    HttpsMissing,    ///< a service by https only, and there is no https listener
    PlainOverTls,    ///< plain http on the port for https
    NotImplemented,  ///< CONNECT, an unknown transfer coding
    VersionNotSupported,
    ServiceDisabled,       ///< the service is switched off
    ServiceMaintenance,    ///< the service is being worked on
    TargetNotFound,        ///< none of its targets' names leads to an address
    Unavailable,           ///< this part of Portolan is not ready
    LoopDetected,          ///< the request has been here before
    ForbiddenTarget,       ///< the target's address may not be connected to
    UpstreamRefused,       ///< nothing listens on the target's port
    UpstreamUnreachable,   ///< no route to the target
    UpstreamReset,         ///< the target cut the connection before its answer was complete
    UpstreamTls,           ///< the target refuses to speak TLS
    UpstreamNotTls,        ///< the target does not speak TLS there
    CertificateChanged,    ///< the target shows another certificate than the pinned one
    CertificateExpired,    ///< the target's certificate is outside its time of validity
    CertificateName,       ///< the target's certificate is made out to another name
    CertificateUntrusted,  ///< no authority this system trusts vouches for the target's certificate
    UpstreamBadAnswer,     ///< the target's answer is not HTTP/1.1
    ConnectTimeout,        ///< the target does not answer at all
    ResponseTimeout,       ///< the target took the request and does not answer
    LocalFailure,          ///< no descriptor or port left here
    TargetsBusy,           ///< each target has as many requests as it may have
    Count
};

struct FailureText {
    int status;
    std::string_view code;      ///< stable: "proxy.upstream_refused"
    std::string_view title;     ///< a heading
    std::string_view sentence;  ///< what it means and what to do
};

[[nodiscard]] const FailureText& textOf(FailureReason reason);

/// The code of each reason, by its number.
[[nodiscard]] std::span<const std::string_view> failureCodes();

/// What a refused head means for the client.
[[nodiscard]] FailureReason reasonOf(httpwire::ParseFailure failure);
/// What the end of a connection to a target means while it was being made.
[[nodiscard]] FailureReason reasonOfConnect(net::CloseReason reason);

}  // namespace portolan::proxy
