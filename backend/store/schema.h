// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The tables of catalog.sqlite and how an older file is brought up to date: a list of steps, each in a
// transaction of its own, counted by PRAGMA user_version. A step is never edited after a release; a change of
// the tables is a new step at the end.

#include "backend/store/database.h"

#include <cstdint>

namespace portolan::store {

/// What user_version is after all steps.
[[nodiscard]] std::uint32_t schemaVersion();

/// Runs the steps the file lacks. Errors: store.newer when the file has more steps than this program, and
/// those of Database.
[[nodiscard]] base::Result<void> migrate(Database& database);

/// The error for a file with more steps than this program has.
[[nodiscard]] base::Error newerError(std::uint32_t version);

}  // namespace portolan::store
