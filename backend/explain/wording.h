// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Everything an explanation can say: one code for each finding, with the English sentence that says what was
// found and the one that says what to do. Used by judge.h and by portolanctl, which adds what its own machine
// sees. Pure functions; any thread.

#include "backend/api/explanation.h"
#include "backend/base/clock.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::explain {

enum class Code : std::uint8_t {
    // Zone
    ZoneFound,
    ZoneUnknown,
    // Record
    RecordFound,
    NameUnknown,
    NameExpired,
    NameRemoved,
    RecordOnly,
    NoAddress,
    RecordElsewhere,
    AdvertisedLoopback,
    // Dns
    DnsAnswers,
    DnsNotListening,
    DnsOff,
    DnsTrialPort,
    DnsSilent,
    DnsRefuses,
    DnsAnswersElse,
    // Resolver
    ResolverAnswers,
    SplitDnsMissing,
    ResolverAnswersElse,
    ResolverSilent,
    ResolverNone,
    ResolverLocal,
    // Access
    CallerInside,
    CallerOutside,
    // Listener
    ListenerAnswers,
    HttpNotListening,
    HttpsNotListening,
    ProxyOff,
    ListenerSilent,
    ListenerForeign,
    TrialPort,
    // Certificate
    CertificateGood,
    CertificateNone,
    CertificateFailed,
    CertificateExpired,
    CertificateNotYet,
    CertificateElse,
    HttpsOnly,
    HstsPreloaded,
    // Route
    RouteFound,
    OwnName,
    DirectService,
    Disabled,
    Maintenance,
    TargetNowhere,
    // Target
    TargetChosen,
    TargetForbidden,
    TargetsDown,
    SomeTargetsDown,
    TargetsDrained,
    OtherTargets,
    OtherTarget,
    // Connect
    TargetAccepts,
    TargetLoopbackOnly,
    TargetRefused,
    TargetTimeout,
    TargetUnreachable,
    // Tls
    TlsNone,
    TlsGood,
    TargetSpeaksHttp,
    TlsFailed,
    PinChanged,
    TargetCertificateUntrusted,
    TargetCertificateExpired,
    TargetCertificateName,
    // Http
    HttpAnswers,
    HttpLogin,
    HttpMissing,
    HttpRefused,
    HostRefused,
    ProxyNotTrusted,
    TargetSpeaksHttps,
    RedirectLoop,
    RedirectToHttps,
    RedirectToItself,
    RedirectElsewhere,
    ServerError,
    HttpSilent,
    HttpClosed,
    NotHttp,
    // Trust, and what else the machine of the caller sees
    RootTrusted,
    RootNotTrusted,
    CallerConnects,
    CallerRefused,
    CallerTimeout,
    // Any stage behind one that is bad
    NotLookedAt,
    Count
};

/// "explain.name_unknown".
[[nodiscard]] std::string_view codeOf(Code code);
/// The sentences with {parameters} in braces; the advice is empty where there is nothing to do.
[[nodiscard]] std::string_view messageOf(Code code);
[[nodiscard]] std::string_view adviceOf(Code code);

/// `text` with the parameters put in. One that is not there stays as it is.
[[nodiscard]] std::string filled(std::string_view text, const base::Error::Params& params);

/// A hop that says `code`.
[[nodiscard]] api::Hop hop(api::HopStage stage, api::HopVerdict verdict, Code code,
                           base::Error::Params params = {}, std::vector<std::string> lines = {});

/// "a, b and c"; "-" for none.
[[nodiscard]] std::string listed(const std::vector<std::string>& texts);
[[nodiscard]] std::string listed(const std::vector<base::IpAddress>& addresses);

/// "2026-11-26 14:02 UTC".
[[nodiscard]] std::string timeText(base::SystemTime time);

/// What lets this program have ports below 1024.
[[nodiscard]] std::vector<std::string> lowPortLines();

/// The two values that split DNS takes, as lines to be pasted.
[[nodiscard]] std::vector<std::string> splitDnsLines(const std::string& nameserver, const std::string& zone);

}  // namespace portolan::explain
