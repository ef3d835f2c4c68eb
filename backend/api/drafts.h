// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Drafts of what is there: where an edit begins, since a replaced service is given whole. Pure functions; any
// thread.

#include "backend/api/replies.h"
#include "backend/api/requests.h"

namespace portolan::api {

/// What of a draft means this policy. Hidden values are left out, which keeps them.
[[nodiscard]] ProxyDraft proxyDraftOf(const model::ProxyPolicy& policy, FieldValues values);
/// What of a draft means this policy.
[[nodiscard]] BalancingDraft balancingDraftOf(const model::BalancingPolicy& policy);
/// The draft that would leave this service as it is.
[[nodiscard]] ServiceDraft draftOf(const ServiceView& service, base::SystemTime now);

}  // namespace portolan::api
