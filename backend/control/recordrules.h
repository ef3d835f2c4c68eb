// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Adding, replacing and removing a record that stands alone. Each function edits the working catalog only
// when it succeeds. Control thread. Source: RFC 1034 section 3.6.2 (an alias has no other data), RFC 4592
// section 4.2 (no delegation by a wildcard).

#include "backend/control/catalogeditor.h"
#include "backend/control/rulecontext.h"

namespace portolan::control {

/// Adds a record, or gives the one with that id its whole new content; id, origin and creation stay. Errors:
/// the fields' own, record.type, record.ttl, those of model::parseRecordData, record.name_taken,
/// access.not_owner (something from elsewhere has that name), access.token_required (wildcards and names kept
/// for Portolan itself); of one that is there also record.not_found and precondition.stale.
[[nodiscard]] base::Result<model::RecordId> saveRecord(CatalogEditor& editor,
                                                       std::optional<model::RecordId> id,
                                                       const api::RecordDraft& draft,
                                                       const api::Precondition& precondition,
                                                       const RuleContext& context);

/// Returns what was removed. Errors: record.not_found, access.not_owner, precondition.stale.
[[nodiscard]] base::Result<model::Record> removeRecord(CatalogEditor& editor, model::RecordId id,
                                                       const api::Precondition& precondition,
                                                       const RuleContext& context);

/// Whether a service's name has records of this type already, or would lose them by it.
[[nodiscard]] bool clashesWithService(model::RecordType type);

}  // namespace portolan::control
