// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// How clients reach a service: by plain http, by https, or by both, and whether browsers are told to keep to
// https. Part of a Service; control/ checks it where it is entered. Values; any thread.

#include <chrono>
#include <cstdint>
#include <optional>

namespace portolan::model {

enum class ClientAccess : std::uint8_t {
    HttpAndHttps,  ///< both serve
    HttpsOnly,     ///< plain http is redirected (307 or 308, never stored)
    HttpOnly,      ///< no certificate is issued, and https says 421
};

struct ClientTls {
    ClientAccess access = ClientAccess::HttpAndHttps;
    /// max-age of Strict-Transport-Security over https; absent: the field is not sent. Source: RFC 6797
    /// section 6.1.1
    std::optional<std::chrono::seconds> strictTransport{};
    friend bool operator==(const ClientTls&, const ClientTls&) = default;
};

}  // namespace portolan::model
