// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The parameters of SVCB and HTTPS records, text and bytes: mandatory, alpn, no-default-alpn, port, ipv4hint,
// ech, ipv6hint, and keyNNN for all others. Used by presentation.cpp only. Written in any order, they travel
// by rising key, each once. Pure functions; any thread. Source: RFC 9460 sections 2.1, 2.2, 7 and 8 and
// appendix A.

#include "backend/base/result.h"
#include "backend/dnswire/textfields.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace portolan::dnswire {

/// Fields such as alpn=h2,h3 -> SvcParams. Errors: record.parameter, with the key in params.
[[nodiscard]] base::Result<std::string> parseServiceParams(std::span<const TextField> fields);

/// SvcParams -> text, with a blank before each; nullopt for bytes that are none, or break a rule of
/// section 8.
[[nodiscard]] std::optional<std::string> serviceParamsToText(std::string_view params);

}  // namespace portolan::dnswire
