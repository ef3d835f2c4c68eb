// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Puts together what an explanation starts from: the snapshot that is live, what listens, what is known of
// the service's targets and certificate, and what the caller may be told. Control thread.

#include "backend/api/explanation.h"
#include "backend/control/certificatebook.h"
#include "backend/control/departures.h"
#include "backend/control/healthbook.h"
#include "backend/control/publication.h"
#include "backend/control/rulecontext.h"
#include "backend/explain/question.h"
#include "backend/model/catalog.h"

namespace portolan::control {

/// What is known beside the rules' context.
struct Knowledge {
    const model::Catalog& catalog;
    const Publication& publication;
    const HealthBook& health;
    const CertificateBook& certificates;
    const Departures& departures;
    const DataPlane& dataPlane;
    base::SystemTime now{};
};

/// Errors: those of HostName on field "name". Where the targets of a service are is told to callers who may
/// change it.
[[nodiscard]] base::Result<explain::Question> questionFor(const api::ExplainRequest& request,
                                                          const RuleContext& context,
                                                          const Knowledge& knowledge);

}  // namespace portolan::control
