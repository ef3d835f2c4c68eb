// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What a service's balancing policy and the part of its targets in it must be. Pure functions; control
// thread.

#include "backend/api/replies.h"
#include "backend/api/requests.h"

#include <string_view>
#include <vector>

namespace portolan::control {

/// The policy a draft means. Errors, on its fields: balancing.method, balancing.hash_key_missing,
/// balancing.hash_key_unused, request_field.name (a header or cookie must be a token), balancing.range.
[[nodiscard]] base::Result<model::BalancingPolicy> parseBalancing(const api::BalancingDraft& draft);

/// Weight, backup, drain and the limit of requests of one target; `path` is "targets[n].". Errors, on their
/// fields: weight.range, max_requests.range.
[[nodiscard]] base::Result<void> parseShare(const api::TargetDraft& draft, std::string_view path,
                                            model::Target& target);

/// Errors: targets.none_takes_requests.
[[nodiscard]] base::Result<void> checkSomebodyServes(const std::vector<model::Target>& targets);

/// What an announcement does not speak of stays as the service has it for these addresses. If that leaves
/// nobody who takes new requests, all take them: whoever announces a target wants it to serve.
void keepShares(std::vector<model::Target>& targets, const model::Service* before);

}  // namespace portolan::control
