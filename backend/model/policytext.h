// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// How the values of a service's policies (proxy, client TLS, delivery) and the pin of a Target are written,
// both directions, and what a single one of them must be. Used wherever they are entered, shown or stored:
// control/, api/, store/, ui/. What takes the whole policy or the caller to judge is in control/. Errors come
// without a field. Pure functions; any thread. Source: RFC 9110 sections 5.1, 5.5, 5.6.2 (fields,
// tokens), 7.6.1 and 7.8 (what a connection owns).

#include "backend/base/result.h"
#include "backend/model/clienttls.h"
#include "backend/model/proxypolicy.h"
#include "backend/model/service.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace portolan::model {

inline constexpr std::size_t mostRequestFields = 32;
inline constexpr std::size_t longestFieldValue = 4096;
inline constexpr std::size_t mostUpgrades = 8;

/// "keep", "target", "localhost".
[[nodiscard]] std::string_view toWord(HostHeader header);
[[nodiscard]] std::optional<HostHeader> hostHeaderFromWord(std::string_view word);
/// "pin", "authority".
[[nodiscard]] std::string_view toWord(TlsVerification verification);
[[nodiscard]] std::optional<TlsVerification> tlsVerificationFromWord(std::string_view word);
/// "http_and_https", "https_only", "http_only".
[[nodiscard]] std::string_view toWord(ClientAccess access);
[[nodiscard]] std::optional<ClientAccess> clientAccessFromWord(std::string_view word);
/// "proxy", "direct".
[[nodiscard]] std::string_view toWord(Delivery delivery);
[[nodiscard]] std::optional<Delivery> deliveryFromWord(std::string_view word);

/// "sha256:" and 64 lower case hexadecimal digits.
[[nodiscard]] std::string toText(const Fingerprint& fingerprint);
/// The same in any case, and with colons between the bytes as openssl writes them. Errors: pin.format.
[[nodiscard]] base::Result<Fingerprint> parseFingerprint(std::string_view text);
/// "12:AB:...", as operating systems and browsers show it; for people to compare.
[[nodiscard]] std::string toColonText(const Fingerprint& fingerprint);

/// The name of a field or cookie that is only read. Errors: request_field.name.
[[nodiscard]] base::Result<std::string> parseToken(std::string_view text);
/// A field that may be set in requests: a token that neither frames the message nor belongs to the proxy.
/// Errors: request_field.name, request_field.reserved.
[[nodiscard]] base::Result<std::string> parseRequestFieldName(std::string_view text);
/// Its value, without the spaces around it. Errors: request_field.value_character,
/// request_field.value_too_long.
[[nodiscard]] base::Result<std::string> parseRequestFieldValue(std::string_view text);

/// A protocol for Upgrade, in lower case. Errors: upgrade.name, upgrade.http for what would change the HTTP
/// version behind the proxy's back.
[[nodiscard]] base::Result<std::string> parseUpgrade(std::string_view text);

/// 0.1 to 600 seconds. Errors: connect_timeout.range.
[[nodiscard]] base::Result<std::chrono::milliseconds> parseConnectTimeout(double seconds);
/// 1 to 86400 seconds. Errors: response_head_timeout.range.
[[nodiscard]] base::Result<std::chrono::milliseconds> parseResponseHeadTimeout(double seconds);
/// 0 (browsers forget it) to 63072000 (two years). Errors: tls.strict_transport_range.
[[nodiscard]] base::Result<std::chrono::seconds> parseStrictTransport(std::int64_t seconds);

}  // namespace portolan::model
