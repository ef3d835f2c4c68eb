// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/resolve/addresschoice.h"

#include <algorithm>
#include <string>

namespace portolan::resolve {

namespace {

struct Judged {
    std::vector<base::IpAddress> allowed;
    std::optional<base::Error> refusal;  ///< of the first that is not
};

Judged judge(const NameState& state, const AddressNeed& need, const model::AddressPolicy& policy) {
    Judged judged;
    for (const base::IpAddress& address : state.addresses) {
        auto verdict = policy.check({address, need.port}, need.loopback);
        if (verdict)
            judged.allowed.push_back(address);
        else if (!judged.refusal)
            judged.refusal = std::move(verdict).error();
    }
    return judged;
}

}  // namespace

AddressChoice choose(const NameState& state, const AddressNeed& need, const model::AddressPolicy& policy,
                     const std::optional<base::IpAddress>& inUse) {
    Judged judged = judge(state, need, policy);
    AddressChoice choice{std::nullopt, std::move(judged.refusal)};
    const auto& allowed = judged.allowed;
    if (inUse && std::find(allowed.begin(), allowed.end(), *inUse) != allowed.end())
        choice.address = inUse;
    else if (!allowed.empty())
        choice.address = allowed.front();
    return choice;
}

AddressChoice chooseNext(const NameState& state, const AddressNeed& need, const model::AddressPolicy& policy,
                         const base::IpAddress& inUse) {
    Judged judged = judge(state, need, policy);
    AddressChoice choice{std::nullopt, std::move(judged.refusal)};
    const auto& allowed = judged.allowed;
    if (allowed.empty())
        return choice;
    const auto at = std::find(allowed.begin(), allowed.end(), inUse);
    const bool hasNext = at != allowed.end() && at + 1 != allowed.end();
    choice.address = hasNext ? *(at + 1) : allowed.front();
    return choice;
}

std::optional<base::Error> errorOf(LookupOutcome outcome, std::string_view name) {
    const std::string quoted = "\"" + std::string(name) + "\"";
    const base::Error::Params params{{"name", std::string(name)}};
    switch (outcome) {
        case LookupOutcome::Pending:
        case LookupOutcome::Found:
            break;
        case LookupOutcome::NotFound:
            return base::Error{"target.name_not_found",
                               "There is no host " + quoted + ". Is it spelled right?", "", params};
        case LookupOutcome::NoAddress:
            return base::Error{"target.name_without_address",
                               "The name " + quoted + " exists, but has no address.", "", params};
        case LookupOutcome::ServerFails:
            return base::Error{"target.name_server_fails",
                               "The name server could not say where " + quoted + " is.", "", params};
        case LookupOutcome::NoAnswer:
            return base::Error{"target.name_unanswered",
                               "No name server answered when asked where " + quoted + " is.", "", params};
        case LookupOutcome::LeadsBack:
            return base::Error{"target.name_leads_back",
                               quoted +
                                   " is served by this Portolan itself; give the machine that the service "
                                   "runs on.",
                               "", params};
    }
    return std::nullopt;
}

}  // namespace portolan::resolve
