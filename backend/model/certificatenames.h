// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Which names a certificate stands for. Used where certificates are chosen (pki/, tls/, the proxy's router)
// and where a request is held against the one its connection was made with. Names are in lower case and
// without a final dot. Pure functions; any thread. Source: RFC 6125 section 6.4.3, with the whole left-most
// label as the only place of a wildcard.

#include "backend/model/certificatebundle.h"

#include <string>
#include <string_view>

namespace portolan::model {

/// "*.test" of "app.test": the wildcard that covers `host`, "" if none can.
[[nodiscard]] std::string wildcardOf(std::string_view host);

/// Whether a certificate for `pattern`, which may be a wildcard, stands for `host`.
[[nodiscard]] bool covers(std::string_view pattern, std::string_view host);
/// Whether one of the certificate's names does.
[[nodiscard]] bool covers(const CertificateBundle& certificate, std::string_view host);

}  // namespace portolan::model
