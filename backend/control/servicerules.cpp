// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/servicerules.h"

#include "backend/control/balancingrules.h"
#include "backend/control/deliveryrules.h"
#include "backend/control/fieldrules.h"
#include "backend/control/proxyrules.h"
#include "backend/control/recordrules.h"

#include <algorithm>

namespace portolan::control {

namespace {

std::string idText(model::ServiceId id) {
    return std::to_string(static_cast<std::uint64_t>(id));
}

model::Switch switchOf(const api::ServiceDraft& draft) {
    if (!draft.enabled.value_or(true))
        return model::Switch::Disabled;
    return draft.maintenance.value_or(false) ? model::Switch::Maintenance : model::Switch::Enabled;
}

base::Result<model::HealthPolicy> parseChecks(const model::HealthDraft& draft) {
    auto policy = model::parseHealthPolicy(draft);
    if (policy)
        return policy;
    return policy.error().at("checks." + policy.error().field);
}

/// `before`: what it replaces, nullptr when it is new.
base::Result<model::Service> parseDraft(const api::ServiceDraft& draft, const model::Service* before,
                                        const RuleContext& context, base::SystemTime now) {
    PORTOLAN_TRY(model::HostName host, parseName(draft.host, context.settings, "host"));
    model::Service service{model::ServiceId{}, std::string(host.firstLabel()), host};
    if (draft.name && !draft.name->empty()) {
        PORTOLAN_TRY(service.name, parseLabel(*draft.name, "name"));
    }
    PORTOLAN_TRY(service.protocol, parseProtocol(draft.protocol));
    PORTOLAN_TRY(service.targets, parseTargets(draft.targets, context, "address", before));
    PORTOLAN_TRY(service.proxy, parseProxy(draft.proxy, before));
    PORTOLAN_TRY(service.delivery, parseDelivery(draft.delivery));
    PORTOLAN_TRY(service.clientTls, parseClientTls(draft.clientTls));
    PORTOLAN_TRY(service.balancing, parseBalancing(draft.balancing));
    if (draft.recordAddress && !draft.recordAddress->empty()) {
        PORTOLAN_TRY(const base::IpAddress address, parseAddress(*draft.recordAddress, "record_address"));
        service.recordAddress = withoutAdvertised(address, context.settings);
    }
    PORTOLAN_CHECK(checkNotItself(service, "address"));
    PORTOLAN_CHECK(checkDelivery(service));
    PORTOLAN_TRY(service.checks, parseChecks(draft.checks));
    service.state = switchOf(draft);
    PORTOLAN_TRY(service.expiresAt, parseExpiry(draft.expiresIn, now));
    service.createdAt = now;
    service.updatedAt = now;
    return service;
}

base::Result<void> checkHostFree(const model::Catalog& catalog, const model::HostName& host,
                                 std::optional<model::ServiceId> except) {
    if (const auto other = catalog.service(host); other && other->id != except)
        return base::Error{"service.host_taken",
                           "\"" + host.text() + "\" is taken by the service \"" + other->name + "\" (id " +
                               idText(other->id) + "); choose another name, or change that service.",
                           "host",
                           {{"host", host.text()}, {"id", idText(other->id)}, {"name", other->name}}};
    const auto records = catalog.records(host);
    if (records && std::any_of(records->records.begin(), records->records.end(),
                               [](const auto& record) { return clashesWithService(record.type); }))
        return base::Error{
            "service.host_taken",
            "\"" + host.text() +
                "\" has a record of its own; remove that record first, or choose another name.",
            "host",
            {{"host", host.text()}}};
    return {};
}

/// Finds a service that the caller may change and has seen.
base::Result<std::shared_ptr<const model::Service>> findForChange(const model::Catalog& catalog,
                                                                  model::ServiceId id,
                                                                  const api::Precondition& precondition,
                                                                  const RuleContext& context) {
    auto service = catalog.service(id);
    if (!service)
        return serviceNotFound(id);
    PORTOLAN_CHECK(checkOwner(context.caller, service->origin, service->host, context.ownHost));
    PORTOLAN_CHECK(checkPrecondition(precondition, service->revision));
    return service;
}

/// Whether a target that shows what `before` asks for does so for `after` as well.
bool provesTheSame(const model::Service& before, const model::Service& after) {
    if (before.protocol != after.protocol)
        return false;
    // Who is asked for its own name is asked for another with another Host.
    const bool hasNames = std::any_of(after.targets.begin(), after.targets.end(),
                                      [](const model::Target& target) { return target.name.has_value(); });
    const bool namesTheSame =
        after.proxy.tls.serverName ||
        (before.host == after.host && (!hasNames || before.proxy.hostHeader == after.proxy.hostHeader));
    return after.protocol == model::Protocol::Http || (before.proxy.tls == after.proxy.tls && namesTheSame);
}

bool saysTheSame(model::Service a, const model::Service& b) {
    a.updatedAt = b.updatedAt;
    a.revision = b.revision;
    return a == b;
}

}  // namespace

base::Result<model::ServiceId> addService(CatalogEditor& editor, const api::ServiceDraft& draft,
                                          const RuleContext& context) {
    PORTOLAN_TRY(model::Service service, parseDraft(draft, nullptr, context, editor.now()));
    PORTOLAN_CHECK(checkHostFree(editor.catalog(), service.host, std::nullopt));
    service.id = editor.newServiceId();
    service.origin.address = context.caller.address;
    const model::ServiceId id = service.id;
    putService(editor, std::move(service), nullptr);
    return id;
}

base::Result<void> replaceService(CatalogEditor& editor, model::ServiceId id, const api::ServiceDraft& draft,
                                  const api::Precondition& precondition, const RuleContext& context) {
    PORTOLAN_TRY(const auto before, findForChange(editor.catalog(), id, precondition, context));
    PORTOLAN_TRY(model::Service service, parseDraft(draft, before.get(), context, editor.now()));
    PORTOLAN_CHECK(checkHostFree(editor.catalog(), service.host, id));
    PORTOLAN_CHECK(checkHiddenValues(*before, service, context.caller));
    service.id = id;
    service.origin = before->origin;
    service.createdAt = before->createdAt;
    putService(editor, std::move(service), before.get());
    return {};
}

base::Result<std::shared_ptr<const model::Service>> removeService(CatalogEditor& editor, model::ServiceId id,
                                                                  const api::Precondition& precondition,
                                                                  const RuleContext& context) {
    PORTOLAN_TRY(auto before, findForChange(editor.catalog(), id, precondition, context));
    editor.remove(id);
    return before;
}

void putService(CatalogEditor& editor, model::Service service, const model::Service* before) {
    for (model::Target& target : service.targets) {
        const model::Target* same = nullptr;
        if (before && provesTheSame(*before, service))
            for (const model::Target& old : before->targets)
                if (old.isAt(target) && old.pin == target.pin)
                    same = &old;
        target.id = same ? same->id : editor.newTargetId();
    }
    if (!before || !saysTheSame(service, *before))
        editor.put(std::move(service));
}

std::optional<base::IpAddress> withoutAdvertised(const base::IpAddress& address,
                                                 const model::RunSettings& settings) {
    const auto& advertised = settings.advertised;
    if (std::find(advertised.begin(), advertised.end(), address) != advertised.end())
        return std::nullopt;
    return address;
}

base::Error serviceNotFound(model::ServiceId id) {
    return {"service.not_found",
            "There is no service with id " + idText(id) + "; it may have been removed meanwhile.",
            "",
            {{"id", idText(id)}}};
}

base::Result<void> checkPrecondition(const api::Precondition& precondition, model::Revision current) {
    if (!precondition.revision || *precondition.revision == current)
        return {};
    return base::Error{
        "precondition.stale",
        "It was changed by someone else meanwhile; look at it again and repeat your change.",
        "",
        {{"expected", std::to_string(*precondition.revision)}, {"current", std::to_string(current)}}};
}

}  // namespace portolan::control
