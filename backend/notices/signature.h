// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Lets the receiver of a webhook see that a delivery is ours, whole and of these minutes: what is signed is
// the time and the body. The idea is that of GitHub's X-Hub-Signature-256 and of Standard Webhooks
// (standardwebhooks.com, "Signature scheme"), which signs the time, too, against replays. Pure function.
// Source: RFC 2104 (HMAC).

#include <cstdint>
#include <string>
#include <string_view>

namespace portolan::notices {

/// "v1=" and HMAC-SHA-256 of `timestamp`, a dot and `body` in lower case hex. `timestamp`: seconds since
/// 1970.
[[nodiscard]] std::string signatureOf(std::string_view secret, std::int64_t timestamp, std::string_view body);

}  // namespace portolan::notices
