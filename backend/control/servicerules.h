// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Adding, replacing and removing a service: what a draft must be, and what it makes of the catalog. Each
// function edits the working catalog only when it succeeds. Control thread.

#include "backend/control/catalogeditor.h"
#include "backend/control/rulecontext.h"

namespace portolan::control {

/// Errors: the fields' own (fieldrules.h), service.host_taken.
[[nodiscard]] base::Result<model::ServiceId> addService(CatalogEditor& editor, const api::ServiceDraft& draft,
                                                        const RuleContext& context);

/// The draft is the whole new content; id, origin and creation stay, and so do the ids of targets that stay,
/// and what the draft leaves to be kept. Errors: service.not_found, access.not_owner, access.hidden_values,
/// precondition.stale, and those of addService().
[[nodiscard]] base::Result<void> replaceService(CatalogEditor& editor, model::ServiceId id,
                                                const api::ServiceDraft& draft,
                                                const api::Precondition& precondition,
                                                const RuleContext& context);

/// Returns what was removed. Errors: service.not_found, access.not_owner, precondition.stale.
[[nodiscard]] base::Result<std::shared_ptr<const model::Service>> removeService(
    CatalogEditor& editor, model::ServiceId id, const api::Precondition& precondition,
    const RuleContext& context);

/// Puts `service` with its targets numbered: those that `before` has keep their ids, so long as they are
/// spoken to alike and have to prove the same. Does nothing when it says what `before` says.
void putService(CatalogEditor& editor, model::Service service, const model::Service* before);

/// The address for Service::recordAddress: nothing when it is advertised anyway.
[[nodiscard]] std::optional<base::IpAddress> withoutAdvertised(const base::IpAddress& address,
                                                               const model::RunSettings& settings);

[[nodiscard]] base::Error serviceNotFound(model::ServiceId id);

/// Errors: precondition.stale.
[[nodiscard]] base::Result<void> checkPrecondition(const api::Precondition& precondition,
                                                   model::Revision current);

}  // namespace portolan::control
