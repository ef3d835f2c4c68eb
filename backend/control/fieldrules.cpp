// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/fieldrules.h"

#include "backend/base/bytes.h"
#include "backend/control/balancingrules.h"
#include "backend/control/deliveryrules.h"
#include "backend/control/proxyrules.h"

#include <algorithm>

namespace portolan::control {

namespace {

constexpr std::int64_t highestPort = 65535;
constexpr std::int64_t longestExpiry = 31536000;  // a year
constexpr std::size_t longestLabel = 200;
constexpr std::size_t mostTargets = 64;

std::string indexed(std::size_t index, std::string_view field) {
    return "targets[" + std::to_string(index) + "]." + std::string(field);
}

base::Result<model::Target> parseTarget(const api::TargetDraft& draft, std::size_t index,
                                        const RuleContext& context, std::string_view addressField,
                                        const model::Service* before) {
    model::Target target;
    PORTOLAN_TRY(target.address.address, parseTargetAddress(draft.address, indexed(index, addressField)));
    PORTOLAN_TRY(target.address.port, parsePort(draft.port, indexed(index, "port")));
    PORTOLAN_CHECK(parseShare(draft, indexed(index, ""), target));
    PORTOLAN_CHECK(checkTarget(target.address, context, indexed(index, addressField)));
    auto pin = parsePin(draft.pin, target.address, before);
    if (!pin)
        return pin.error().at(indexed(index, "pin"));
    target.pin = *pin;
    return target;
}

/// "300.1.1.1" is no name but a mistaken address. Source: RFC 3696 section 2 (no top-level domain of digits).
bool endsInNumber(const model::HostName& name) {
    const std::string& text = name.text();
    return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(text.rfind('.') + 1), text.end(),
                       base::isDigit);
}

bool isLikelyMistakenForTailnet(const base::IpAddress& address) {
    static const base::Network wide = *base::Network::parse("100.0.0.0/8");
    static const base::Network tailnet = *base::Network::parse("100.64.0.0/10");
    return wide.contains(address) && !tailnet.contains(address);
}

}  // namespace

base::Result<model::HostName> parseName(const std::string& text, const model::RunSettings& settings,
                                        std::string_view field) {
    auto name = model::qualify(text, settings.zones);
    if (!name)
        return name.error().at(std::string(field));
    if (auto free = model::checkNotReserved(*name, settings.zones); !free)
        return free.error().at(std::string(field));
    return name;
}

base::Result<std::uint16_t> parsePort(std::int64_t port, std::string_view field) {
    if (port < 1 || port > highestPort)
        return base::Error{"port.range",
                           "A port is a number from 1 to 65535; give the one the service listens on.",
                           std::string(field),
                           {{"port", std::to_string(port)}}};
    return static_cast<std::uint16_t>(port);
}

base::Result<model::Protocol> parseProtocol(const std::optional<std::string>& text) {
    if (!text || *text == "http")
        return model::Protocol::Http;
    if (*text == "https")
        return model::Protocol::Https;
    return base::Error{"protocol.unknown",
                       "A target is spoken to by \"http\" or \"https\"; \"" + *text + "\" is unknown.",
                       "protocol",
                       {{"protocol", *text}}};
}

base::Result<std::optional<base::SystemTime>> parseExpiry(const std::optional<std::int64_t>& seconds,
                                                          base::SystemTime now) {
    if (!seconds)
        return std::optional<base::SystemTime>();
    if (*seconds < 1 || *seconds > longestExpiry)
        return base::Error{"expires_in.range",
                           "expires_in is a number of seconds from 1 to 31536000 (a year); leave it out for "
                           "something that stays.",
                           "expires_in",
                           {{"expires_in", std::to_string(*seconds)}}};
    return std::optional(now + base::Seconds(*seconds));
}

base::Result<std::string> parseLabel(const std::string& text, std::string_view field) {
    if (text.size() > longestLabel)
        return base::Error{"label.too_long",
                           "This display name is longer than 200 characters; shorten it.",
                           std::string(field),
                           {}};
    const bool hasControl = std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f;
    });
    if (hasControl)
        return base::Error{"label.character",
                           "A display name is one line without control characters.",
                           std::string(field),
                           {}};
    return text;
}

