// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/fieldrules.h"

#include "backend/base/bytes.h"
#include "backend/control/balancingrules.h"
#include "backend/control/deliveryrules.h"
#include "backend/control/proxyrules.h"
#include "backend/control/targetnames.h"
#include "backend/model/targetname.h"

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

/// "http://nas.lan:8080/x" -> "nas.lan"; empty when there is no host to be found in it.
std::string hostInside(std::string_view text) {
    if (const auto scheme = text.find("://"); scheme != std::string_view::npos)
        text.remove_prefix(scheme + 3);
    text = text.substr(0, text.find_first_of("/?#"));
    if (const auto whole = base::SocketAddress::parse(text))
        return whole->address.toString();
    if (text.size() > 2 && text.front() == '[' && text.back() == ']')
        text = text.substr(1, text.size() - 2);
    else
        text = text.substr(0, text.rfind(':'));
    const bool isHost = model::parseTargetName(text) || base::IpAddress::parse(text);
    return isHost ? std::string(text) : std::string();
}

base::Error noHost(const std::string& text, std::string_view field) {
    const std::string host = hostInside(text);
    if (!host.empty())
        return {"target.url",
                "Only the host belongs here: give \"" + host + "\", and the port beside it.",
                std::string(field),
                {{"address", text}, {"host", host}}};
    return {
        "target.address",
        "\"" + text +
            "\" is neither an IP address nor a host name; give one such as 100.2.2.2, fd7a::2 or nas.lan.",
        std::string(field),
        {{"address", text}}};
}

base::Result<void> parseHost(const std::string& text, std::string_view field, model::Target& target) {
    if (const auto address = base::IpAddress::parse(text)) {
        target.address.address = *address;
        return {};
    }
    target.name = model::parseTargetName(text);
    return target.name ? base::Result<void>() : noHost(text, field);
}

base::Result<model::Target> parseTarget(const api::TargetDraft& draft, std::size_t index,
                                        const RuleContext& context, std::string_view addressField,
                                        const model::Service* before) {
    model::Target target;
    PORTOLAN_CHECK(parseHost(draft.address, indexed(index, addressField), target));
    PORTOLAN_TRY(target.address.port, parsePort(draft.port, indexed(index, "port")));
    PORTOLAN_CHECK(parseShare(draft, indexed(index, ""), target));
    PORTOLAN_CHECK(checkPlace(target, context, indexed(index, addressField)));
    auto pin = parsePin(draft.pin, target, before);
    if (!pin)
        return pin.error().at(indexed(index, "pin"));
    target.pin = *pin;
    if (target.name)
        target.loopback = context.loopbackTargets();
    return target;
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

base::Result<void> parsePlace(const std::string& text, const RuleContext& context, std::string_view field,
                              model::Target& target) {
    PORTOLAN_CHECK(parseHost(text, field, target));
    return checkPlace(target, context, field);
}

base::Result<void> checkPlace(const model::Target& target, const RuleContext& context,
                              std::string_view field) {
    if (!target.name) {
        auto allowed = context.policy.check(target.address, context.loopbackTargets());
        return allowed ? allowed : base::Result<void>(allowed.error().at(std::string(field)));
    }
    if (!context.names)
        return {};
    const resolve::NameState state = context.names->stateOf(*target.name);
    if (state.outcome == resolve::LookupOutcome::LeadsBack)
        return resolve::errorOf(state.outcome, target.name->text())->at(std::string(field));
    const auto choice = resolve::choose(state, {target.address.port, context.loopbackTargets()},
                                        context.policy, std::nullopt);
    if (!choice.address && choice.refusal)
        return choice.refusal->at(std::string(field));
    return {};
}

std::vector<model::HostName> namesIn(const std::vector<api::TargetDraft>& drafts) {
    std::vector<model::HostName> names;
    for (const api::TargetDraft& draft : drafts)
        if (auto name = model::parseTargetName(draft.address); name && names.size() < mostTargets)
            names.push_back(std::move(*name));
    return names;
}

base::Result<void> checkNotItself(const model::Service& service, std::string_view addressField) {
    for (std::size_t i = 0; i < service.targets.size(); ++i)
        if (service.targets[i].name == service.host)
            return resolve::errorOf(resolve::LookupOutcome::LeadsBack, service.host.text())
                ->at(indexed(i, addressField));
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
        const bool isTwice = std::any_of(targets.begin(), targets.end(),
                                         [&](const model::Target& other) { return other.isAt(target); });
        if (isTwice)
            return base::Error{"targets.duplicate",
                               target.place() + " stands there twice; name each target once.",
                               indexed(targets.size(), addressField),
                               {{"address", target.place()}}};
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
        if (target.name && context.names)
            if (const auto error =
                    resolve::errorOf(context.names->stateOf(*target.name).outcome, target.name->text()))
                warnings.push_back({error->code, error->message, error->params});
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
