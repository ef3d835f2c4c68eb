// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Catalog -> Snapshot, as a pure function. Called by control/ after each durable change; costs what differs
// between the two catalogs, because both share structure with the ones before.

#include "backend/base/persistentmap.h"
#include "backend/base/shorttext.h"
#include "backend/model/catalog.h"
#include "backend/model/settings.h"
#include "backend/snapshot/snapshot.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace portolan::snapshot {

/// The names that hold one address, sorted. Never empty inside a map.
using AddressHolders = std::vector<std::string>;

/// Where a target that is given by its name is found.
struct TargetPlace {
    model::TargetId target{};
    base::IpAddress address{};
    model::TargetId connections{};  ///< as in RouteTarget
    friend bool operator==(const TargetPlace&, const TargetPlace&) = default;
};
/// Of one service, without the targets that are found nowhere.
using TargetPlaces = std::vector<TargetPlace>;
/// By the service's host; a service without names of targets has no entry.
using Resolutions = base::PersistentMap<std::string, TargetPlaces>;

/// What stands behind https; control/ keeps it.
struct Trust {
    base::PersistentMap<base::ShortText, model::CertificateBundle> certificates{};
    std::vector<std::shared_ptr<const model::TrustAnchor>> anchors{};
};

/// What a snapshot is besides its catalog and the settings.
struct Edition {
    std::uint64_t generation = 0;
    base::SystemTime now{};                    ///< of serials that are new
    std::uint16_t httpPort = 80;               ///< where clients reach the proxy
    std::optional<std::uint16_t> httpsPort{};  ///< the same over TLS
};

/// One catalog with the settings and the snapshot it compiled to.
struct Compiled {
    model::Catalog catalog;  ///< its zones have serials and fingerprints as they are served
    model::RunSettings settings;
    std::shared_ptr<const Snapshot> snapshot;
    std::vector<std::uint16_t> httpsPorts{};  ///< of each zone; 0: it is not served over TLS
    /// By the address's name in a reverse zone; kept only where we have that zone.
    base::PersistentMap<std::string, AddressHolders> holders{};
    Resolutions resolutions{};
};

/// Compiles `catalog`, its targets at the addresses of `resolutions`. With a `previous` whose settings and
/// zone names are the same, only what changed is compiled; else everything. A zone whose content is that of
/// its fingerprint keeps its serial, any other gets the next.
[[nodiscard]] Compiled compile(const Compiled* previous, const model::Catalog& catalog,
                               const model::RunSettings& settings, const Edition& edition,
                               const Trust& trust = {}, const Resolutions& resolutions = {});

}  // namespace portolan::snapshot
