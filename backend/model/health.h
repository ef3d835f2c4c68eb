// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the probes found out, in the words every part uses. States are measured, never configured; "Disabled"
// is what a service that was switched off shows instead. Values; any thread.

#include <cstdint>
#include <string>
#include <string_view>

namespace portolan::model {

enum class HealthState : std::uint8_t { Unknown, Up, Degraded, Down, Disabled };

enum class HealthCause : std::uint8_t {
    None,
    NotYetProbed,
    Refused,               ///< the host answered, nothing listens
    Timeout,               ///< nothing answered
    Unreachable,           ///< no route, or a router said so
    Reset,                 ///< connected, then cut off without an answer
    NotHttp,               ///< answered, but not in HTTP
    ServerError,           ///< answered with 5xx
    TlsFailed,             ///< refused the TLS handshake, or does not speak TLS
    CertificateChanged,    ///< shows another certificate than the pinned one
    CertificateUntrusted,  ///< shows one that no trusted authority vouches for, or for another name
    CertificateExpired,    ///< shows one that is outside its time of validity
    SomeDown,              ///< of a service: some of its targets are down
    RequestsFail,          ///< passed over, as connections for requests fail in a row
    RequestsErr,           ///< passed over, as requests are answered with 5xx in a row
    WrongStatus,           ///< answered with another status than the expected ones; the detail is the status
    TextMissing,           ///< the text it is known by is not in its answer
    Slow,                  ///< answers, but takes longer than it should; the detail is milliseconds
    Flapping,              ///< was up and down too often; the detail is how often
    Starting,              ///< does not answer yet, which is forgiven for a while
    NeverProbed,           ///< is not to be checked
    SwitchedOff,           ///< of a service: it is disabled
    Maintenance,           ///< of a service: it is being worked on
    NameNotFound,          ///< there is no host of the target's name
    NameWithoutAddress,    ///< the target's name exists and has no address
    NameServerFails,       ///< no name server could say where the target is
    AddressRefused,        ///< the target's name leads where no target may be
    NameLeadsBack,         ///< the target's name is a service of this Portolan
};

/// "up", "down", ...: the stable word of the API.
[[nodiscard]] std::string_view toWord(HealthState state);
[[nodiscard]] HealthState healthStateFromWord(std::string_view word);
/// "health.refused", ...: stable, for translation.
[[nodiscard]] std::string_view codeOf(HealthCause cause);
[[nodiscard]] HealthCause healthCauseFromCode(std::string_view code);
/// The name that the detail of a cause has among its parameters; empty when it has none.
[[nodiscard]] std::string_view detailNameOf(HealthCause cause);
/// One English sentence that says what it means and where to look, with the detail if the cause has one.
[[nodiscard]] std::string sentenceOf(HealthCause cause, std::uint32_t detail = 0);

}  // namespace portolan::model
