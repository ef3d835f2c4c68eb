// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The whole of an explanation: follow the name (path.h), look at each hop (...look.h), judge what was found.
// explain() blocks for as long as it is told at most; control/ calls it on a thread of its own. judge() is a
// pure function, so that everything it can say is tested without a network.

#include "backend/api/explanation.h"
#include "backend/explain/dnslook.h"
#include "backend/explain/frontlook.h"
#include "backend/explain/path.h"
#include "backend/explain/resolverlook.h"
#include "backend/explain/targetlook.h"

namespace portolan::explain {

/// What was measured.
struct Findings {
    std::optional<DnsLook> dns{};  ///< of our own listener
    ResolverLook resolver{};
    FrontLook front{};
    TargetLook target{};
    std::vector<OtherTarget> others{};  ///< of the same path
    std::string proxyAddress{};         ///< as the target sees it
};

[[nodiscard]] Findings measure(const Question& question, const Path& path, const ResolverPlace& resolver,
                               const Patience& patience);

[[nodiscard]] api::Explanation judge(const Question& question, const Path& path, const Findings& findings);

/// All of it. Takes no longer than `patience` has.
[[nodiscard]] api::Explanation explain(const Question& question, const ResolverPlace& resolver,
                                       const Patience& patience);

}  // namespace portolan::explain
