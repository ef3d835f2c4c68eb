// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Which address of a name a target uses. The policy for targets is applied to each address, at each answer,
// with the permissions of whoever added the target: a name that is turned towards a forbidden address later
// (DNS rebinding) loses its target, not the policy. The address in use stays while the name has it and the
// policy allows it, so that connections and measurements stay; only a target that is down is moved on to the
// next. Pure functions. Source: SPEC 4.4; RFC 6724 (the order of the addresses, which the resolver made).

#include "backend/model/addresspolicy.h"
#include "backend/resolve/namebook.h"

#include <optional>
#include <string_view>

namespace portolan::resolve {

/// What a target asks of the addresses of its name.
struct AddressNeed {
    std::uint16_t port = 0;
    model::LoopbackTargets loopback = model::LoopbackTargets::Refused;
};

struct AddressChoice {
    std::optional<base::IpAddress> address{};  ///< what to connect to; nullopt: there is nothing
    /// Why the first address was refused; with an `address`, another one was allowed.
    std::optional<base::Error> refusal{};
    friend bool operator==(const AddressChoice&, const AddressChoice&) = default;
};

/// The address in use if it still is one, else the first one that is allowed.
[[nodiscard]] AddressChoice choose(const NameState& state, const AddressNeed& need,
                                   const model::AddressPolicy& policy,
                                   const std::optional<base::IpAddress>& inUse);

/// The allowed address behind `inUse`, from the front again after the last one; `inUse` if it is the only
/// one.
[[nodiscard]] AddressChoice chooseNext(const NameState& state, const AddressNeed& need,
                                       const model::AddressPolicy& policy, const base::IpAddress& inUse);

/// What is wrong with the last look-up of `name`: target.name_not_found, target.name_without_address,
/// target.name_server_fails, target.name_unanswered, target.name_leads_back. nullopt when it found something,
/// or is pending.
[[nodiscard]] std::optional<base::Error> errorOf(LookupOutcome outcome, std::string_view name);

}  // namespace portolan::resolve
