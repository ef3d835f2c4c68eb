// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/announcerules.h"

#include "backend/control/balancingrules.h"
#include "backend/control/fieldrules.h"
#include "backend/control/proxyrules.h"
#include "backend/control/servicerules.h"

#include <algorithm>

namespace portolan::control {

namespace {

const base::IpAddress thisHost = base::IpAddress::fromV4(0x7f000001);

enum class Proxy : unsigned char { On, Off };

struct ChosenTargets {
    std::vector<model::Target> targets;
    std::string by;
};

/// What has the announced name already.
struct Existing {
    std::shared_ptr<const model::Service> service{};
    std::vector<model::Record> records{};  ///< A, AAAA, CNAME; the others are left alone
    [[nodiscard]] bool any() const { return service || !records.empty(); }
};

bool isReplacedByAnnouncing(const model::Record& record) {
    return record.type == model::RecordType::A || record.type == model::RecordType::Aaaa ||
           record.type == model::RecordType::Cname;
}

/// Finds what the caller is about to replace. Errors: access.not_owner.
base::Result<Existing> findExisting(const model::Catalog& catalog, const model::HostName& name,
                                    const RuleContext& context) {
    Existing existing{catalog.service(name)};
    if (existing.service)
        PORTOLAN_CHECK(checkOwner(context.caller, existing.service->origin, name, context.ownHost));
    const auto atName = catalog.records(name);
    if (!atName)
        return existing;
    for (const model::Record& record : atName->records) {
        if (!isReplacedByAnnouncing(record))
            continue;
        PORTOLAN_CHECK(checkOwner(context.caller, record.origin, name, context.ownHost));
        existing.records.push_back(record);
    }
    return existing;
}

base::Result<void> checkNotDelegated(const model::Catalog& catalog, const model::HostName& name) {
    const auto atName = catalog.records(name);
    if (!atName || std::none_of(atName->records.begin(), atName->records.end(),
                                [](const auto& record) { return record.type == model::RecordType::Ns; }))
        return {};
    return base::Error{"record.name_taken",
                       "\"" + name.text() + "\" is delegated by an NS record; remove that first.",
                       "name",
                       {{"name", name.text()}}};
}

base::Result<Proxy> chooseProxy(const api::AnnounceRequest& request) {
    const bool hasTarget = request.port || request.targets;
    const bool isOn = request.proxyEnabled.value_or(hasTarget);
    if (isOn && !hasTarget)
        return base::Error{"port.required",
                           "With proxy_enabled the port the service listens on is needed; add \"port\".",
                           "port",
                           {}};
    return isOn ? Proxy::On : Proxy::Off;
}

base::Result<void> checkExclusive(const api::AnnounceRequest& request) {
    if (!request.targets || (!request.port && !request.forwardToIp && !request.targetDevice))
        return {};
    return base::Error{"targets.exclusive",
                       "Give either \"targets\", or \"port\" with \"forward_to_ip\" or \"target_device\".",
                       "targets",
                       {}};
}

base::Error unknownDevice(const std::string& device) {
    return {"target.device_unknown",
            "There is no device \"" + device +
                "\": device names come from a tailnet, which is not in this version. Give forward_to_ip.",
            "target_device",
            {{"device", device}}};
}

base::Result<void> choosePlace(const api::AnnounceRequest& request, const RuleContext& context,
                               model::Target& target, std::string& by) {
    constexpr const char* field = "forward_to_ip";
    if (request.forwardToIp) {
        by = field;
        return parsePlace(*request.forwardToIp, context, field, target);
    }
    if (request.targetDevice)
        return unknownDevice(*request.targetDevice);
    const bool isElsewhere = !context.caller.address.isUnspecified() && !context.callerIsHere();
    by = isElsewhere ? "caller" : "this_host";
    target.address.address = isElsewhere ? context.caller.address : thisHost;
    return checkPlace(target, context, field);
}

base::Result<ChosenTargets> chooseTargets(const api::AnnounceRequest& request, const Existing& existing,
                                          const RuleContext& context) {
    ChosenTargets chosen;
    if (request.targets) {
        chosen.by = "targets";
        PORTOLAN_TRY(chosen.targets, parseTargets(*request.targets, context, "ip", existing.service.get()));
        return chosen;
    }
    model::Target target;
    PORTOLAN_TRY(target.address.port, parsePort(*request.port, "port"));
    auto allowed = choosePlace(request, context, target, chosen.by);
    if (!allowed && allowed.error().code == "target.own_listener")
        return allowed.error().at("port");
    if (!allowed)
        return std::move(allowed).error();
    PORTOLAN_TRY(target.pin, parsePin(std::nullopt, target, existing.service.get()));
    if (target.name)
        target.loopback = context.loopbackTargets();
    chosen.targets.push_back(target);
    return chosen;
}

/// What both a service and a record are made of.
struct Common {
    std::string label{};
    model::Protocol protocol = model::Protocol::Http;
    std::optional<base::IpAddress> ip{};
    std::optional<base::SystemTime> expiresAt{};
    base::SystemTime createdAt{};
    model::Origin origin{};
};

base::Result<Common> parseCommon(const api::AnnounceRequest& request, const model::HostName& name,
                                 const Existing& existing, const RuleContext& context, base::SystemTime now) {
    Common common{std::string(name.firstLabel())};
    common.createdAt = now;
    common.origin.address = context.caller.address;
    if (existing.service) {
        common.label = existing.service->name;
        common.createdAt = existing.service->createdAt;
        common.origin = existing.service->origin;
    } else if (!existing.records.empty()) {
        common.label = existing.records.front().label;
        common.createdAt = existing.records.front().createdAt;
        common.origin = existing.records.front().origin;
    }
    if (request.serviceName && !request.serviceName->empty()) {
        PORTOLAN_TRY(common.label, parseLabel(*request.serviceName, "service_name"));
    }
    PORTOLAN_TRY(common.protocol, parseProtocol(request.protocol));
    if (request.ip) {
        PORTOLAN_TRY(common.ip, parseAddress(*request.ip, "ip"));
    }
    PORTOLAN_TRY(common.expiresAt, parseExpiry(request.expiresIn, now));
    return common;
}

/// Fields that are wrong even where they have no effect.
base::Result<void> checkUnusedFields(const api::AnnounceRequest& request) {
    if (request.port) {
        PORTOLAN_CHECK(parsePort(*request.port, "port"));
    }
    return {};
}

/// The service as it will be, not yet numbered if it is new. What the call cannot say stays.
model::Service announcedService(const model::HostName& name, const Existing& existing, Common common,
                                std::vector<model::Target> targets, const RuleContext& context,
                                base::SystemTime now) {
    model::Service service =
        existing.service ? *existing.service : model::Service{model::ServiceId{}, {}, name};
    service.name = std::move(common.label);
    service.targets = std::move(targets);
    keepShares(service.targets, existing.service.get());
    service.protocol = common.protocol;
    service.delivery = model::Delivery::Proxy;
    service.recordAddress = common.ip ? withoutAdvertised(*common.ip, context.settings) : std::nullopt;
    service.origin = common.origin;
    service.createdAt = common.createdAt;
    service.updatedAt = now;
    service.expiresAt = common.expiresAt;
    return service;
}

void announceService(CatalogEditor& editor, const Existing& existing, model::Service service) {
    for (const model::Record& record : existing.records)
        editor.remove(record.id);
    if (!existing.service)
        service.id = editor.newServiceId();
    putService(editor, std::move(service), existing.service.get());
}

void announceRecord(CatalogEditor& editor, const model::HostName& name, const Existing& existing,
                    Common common, const RuleContext& context) {
    if (existing.service)
        editor.remove(existing.service->id);
    const base::IpAddress address = common.ip.value_or(context.settings.advertised.front());
    model::Record record{model::RecordId{}, std::move(common.label), name, model::addressType(address)};
    record.data = address;
    record.origin = common.origin;
    record.createdAt = common.createdAt;
    record.updatedAt = editor.now();
    record.expiresAt = common.expiresAt;
    for (std::size_t i = 1; i < existing.records.size(); ++i)
        editor.remove(existing.records[i].id);
    if (existing.records.empty()) {
        record.id = editor.newRecordId();
        editor.put(std::move(record));
        return;
    }
    const model::Record& before = existing.records.front();
    record.id = before.id;
    record.ttl = before.ttl;
    model::Record unchanged = record;
    unchanged.updatedAt = before.updatedAt;
    unchanged.revision = before.revision;
    if (unchanged != before)
        editor.put(std::move(record));
}

std::vector<api::Warning> warningsWithoutProxy(const api::AnnounceRequest& request) {
    if (request.port || request.proxyEnabled || (!request.forwardToIp && !request.targetDevice))
        return {};
    return {
        {"port.missing",
         "Only a DNS record was made: without a port nothing is proxied. Add the port the service listens "
         "on.",
         {}}};
}

}  // namespace

base::Result<Announced> announce(CatalogEditor& editor, const api::AnnounceRequest& request,
                                 const RuleContext& context) {
    PORTOLAN_TRY(const model::HostName name, parseName(request.name, context.settings, "name"));
    PORTOLAN_CHECK(checkExclusive(request));
    PORTOLAN_TRY(const Proxy proxy, chooseProxy(request));
    PORTOLAN_CHECK(checkUnusedFields(request));
    PORTOLAN_CHECK(checkNotDelegated(editor.catalog(), name));
    PORTOLAN_TRY(const Existing existing, findExisting(editor.catalog(), name, context));
    PORTOLAN_TRY(Common common, parseCommon(request, name, existing, context, editor.now()));
    Announced announced{name, existing.any() ? api::Outcome::Updated : api::Outcome::Created};
    if (proxy == Proxy::Off) {
        announceRecord(editor, name, existing, std::move(common), context);
        announced.warnings = warningsWithoutProxy(request);
        return announced;
    }
    PORTOLAN_TRY(ChosenTargets chosen, chooseTargets(request, existing, context));
    announced.targetChosenBy = std::move(chosen.by);
    model::Service service =
        announcedService(name, existing, std::move(common), std::move(chosen.targets), context, editor.now());
    if (auto other = checkNotItself(service, "ip"); !other)
        return request.targets ? std::move(other).error() : other.error().at("forward_to_ip");
    if (existing.service)
        PORTOLAN_CHECK(checkHiddenValues(*existing.service, service, context.caller));
    announceService(editor, existing, std::move(service));
    announced.warnings = warningsOf(*editor.catalog().service(name), context);
    return announced;
}

base::Result<bool> withdraw(CatalogEditor& editor, const std::string& text, const RuleContext& context) {
    auto name = model::qualify(text, context.settings.zones);
    if (!name)
        return std::move(name).error();
    PORTOLAN_TRY(const Existing existing, findExisting(editor.catalog(), *name, context));
    if (existing.service)
        editor.remove(existing.service->id);
    for (const model::Record& record : existing.records)
        editor.remove(record.id);
    return existing.any();
}

}  // namespace portolan::control
