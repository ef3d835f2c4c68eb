// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// How the requests to one service are spread over its targets: by which method, who stays with whom, when a
// target is passed over because requests to it fail, and how many may wait when all are busy. Part of a
// Service; control/ checks it where it is entered, snapshot/ hands it to the workers, proxy/balancer obeys
// it. Values; any thread.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace portolan::model {

/// What decides which target a request goes to.
enum class BalancingMethod : std::uint8_t {
    RoundRobin,        ///< in turn, smoothly by weight
    LeastOutstanding,  ///< of two drawn by weight, the one with fewer requests under way for its weight
    Random,            ///< drawn by weight
    AddressHash,       ///< the same target for the same client address
    HeaderHash,        ///< the same target for the same value of a request field
    CookieHash,        ///< the same target for the same value of a cookie
};

/// Whether a client keeps the target of its first request, by a cookie that Portolan sets.
enum class StickyCookie : std::uint8_t { Off, On };

/// When a target is passed over for a while because requests to it fail, whatever its probes say.
struct EjectionPolicy {
    std::uint16_t failures = 3;      ///< connections in a row that fail or end without an answer; 0: never
    std::uint16_t serverErrors = 0;  ///< responses of 5xx in a row; 0: they are nobody's business
    std::chrono::milliseconds time{std::chrono::seconds(10)};  ///< doubled each time, up to longestEjection
    std::uint8_t mostPercent = 50;  ///< of the targets; one may always be passed over
    friend bool operator==(const EjectionPolicy&, const EjectionPolicy&) = default;
};
inline constexpr std::chrono::milliseconds longestEjection{std::chrono::minutes(5)};

/// Requests that wait because each target has as many as it may have.
struct WaitingPolicy {
    std::uint16_t length = 32;  ///< per worker; 0: nobody waits
    std::chrono::milliseconds limit{std::chrono::seconds(5)};
    friend bool operator==(const WaitingPolicy&, const WaitingPolicy&) = default;
};

struct BalancingPolicy {
    BalancingMethod method = BalancingMethod::RoundRobin;
    std::string hashKey{};  ///< name of the field or cookie, for the two methods that have one
    StickyCookie sticky = StickyCookie::Off;
    std::chrono::milliseconds slowStart{0};  ///< until a target that comes back has its full share
    EjectionPolicy ejection{};
    WaitingPolicy waiting{};
    friend bool operator==(const BalancingPolicy&, const BalancingPolicy&) = default;
};

/// A backup serves only while no primary can be used.
enum class TargetRole : std::uint8_t { Primary, Backup };
/// A drained target gets no new clients: only those that a sticky cookie leads to it.
enum class TargetIntake : std::uint8_t { Open, Drained };

inline constexpr std::uint16_t highestWeight = 1000;

/// "round_robin", "least_outstanding", "random", "address_hash", "header_hash", "cookie_hash".
[[nodiscard]] std::string_view toWord(BalancingMethod method);
[[nodiscard]] std::optional<BalancingMethod> balancingMethodFromWord(std::string_view word);
/// Whether the method goes by a field or cookie that has to be named.
[[nodiscard]] constexpr bool hasHashKey(BalancingMethod method) {
    return method == BalancingMethod::HeaderHash || method == BalancingMethod::CookieHash;
}

}  // namespace portolan::model
