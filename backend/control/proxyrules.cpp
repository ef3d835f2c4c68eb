// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/proxyrules.h"

#include "backend/base/bytes.h"
#include "backend/model/policytext.h"

#include <algorithm>

namespace portolan::control {

namespace {

using model::RequestField;

std::string element(const char* list, std::size_t index) {
    return std::string("proxy.") + list + "[" + std::to_string(index) + "]";
}

/// `result`, its error said of `field`.
template <class T>
base::Result<T> at(base::Result<T> result, const std::string& field) {
    if (result)
        return result;
    return result.error().at(field);
}

const RequestField* findField(const std::vector<RequestField>& fields, std::string_view name) {
    const auto found = std::find_if(fields.begin(), fields.end(), [name](const RequestField& field) {
        return base::equalsIgnoringCase(field.name, name);
    });
    return found == fields.end() ? nullptr : &*found;
}

base::Result<RequestField> parseRequestField(const api::RequestFieldDraft& draft, const std::string& path,
                                             const model::Service* before) {
    RequestField field;
    PORTOLAN_TRY(field.name, at(model::parseRequestFieldName(draft.name), path + ".name"));
    if (draft.value) {
        PORTOLAN_TRY(field.value, at(model::parseRequestFieldValue(*draft.value), path + ".value"));
        return field;
    }
    const RequestField* known = before ? findField(before->proxy.requestFields, field.name) : nullptr;
    if (!known)
        return base::Error{"request_field.value_missing",
                           "The service has no value for \"" + field.name + "\" yet; give one.",
                           path + ".value",
                           {{"name", field.name}}};
    field.value = known->value;
    return field;
}

base::Result<std::vector<RequestField>> parseRequestFields(const std::vector<api::RequestFieldDraft>& drafts,
                                                           const model::Service* before) {
    if (drafts.size() > model::mostRequestFields)
        return base::Error{"request_fields.too_many",
                           "At most 32 fields can be set in requests.",
                           "proxy.request_fields",
                           {{"count", std::to_string(drafts.size())}}};
    std::vector<RequestField> fields;
    for (const api::RequestFieldDraft& draft : drafts) {
        const std::string path = element("request_fields", fields.size());
        PORTOLAN_TRY(RequestField field, parseRequestField(draft, path, before));
        if (findField(fields, field.name))
            return base::Error{"request_fields.duplicate",
                               "\"" + field.name + "\" stands there twice; name each field once.",
                               path + ".name",
                               {{"name", field.name}}};
        fields.push_back(std::move(field));
    }
    return fields;
}

base::Result<std::vector<std::string>> parseUpgrades(const std::vector<std::string>& drafts) {
    std::vector<std::string> upgrades;
    for (std::size_t i = 0; i < drafts.size(); ++i) {
        const std::string path = element("upgrades", i);
        PORTOLAN_TRY(std::string upgrade, at(model::parseUpgrade(drafts[i]), path));
        if (upgrade == "websocket")
            continue;
        if (std::find(upgrades.begin(), upgrades.end(), upgrade) != upgrades.end())
            return base::Error{"upgrades.duplicate",
                               "\"" + upgrade + "\" stands there twice; name each protocol once.",
                               path,
                               {{"upgrade", upgrade}}};
        if (upgrades.size() == model::mostUpgrades)
            return base::Error{"upgrades.too_many",
                               "At most 8 protocols beside websocket can be named.",
                               "proxy.upgrades",
                               {{"count", std::to_string(drafts.size())}}};
        upgrades.push_back(std::move(upgrade));
    }
    return upgrades;
}

base::Result<model::UpstreamTls> parseTls(const api::ProxyDraft& draft) {
    model::UpstreamTls tls;
    if (draft.tlsVerification) {
        const auto verification = model::tlsVerificationFromWord(*draft.tlsVerification);
        if (!verification)
            return base::Error{"proxy.tls_verification",
                               "An https target is proven by \"pin\" (the certificate seen first) or by "
                               "\"authority\"; \"" +
                                   *draft.tlsVerification + "\" is unknown.",
                               "proxy.tls.verification",
                               {{"verification", *draft.tlsVerification}}};
        tls.verification = *verification;
    }
    if (draft.tlsServerName && !draft.tlsServerName->empty()) {
        PORTOLAN_TRY(const model::HostName name,
                     at(model::HostName::parse(*draft.tlsServerName), "proxy.tls.server_name"));
        tls.serverName = name.text();
    }
    return tls;
}

base::Result<model::HostHeader> parseHostHeader(const std::optional<std::string>& text) {
    if (!text)
        return model::HostHeader::Keep;
    if (const auto header = model::hostHeaderFromWord(*text))
        return *header;
    return base::Error{
        "proxy.host_header",
        "The Host a target sees is \"keep\", \"target\" or \"localhost\"; \"" + *text + "\" is unknown.",
        "proxy.host_header",
        {{"host_header", *text}}};
}

bool keepsAValue(const model::Service& before, const model::Service& after) {
    const auto& known = before.proxy.requestFields;
    return std::any_of(after.proxy.requestFields.begin(), after.proxy.requestFields.end(),
                       [&](const RequestField& field) {
                           return std::find(known.begin(), known.end(), field) != known.end();
                       });
}

/// Whether `target` is on a host of `before`, proven as it was.
bool isKnown(const model::Target& target, const model::Service& before) {
    return std::any_of(before.targets.begin(), before.targets.end(), [&](const model::Target& other) {
        if (other.isAt(target))
            return other.pin == target.pin;
        return other.name == target.name && other.address.address == target.address.address && !target.pin;
    });
}

}  // namespace

base::Result<model::ProxyPolicy> parseProxy(const api::ProxyDraft& draft, const model::Service* before) {
    model::ProxyPolicy policy;
    PORTOLAN_TRY(policy.hostHeader, parseHostHeader(draft.hostHeader));
    if (!draft.forwardingFields.value_or(true))
        policy.forwardingFields = model::ForwardingFields::Omit;
    if (draft.requestFields) {
        PORTOLAN_TRY(policy.requestFields, parseRequestFields(*draft.requestFields, before));
    } else if (before) {
        policy.requestFields = before->proxy.requestFields;
    }
    if (draft.upgrades) {
        PORTOLAN_TRY(policy.upgrades, parseUpgrades(*draft.upgrades));
    }
    if (draft.connectTimeout) {
        PORTOLAN_TRY(policy.connectTimeout,
                     at(model::parseConnectTimeout(*draft.connectTimeout), "proxy.connect_timeout"));
    }
    if (draft.responseHeadTimeout) {
        PORTOLAN_TRY(
            policy.responseHeadTimeout,
            at(model::parseResponseHeadTimeout(*draft.responseHeadTimeout), "proxy.response_head_timeout"));
    }
    PORTOLAN_TRY(policy.tls, parseTls(draft));
    return policy;
}

base::Result<std::optional<model::Fingerprint>> parsePin(const std::optional<std::string>& draft,
                                                         const model::Target& place,
                                                         const model::Service* before) {
    std::optional<model::Fingerprint> pin;
    if (draft && !draft->empty()) {
        PORTOLAN_TRY(pin, model::parseFingerprint(*draft));
    } else if (!draft && before) {
        for (const model::Target& target : before->targets)
            if (target.isAt(place))
                pin = target.pin;
    }
    return pin;
}

base::Result<void> checkHiddenValues(const model::Service& before, const model::Service& after,
                                     const api::Caller& caller) {
    if (caller.authority == api::Authority::Token || !keepsAValue(before, after))
        return {};
    const bool targetsAreKnown =
        std::all_of(after.targets.begin(), after.targets.end(),
                    [&](const model::Target& target) { return isKnown(target, before); });
    if (targetsAreKnown && after.protocol == before.protocol && after.proxy.tls == before.proxy.tls)
        return {};
    return base::Error{
        "access.hidden_values",
        "Requests to this service carry fields whose values you are not shown; to send them to "
        "another host, send a token (Authorization: Bearer ...), or replace those fields.",
        targetsAreKnown ? "proxy.request_fields" : "targets",
        {}};
}

std::optional<api::Warning> tlsWarning(const model::Service& service) {
    if (service.delivery == model::Delivery::Direct || service.protocol == model::Protocol::Https ||
        service.proxy.tls == model::UpstreamTls())
        return std::nullopt;
    return api::Warning{"proxy.tls_unused",
                        "The targets are spoken to by plain http, so the settings for https have no effect; "
                        "choose the protocol https, or leave them out.",
                        {}};
}

}  // namespace portolan::control
