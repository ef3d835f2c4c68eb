// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// All that an explanation is made from besides what it measures: the state of the program at one moment, and
// who asks. control/ puts it together on its thread; the thread that explains holds it and hands it back, so
// that snapshots are freed where they belong. A value.

#include "backend/api/replies.h"
#include "backend/base/clock.h"
#include "backend/base/ipaddress.h"
#include "backend/model/addresspolicy.h"
#include "backend/model/hostname.h"
#include "backend/model/service.h"
#include "backend/snapshot/snapshot.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace portolan::explain {

/// Whether the caller may know where targets are.
enum class Disclosure : std::uint8_t { Whole, WithoutTargets };

/// A name that was there before.
struct Departure {
    enum class Why : std::uint8_t { Expired, Removed };
    Why why = Why::Removed;
    base::SystemTime at{};
};

/// What the probes and requests have shown of one target.
struct TargetCondition {
    model::TargetId id{};
    api::HealthView health{};
};

struct Question {
    model::HostName name;
    base::IpAddress caller{};
    /// Who would ask the name for the caller: then this host's resolver is the caller's.
    enum class Caller : std::uint8_t { ThisHost, OtherDevice } from = Caller::ThisHost;
    Disclosure disclosure = Disclosure::WithoutTargets;
    std::shared_ptr<const snapshot::Snapshot> snapshot;
    std::vector<model::HostName> zones{};
    std::vector<base::IpAddress> advertised{};    ///< never empty
    std::vector<base::IpAddress> ownAddresses{};  ///< of this host's interfaces
    model::AddressPolicy targetPolicy{};
    std::vector<api::ListenerView> listeners{};
    std::vector<TargetCondition> conditions{};  ///< of the targets of the service
    api::CertificateView certificate{};         ///< of the service
    std::optional<Departure> departure{};
    base::SystemTime now{};
};

}  // namespace portolan::explain
