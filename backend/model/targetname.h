// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What may stand for a target's address as a name: a host name that cannot be a mistaken address. Asked where
// targets are read, by control/ and by forms. A pure function; any thread.

#include "backend/model/hostname.h"

#include <optional>
#include <string_view>

namespace portolan::model {

/// nullopt for what is no host name, and for one that ends in a number: "300.1.1.1" is a mistaken address.
/// Source: RFC 3696 section 2 (no top-level domain of digits).
[[nodiscard]] std::optional<HostName> parseTargetName(std::string_view text);

}  // namespace portolan::model
