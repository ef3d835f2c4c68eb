// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The rules of single input fields, shared by all ways to add something: what was written -> a value that
// cannot be wrong, or an error on that field whose sentence says what would be right. Pure functions.

#include "backend/api/replies.h"
#include "backend/api/requests.h"
#include "backend/control/rulecontext.h"
#include "backend/model/zone.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::control {

/// A full name that may be used: in a zone and not reserved. Errors: those of model::qualify, name.reserved.
[[nodiscard]] base::Result<model::HostName> parseName(const std::string& text,
                                                      const model::RunSettings& settings,
                                                      std::string_view field);

/// 1..65535. Errors: port.range.
[[nodiscard]] base::Result<std::uint16_t> parsePort(std::int64_t port, std::string_view field);

/// "http" is the default. Errors: protocol.unknown.
[[nodiscard]] base::Result<model::Protocol> parseProtocol(const std::optional<std::string>& text);

/// 1..31536000 seconds from `now`. Errors: expires_in.range.
[[nodiscard]] base::Result<std::optional<base::SystemTime>> parseExpiry(
    const std::optional<std::int64_t>& seconds, base::SystemTime now);

/// A name for people: at most 200 bytes, no control characters. Errors: label.too_long, label.character.
[[nodiscard]] base::Result<std::string> parseLabel(const std::string& text, std::string_view field);

/// An address for a record. Errors: address.invalid.
[[nodiscard]] base::Result<base::IpAddress> parseAddress(const std::string& text, std::string_view field);

/// Where a target is: an address or a name, and a port that was read before. Errors: target.address,
/// target.url for what holds more than a host, and if nothing may be there those of
/// model::AddressPolicy and target.name_leads_back, all on `field`. A name of which nothing is known yet is
/// taken.
[[nodiscard]] base::Result<void> parsePlace(const std::string& text, const RuleContext& context,
                                            std::string_view field, model::Target& target);

/// Whether a target may be at its address, or its name's. Errors: as parsePlace().
[[nodiscard]] base::Result<void> checkPlace(const model::Target& target, const RuleContext& context,
                                            std::string_view field);

/// The names among targets, before anything of them was looked at.
[[nodiscard]] std::vector<model::HostName> namesIn(const std::vector<api::TargetDraft>& drafts);

/// A service must not be its own target. Errors: target.name_leads_back. `field` is as in parseTargets().
[[nodiscard]] base::Result<void> checkNotItself(const model::Service& service, std::string_view addressField);

/// Several targets, without ids, for a service that was `before` (nullptr for a new one): a pin that is not
/// spoken of stays. `addressField` is how the address is called inside "targets[n]". Errors: targets.empty,
/// targets.too_many, targets.duplicate, pin.format, those of parseShare() and checkSomebodyServes(), and
/// those above.
[[nodiscard]] base::Result<std::vector<model::Target>> parseTargets(
    const std::vector<api::TargetDraft>& drafts, const RuleContext& context, std::string_view addressField,
    const model::Service* before);

/// What should be said of targets, record address and policy although they are allowed.
[[nodiscard]] std::vector<api::Warning> warningsOf(const model::Service& service, const RuleContext& context);
/// For names and zones that browsers only open by https; nothing otherwise.
[[nodiscard]] std::optional<api::Warning> hstsWarning(const model::HostName& zone);

}  // namespace portolan::control
