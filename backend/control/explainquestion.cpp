// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/explainquestion.h"

#include "backend/explain/path.h"
#include "backend/model/zone.h"

namespace portolan::control {

namespace {

/// One label gets the default zone; a name outside of every zone is a question all the same.
base::Result<model::HostName> nameIn(const std::string& written, const std::vector<model::HostName>& zones) {
    const std::string host = explain::hostIn(written);
    if (auto name = model::qualify(host, zones))
        return name;
    auto name = model::HostName::parse(host);
    if (!name)
        return name.error().at("name");
    return name;
}

api::CertificateView viewOf(const CertificateState& state) {
    api::CertificateView view;
    view.state = state.kind;
    view.error = state.error;
    return view;
}

}  // namespace

base::Result<explain::Question> questionFor(const api::ExplainRequest& request, const RuleContext& context,
                                            const Knowledge& knowledge) {
    PORTOLAN_TRY(model::HostName name, nameIn(request.name, context.settings.zones));
    explain::Question question{.name = std::move(name), .snapshot = knowledge.publication.snapshot()};
    question.caller = request.from.value_or(context.caller.address);
    question.from = context.ownHost.holds(question.caller) ? explain::Question::Caller::ThisHost
                                                           : explain::Question::Caller::OtherDevice;
    question.zones = context.settings.zones;
    question.advertised = context.settings.advertised;
    question.ownAddresses = knowledge.dataPlane.ownAddresses();
    question.targetPolicy = context.policy;
    question.listeners = knowledge.dataPlane.listeners();
    question.departure = knowledge.departures.of(question.name.text());
    question.now = knowledge.now;
    const auto service = knowledge.catalog.service(question.name);
    if (!service)
        return question;
    if (checkOwner(context.caller, service->origin, service->host, context.ownHost))
        question.disclosure = explain::Disclosure::Whole;
    for (const model::Target& target : service->targets)
        question.conditions.push_back({target.id, knowledge.health.ofTarget(target.id)});
    question.certificate = viewOf(knowledge.certificates.stateOf(*service));
    return question;
}

}  // namespace portolan::control
