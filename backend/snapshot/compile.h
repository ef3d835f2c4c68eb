// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Catalog -> Snapshot, as a pure function. Called by control/ after each durable change; costs what differs
// between the two catalogs, because both share structure with the ones before.

#include "backend/model/catalog.h"
#include "backend/model/settings.h"
#include "backend/snapshot/snapshot.h"

#include <memory>

namespace portolan::snapshot {

/// One catalog with the settings and the snapshot it compiled to.
struct Compiled {
    model::Catalog catalog;
    model::RunSettings settings;
    std::shared_ptr<const Snapshot> snapshot;
};

/// Compiles `catalog`. With a `previous` whose settings and zone names are the same, only what changed is
/// compiled; else everything. `generation` is the number of the new snapshot.
[[nodiscard]] Compiled compile(const Compiled* previous, const model::Catalog& catalog,
                               const model::RunSettings& settings, std::uint64_t generation);

}  // namespace portolan::snapshot
