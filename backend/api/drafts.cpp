// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/drafts.h"

#include "backend/base/seconds.h"
#include "backend/model/healthpolicy.h"
#include "backend/model/policytext.h"

#include <algorithm>

namespace portolan::api {

ProxyDraft proxyDraftOf(const model::ProxyPolicy& policy, FieldValues values) {
    ProxyDraft draft;
    draft.hostHeader = model::toWord(policy.hostHeader);
    draft.forwardingFields = policy.forwardingFields == model::ForwardingFields::Send;
    draft.requestFields.emplace();
    for (const model::RequestField& field : policy.requestFields) {
        const bool isShown = values == FieldValues::Shown;
        draft.requestFields->push_back({field.name, isShown ? std::optional(field.value) : std::nullopt});
    }
    draft.upgrades = policy.upgrades;
    draft.connectTimeout = base::inSeconds(policy.connectTimeout);
    draft.responseHeadTimeout = base::inSeconds(policy.responseHeadTimeout);
    draft.tlsVerification = model::toWord(policy.tls.verification);
    draft.tlsServerName = policy.tls.serverName;
    return draft;
}

BalancingDraft balancingDraftOf(const model::BalancingPolicy& policy) {
    BalancingDraft draft;
    draft.method = model::toWord(policy.method);
    draft.hashKey = policy.hashKey;
    draft.sticky = policy.sticky == model::StickyCookie::On;
    draft.slowStart = base::inSeconds(policy.slowStart);
    draft.ejectAfter = policy.ejection.failures;
    draft.ejectAfterErrors = policy.ejection.serverErrors;
    draft.ejectTime = base::inSeconds(policy.ejection.time);
    draft.ejectMostPercent = policy.ejection.mostPercent;
    draft.queueLength = policy.waiting.length;
    draft.queueTime = base::inSeconds(policy.waiting.limit);
    return draft;
}

ServiceDraft draftOf(const ServiceView& service, base::SystemTime now) {
    ServiceDraft draft;
    draft.host = service.host;
    draft.name = service.name;
    for (const TargetView& target : service.targets) {
        TargetDraft& copy = draft.targets.emplace_back();
        copy.address = hostText(target.address, target.lookup);
        copy.port = target.address.port;
        copy.weight = target.weight;
        copy.backup = target.role == model::TargetRole::Backup;
        copy.drain = target.intake == model::TargetIntake::Drained;
        copy.maxRequests = target.maxRequests;
        if (target.pin)
            copy.pin = model::toText(*target.pin);
    }
    draft.protocol = service.protocol;
    if (service.recordAddress)
        draft.recordAddress = service.recordAddress->toString();
    draft.enabled = service.enabled;
    draft.maintenance = service.maintenance;
    draft.checks = model::draftOf(service.checks);
    draft.proxy = proxyDraftOf(service.proxy, service.fieldValues);
    draft.delivery = model::toWord(service.delivery);
    if (service.delivery == model::Delivery::Proxy)
        draft.clientTls.access = model::toWord(service.clientTls.access);
    if (service.clientTls.strictTransport)
        draft.clientTls.strictTransport = service.clientTls.strictTransport->count();
    draft.balancing = balancingDraftOf(service.balancing);
    if (service.expiresAt) {
        const auto left = std::chrono::duration_cast<base::Seconds>(*service.expiresAt - now);
        draft.expiresIn = std::max<std::int64_t>(1, left.count());
    }
    return draft;
}

}  // namespace portolan::api
