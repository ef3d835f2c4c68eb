// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The name that a client asks for in its first message, and which certificates stand for a name. Pure
// functions; what they read comes from the network. Source: RFC 6066 section 3, RFC 6125 section 6.4.3.

#include "backend/model/certificatebundle.h"

#include <optional>
#include <string>
#include <string_view>

namespace portolan::tls {

/// The content of a server_name extension: the host name in lower case without its final dot, "" for an
/// address, which must not be sent and stands for no name. Nothing when it is malformed or can be no name.
[[nodiscard]] std::optional<std::string> parseServerName(std::string_view extension);

/// "*.test" of "app.test": the wildcard that covers `host`, "" if none can.
[[nodiscard]] std::string wildcardOf(std::string_view host);

/// Whether a certificate for `names` stands for `host`, both in lower case without a final dot.
[[nodiscard]] bool covers(const model::CertificateBundle& certificate, std::string_view host);

}  // namespace portolan::tls
