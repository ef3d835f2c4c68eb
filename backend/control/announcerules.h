// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The seed's add-record and remove-record (SPEC 2): one call that a device makes about itself or another,
// again and again. The name decides what it is about; adding again updates; with a proxy it is a service,
// without it a stand-alone address record, and it may go from one to the other. Each function edits the
// working catalog only when it succeeds. Control thread.

#include "backend/api/replies.h"
#include "backend/control/catalogeditor.h"
#include "backend/control/rulecontext.h"

namespace portolan::control {

struct Announced {
    model::HostName name;
    api::Outcome outcome = api::Outcome::Created;
    std::string targetChosenBy{};  ///< as in api::AnnounceReply
    std::vector<api::Warning> warnings{};
};

/// Errors: the fields' own, targets.exclusive, port.required, target.device_unknown, access.not_owner,
/// access.hidden_values, record.name_taken (the name has an NS record).
[[nodiscard]] base::Result<Announced> announce(CatalogEditor& editor, const api::AnnounceRequest& request,
                                               const RuleContext& context);

/// Removes the service or the address records of `name`. Returns whether there was anything. Errors: those of
/// model::qualify, access.not_owner.
[[nodiscard]] base::Result<bool> withdraw(CatalogEditor& editor, const std::string& name,
                                          const RuleContext& context);

}  // namespace portolan::control
