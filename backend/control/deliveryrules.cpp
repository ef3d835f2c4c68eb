// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/deliveryrules.h"

#include "backend/model/policytext.h"

#include <algorithm>

namespace portolan::control {

namespace {

constexpr const char* accessField = "tls.access";
constexpr const char* strictField = "tls.strict_transport_seconds";

base::Result<void> checkPorts(const model::Service& service) {
    const std::uint16_t port = service.targets.front().address.port;
    for (std::size_t i = 1; i < service.targets.size(); ++i)
        if (const std::uint16_t other = service.targets[i].address.port; other != port)
            return base::Error{"delivery.ports",
                               "Without the proxy clients reach all targets at one port, but there are " +
                                   std::to_string(port) + " and " + std::to_string(other) +
                                   "; give all targets the same, or choose the delivery \"proxy\".",
                               "targets[" + std::to_string(i) + "].port",
                               {{"port", std::to_string(port)}, {"other", std::to_string(other)}}};
    return {};
}

base::Result<void> checkNoClientTls(const model::ClientTls& tls) {
    const model::ClientTls common;
    if (tls == common)
        return {};
    return base::Error{"delivery.tls",
                       "Without the proxy the targets themselves decide how clients reach them; leave "
                       "\"tls\" out, or choose the delivery \"proxy\".",
                       tls.access == common.access ? strictField : accessField,
                       {}};
}

}  // namespace

base::Result<model::Delivery> parseDelivery(const std::optional<std::string>& text) {
    if (!text)
        return model::Delivery::Proxy;
    if (const auto delivery = model::deliveryFromWord(*text))
        return *delivery;
    return base::Error{"delivery.unknown",
                       "A service is delivered by the \"proxy\", or \"direct\" by its targets; \"" + *text +
                           "\" is unknown.",
                       "delivery",
                       {{"delivery", *text}}};
}

base::Result<model::ClientTls> parseClientTls(const api::ClientTlsDraft& draft) {
    model::ClientTls tls;
    if (draft.access) {
        const auto access = model::clientAccessFromWord(*draft.access);
        if (!access)
            return base::Error{"tls.access_unknown",
                               "Clients reach a service by \"http_and_https\", \"https_only\" or "
                               "\"http_only\"; \"" +
                                   *draft.access + "\" is unknown.",
                               accessField,
                               {{"access", *draft.access}}};
        tls.access = *access;
    }
    if (!draft.strictTransport)
        return tls;
    auto seconds = model::parseStrictTransport(*draft.strictTransport);
    if (!seconds)
        return seconds.error().at(strictField);
    if (tls.access == model::ClientAccess::HttpOnly)
        return base::Error{"tls.strict_transport_http",
                           "Browsers cannot be told to keep to https where there is none; choose the access "
                           "\"http_and_https\" or \"https_only\", or leave this out.",
                           strictField,
                           {}};
    tls.strictTransport = *seconds;
    return tls;
}

base::Result<void> checkDelivery(const model::Service& service) {
    if (service.delivery == model::Delivery::Proxy)
        return {};
    PORTOLAN_CHECK(checkPorts(service));
    PORTOLAN_CHECK(checkNoClientTls(service.clientTls));
    if (service.recordAddress)
        return base::Error{"delivery.record_address",
                           "Without the proxy DNS answers with the addresses of the targets; leave this out, "
                           "or choose the delivery \"proxy\".",
                           "record_address",
                           {{"address", service.recordAddress->toString()}}};
    return {};
}

std::vector<api::Warning> deliveryWarnings(const model::Service& service) {
    std::vector<api::Warning> warnings;
    if (service.delivery == model::Delivery::Proxy)
        return warnings;
    for (const model::Target& target : service.targets) {
        if (!target.address.address.isLoopback())
            continue;
        const std::string address = target.address.address.toString();
        warnings.push_back({"delivery.loopback",
                            address + " leads each device to itself; give the address by which other devices "
                                      "reach the target.",
                            {{"address", address}}});
    }
    if (service.proxy != model::ProxyPolicy())
        warnings.push_back({"delivery.proxy_unused",
                            "Requests do not pass the proxy, so the settings for it have no effect; choose "
                            "the delivery \"proxy\", or leave them out.",
                            {}});
    return warnings;
}

}  // namespace portolan::control
