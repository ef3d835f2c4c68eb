// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The cookie by which a client keeps its target. Its value is nothing but a signature: the HMAC of service
// and target under this program's key, which nobody else can make, which survives restarts with the key, and
// which says neither address nor number of the target. As it is the same for all clients of a target, a
// worker works it out once per target and compares it per request. Pure functions; any thread. Source: RFC
// 2104, RFC 6265 sections 4.1 and 5.4.

#include "backend/httpwire/fields.h"
#include "backend/httpwire/writer.h"
#include "backend/model/service.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace portolan::proxy {

inline constexpr std::string_view stickyCookieName = "portolan_target";

/// 128 bits of the signature in lower case hexadecimal.
using StickyToken = std::array<char, 32>;

[[nodiscard]] StickyToken stickyToken(std::string_view key, model::ServiceId service, model::TargetId target);
/// In a time that does not tell where they differ.
[[nodiscard]] inline bool isSameToken(const StickyToken& token, std::string_view value) {
    if (value.size() != token.size())
        return false;
    std::uint64_t differs = 0;
    for (std::size_t at = 0; at < token.size(); at += sizeof differs) {
        std::uint64_t ours = 0;
        std::uint64_t theirs = 0;
        std::memcpy(&ours, token.data() + at, sizeof ours);
        std::memcpy(&theirs, value.data() + at, sizeof theirs);
        differs |= ours ^ theirs;
    }
    return differs == 0;
}

/// The value of a cookie in the Cookie fields of a request, without the quotes it may have; empty when there
/// is none.
[[nodiscard]] std::string_view cookieValue(const httpwire::FieldList& fields, std::string_view name);

enum class CookieTransport : std::uint8_t { Plain, Tls };
/// Writes the Set-Cookie field that makes the client come back: for this host only, until the browser closes.
void writeStickyCookie(httpwire::HeadWriter& out, const StickyToken& token, CookieTransport transport);

}  // namespace portolan::proxy
