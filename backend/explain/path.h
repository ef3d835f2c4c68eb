// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The way of a name through what is published: its zone, its records, who serves it, by what certificate, and
// which of the targets would be asked. Nothing is measured here, so the same question has the same path. Pure
// functions; any thread.

#include "backend/explain/question.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::explain {

struct Path {
    enum class Kind : std::uint8_t {
        OutsideZones,
        Missing,  ///< in a zone, but there is nothing of that name
        Service,  ///< behind the proxy
        Direct,   ///< a service that clients reach without the proxy
        OwnName,  ///< Portolan itself answers
        Record,   ///< records alone
    };
    Kind kind = Kind::OutsideZones;
    std::string zone{};                        ///< "" outside of all
    std::vector<base::IpAddress> addresses{};  ///< what DNS should answer
    std::vector<std::string> types{};          ///< of the records, where there is no address
    std::vector<std::string> near{};           ///< of a name that is missing
    std::shared_ptr<const snapshot::Route> route{};
    const snapshot::RouteTarget* target = nullptr;  ///< that would be asked; points into the route
    model::HealthState targetState = model::HealthState::Unknown;
    model::HealthCause targetCause = model::HealthCause::None;
    std::vector<base::SocketAddress> idle{};  ///< targets that get no requests
    enum class Choice : std::uint8_t { Usual, AllDown, AllDrained } choice = Choice::Usual;
    std::shared_ptr<const model::CertificateBundle> certificate{};
    bool overTls = false;  ///< browsers open it by https
    bool isPreloaded = false;
    /// Where DNS can be asked here; the listener that is wanted where it has failed.
    const api::ListenerView* dns = nullptr;
    /// Where clients reach the proxy: the address from DNS, and the port they use.
    std::optional<base::SocketAddress> front{};
    /// The proxy's listener for that: one that listens, else one that should; nullptr if there is none.
    const api::ListenerView* listener = nullptr;
    std::string url{};  ///< where browsers open it; empty where this proxy has no part in it
};

/// `question` must outlive the path.
[[nodiscard]] Path follow(const Question& question);

/// The host of what a user wrote: a name, or a URL with scheme, port and path.
[[nodiscard]] std::string hostIn(std::string_view written);

/// Whether two sets of addresses have one in common.
[[nodiscard]] bool meet(const std::vector<base::IpAddress>& a, const std::vector<base::IpAddress>& b);
[[nodiscard]] bool holds(const std::vector<base::IpAddress>& addresses, const base::IpAddress& address);

}  // namespace portolan::explain
