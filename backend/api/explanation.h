// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The answer to "why does it not open here?": a name followed from its zone to the answer of its target, one
// hop after the other, each with what was found and what to do about it. Asked for through
// Administration::report(). Texts are English; each has a code and parameters beside it for translation
// (docs/explain.md lists them). Values and pure functions; any thread.

#include "backend/base/ipaddress.h"
#include "backend/base/result.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::api {

/// What is looked at, in this order.
enum class HopStage : std::uint8_t {
    Zone,         ///< does the name lie in a zone of ours
    Record,       ///< does DNS have it, and with the right address
    Dns,          ///< does our DNS listener answer it
    Resolver,     ///< does this host's resolver find it (split DNS)
    Access,       ///< may the caller ask at all
    Listener,     ///< does the proxy answer at that address
    Certificate,  ///< what is shown over TLS
    Route,        ///< which service takes it
    Target,       ///< which of its targets
    Connect,      ///< TCP to the target
    Tls,          ///< TLS with the target
    Http,         ///< what the target answers
    Trust,        ///< does the machine that asks trust the zone's root
};
inline constexpr std::size_t hopStages = 13;

enum class HopVerdict : std::uint8_t { Ok, Warning, Bad, Skipped };

/// "zone", "record", ...: the stable word of the API.
[[nodiscard]] std::string_view toWord(HopStage stage);
[[nodiscard]] std::optional<HopStage> hopStageFromWord(std::string_view word);
/// "ok", "warning", "bad", "skipped".
[[nodiscard]] std::string_view toWord(HopVerdict verdict);
[[nodiscard]] std::optional<HopVerdict> hopVerdictFromWord(std::string_view word);

struct Hop {
    HopStage stage = HopStage::Zone;
    HopVerdict verdict = HopVerdict::Ok;
    std::string code{};                                   ///< "explain.name_unknown"
    std::string message{};                                ///< what was found
    std::string advice{};                                 ///< what to do; empty where there is nothing to do
    std::vector<std::string> lines{};                     ///< to be pasted where the advice says
    base::Error::Params params{};                         ///< what the sentences name
    std::optional<std::chrono::microseconds> duration{};  ///< of what was measured
    friend bool operator==(const Hop&, const Hop&) = default;
};

/// What is asked for: why `name` (or the host of a URL) does not open.
struct ExplainRequest {
    std::string name{};
    std::optional<base::IpAddress> from{};  ///< as this device sees it; absent: the caller's own address
};

struct Explanation {
    std::string name{};                        ///< in full
    bool known = false;                        ///< there is something of that name
    bool opens = false;                        ///< no hop is bad
    std::string cause{};                       ///< the code of the first bad hop; empty if there is none
    std::vector<std::string> near{};           ///< names that were perhaps meant, the nearest first
    std::string url{};                         ///< where browsers open it; empty where that is not here
    std::vector<base::IpAddress> addresses{};  ///< what DNS should answer
    std::vector<Hop> hops{};
    friend bool operator==(const Explanation&, const Explanation&) = default;
};

/// The first bad hop; nullptr if there is none.
[[nodiscard]] const Hop* causeOf(const std::vector<Hop>& hops);

}  // namespace portolan::api
