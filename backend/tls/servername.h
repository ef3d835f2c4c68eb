// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The name that a client asks for in its first message. A pure function; what it reads comes from the
// network. Source: RFC 6066 section 3.

#include <optional>
#include <string>
#include <string_view>

namespace portolan::tls {

/// The content of a server_name extension: the host name in lower case without its final dot, "" for an
/// address, which must not be sent and stands for no name. Nothing when it is malformed or can be no name.
[[nodiscard]] std::optional<std::string> parseServerName(std::string_view extension);

}  // namespace portolan::tls
