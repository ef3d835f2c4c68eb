// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Adding and removing a record that stands alone. Each function edits the working catalog only when it
// succeeds. Control thread. Source: RFC 1034 section 3.6.2 (an alias has no other data).

#include "backend/control/catalogeditor.h"
#include "backend/control/rulecontext.h"

namespace portolan::control {

/// Errors: the fields' own, record.type, record.ttl, record.address, record.text, record.name_taken,
/// access.not_owner (something from elsewhere has that name).
[[nodiscard]] base::Result<model::RecordId> addRecord(CatalogEditor& editor, const api::RecordDraft& draft,
                                                      const RuleContext& context);

/// Returns what was removed. Errors: record.not_found, access.not_owner, precondition.stale.
[[nodiscard]] base::Result<model::Record> removeRecord(CatalogEditor& editor, model::RecordId id,
                                                       const api::Precondition& precondition,
                                                       const RuleContext& context);

}  // namespace portolan::control
