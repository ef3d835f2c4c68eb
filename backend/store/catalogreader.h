// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Rows -> Catalog. Trusts nothing: each value is parsed again, and a row that does not parse makes the whole
// file damaged, because serving half a catalog would be worse than a good backup.

#include "backend/store/changeset.h"
#include "backend/store/database.h"

namespace portolan::store {

/// Errors: store.corrupt with the row at fault, and those of Database.
[[nodiscard]] base::Result<LoadedCatalog> readCatalog(Database& database);

/// The revision on disk.
[[nodiscard]] base::Result<model::Revision> readRevision(Database& database);

}  // namespace portolan::store
