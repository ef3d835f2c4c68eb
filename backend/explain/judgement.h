// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The parts of judge(), by who is judged: what stands in names and DNS, the proxy's own side, the target.
// Each appends its hops in their order. Pure functions.

#include "backend/explain/explain.h"

#include <vector>

namespace portolan::explain {

struct Judgement {
    const Question& question;
    const Path& path;
    const Findings& findings;
    std::vector<api::Hop>& hops;
};

/// Zone, Record, Dns, Resolver. False: the name leads nowhere, so that nothing else is worth a look.
[[nodiscard]] bool judgeNames(const Judgement& judgement);
/// Access, Listener, Certificate, Route. False: no target is asked.
[[nodiscard]] bool judgeFront(const Judgement& judgement);
/// Target, Connect, Tls, Http; then of the other targets what is not fine, as a warning.
void judgeTarget(const Judgement& judgement);

/// What split DNS has to ask: the advertised address.
[[nodiscard]] std::string nameserverOf(const Question& question);

/// A judgement of what the resolver of some machine says. `machine` is "this host", or another word for it.
[[nodiscard]] api::Hop judgeResolver(const ResolverLook& look, const std::vector<base::IpAddress>& expected,
                                     const std::string& machine, const std::string& name,
                                     const std::string& zone, const std::string& nameserver);

}  // namespace portolan::explain
