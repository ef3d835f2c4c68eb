// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Passive checks: whether a target is passed over because requests to it fail, decided by the requests
// themselves. A target that takes part is out after so many failures (or responses of 5xx) in a row, for a
// time that doubles as long as it does not stay well in between; when the time is over, one request is let
// through on trial, and it is back or out again by how that ends. Functions over live::TargetTraffic, called
// by proxy/balancer on any worker; two workers may disagree for a moment, never for longer.

#include "backend/live/targettraffic.h"
#include "backend/model/balancing.h"

#include <cstdint>

namespace portolan::proxy::ejection {

enum class Standing : std::uint8_t {
    In,   ///< takes part
    Out,  ///< passed over
    Due,  ///< may be tried with one request
};

[[nodiscard]] inline Standing standingOf(const live::TargetTraffic& traffic, std::int64_t now) {
    const std::int64_t until = traffic.outUntil.load(std::memory_order_relaxed);
    if (until == 0) [[likely]]
        return Standing::In;
    const bool mayTry = now >= until && !traffic.onTrial.load(std::memory_order_relaxed);
    return mayTry ? Standing::Due : Standing::Out;
}

/// Takes the trial of a target that is Due; false when another worker was quicker.
[[nodiscard]] bool takeTrial(live::TargetTraffic& traffic);
/// The trial ended without telling anything (its client has left).
void giveBackTrial(live::TargetTraffic& traffic);

/// How a request met its target.
enum class Attempt : std::uint8_t { Usual, Trial };
enum class Outcome : std::uint8_t {
    Failed,       ///< no connection, or its end before an answer
    ServerError,  ///< an answer of 5xx
    Answered,     ///< any other answer
};
enum class Change : std::uint8_t { None, Out, Back };
/// Whether one more target may be passed over.
enum class Room : std::uint8_t { None, Left };

/// Notes how a request ended. Change::Out and Change::Back are told to one caller only. A failed trial is
/// passed over again whatever `room` says.
[[nodiscard]] Change note(live::TargetTraffic& traffic, const model::EjectionPolicy& policy, Attempt attempt,
                          Outcome outcome, Room room, std::int64_t now);

/// Whether another one of `targets` may be passed over while `out` are.
[[nodiscard]] Room roomFor(const model::EjectionPolicy& policy, std::size_t targets, std::size_t out);

}  // namespace portolan::proxy::ejection