base::Result<base::IpAddress> parseAddress(const std::string& text, std::string_view field) {
    const auto address = base::IpAddress::parse(text);
    if (!address || address->isUnspecified() || address->isMulticast())
        return base::Error{
            "address.invalid",
            "\"" + text + "\" is no address a device can have; give one such as 100.1.1.1 or fd7a::1.",
            std::string(field),
            {{"address", text}}};
    return *address;
}

base::Result<base::IpAddress> parseTargetAddress(const std::string& text, std::string_view field) {
    if (const auto address = base::IpAddress::parse(text))
        return *address;
    const auto name = model::HostName::parse(text);
    if (name && !endsInNumber(*name))
        return base::Error{
            "target.name_not_supported",
            "Targets by name are not in this version; give the IP address of \"" + text + "\".",
            std::string(field),
            {{"address", text}}};
    return base::Error{"target.address",
                       "\"" + text + "\" is no IP address; give one such as 100.2.2.2 or fd7a::2.",
                       std::string(field),
                       {{"address", text}}};
}

base::Result<void> checkTarget(const base::SocketAddress& target, const RuleContext& context,
                               std::string_view field) {
    auto allowed = context.policy.check(target, context.loopbackTargets());
    if (!allowed)
        return allowed.error().at(std::string(field));
    return {};
}

base::Result<std::vector<model::Target>> parseTargets(const std::vector<api::TargetDraft>& drafts,
                                                      const RuleContext& context,
                                                      std::string_view addressField,
                                                      const model::Service* before) {
    if (drafts.empty())
        return base::Error{"targets.empty",
                           "A service needs at least one target: the address and port it listens on.",
                           "targets",
                           {}};
    if (drafts.size() > mostTargets)
        return base::Error{"targets.too_many",
                           "A service has at most 64 targets.",
                           "targets",
                           {{"count", std::to_string(drafts.size())}}};
    std::vector<model::Target> targets;
    for (const api::TargetDraft& draft : drafts) {
        PORTOLAN_TRY(model::Target target, parseTarget(draft, targets.size(), context, addressField, before));
        const bool isTwice = std::any_of(targets.begin(), targets.end(), [&](const model::Target& other) {
            return other.address == target.address;
        });
        if (isTwice)
            return base::Error{"targets.duplicate",
                               target.address.toString() + " stands there twice; name each target once.",
                               indexed(targets.size(), addressField),
                               {{"address", target.address.toString()}}};
        targets.push_back(target);
    }
    PORTOLAN_CHECK(checkSomebodyServes(targets));
    return targets;
}

std::vector<api::Warning> warningsOf(const model::Service& service, const RuleContext& context) {
    std::vector<api::Warning> warnings;
    if (service.recordAddress && !context.ownHost.holds(*service.recordAddress)) {
        const std::string address = service.recordAddress->toString();
        warnings.push_back({"record.foreign_address",
                            "The name points to " + address +
                                ", which is not this host, so requests do not pass this proxy; leave the "
                                "address out to point it here.",
                            {{"address", address}}});
    }
    for (const model::Target& target : service.targets) {
        if (!isLikelyMistakenForTailnet(target.address.address))
            continue;
        const std::string address = target.address.address.toString();
        warnings.push_back({"target.outside_tailnet_range",
                            address + " is a public address outside the tailnet's range 100.64.0.0/10; is it "
                                      "really in your network?",
                            {{"address", address}}});
    }
    for (api::Warning& warning : deliveryWarnings(service))
        warnings.push_back(std::move(warning));
    if (auto warning = tlsWarning(service))
        warnings.push_back(std::move(*warning));
    if (const model::HostName* zone = model::zoneOf(service.host, context.settings.zones))
        if (auto warning = hstsWarning(*zone))
            warnings.push_back(std::move(*warning));
    return warnings;
}

std::optional<api::Warning> hstsWarning(const model::HostName& zone) {
    if (!model::isHstsPreloaded(zone))
        return std::nullopt;
    return api::Warning{"zone.hsts_preloaded",
                        "Browsers open names under " + zone.text() +
                            " only by https: let each device trust the root of this zone, or use a "
                            "certificate of your own.",
                        {{"zone", zone.text()}}};
}

}  // namespace portolan::control
