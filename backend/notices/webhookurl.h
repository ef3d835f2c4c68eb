// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Where a webhook may lead. What the URL itself shows is refused when it is set; the address behind a name is
// looked at before each connection, since a name can be pointed elsewhere at any time. Any place in the world
// may be told but this machine's innards, metadata services and our own listeners (model/addresspolicy).
// Pure functions. Source: RFC 3986; OWASP "Server Side Request Forgery Prevention".

#include "backend/base/ipaddress.h"
#include "backend/base/result.h"
#include "backend/model/addresspolicy.h"

#include <QUrl>

#include <cstdint>
#include <optional>
#include <string_view>

namespace portolan::notices {

struct WebhookUrl {
    QUrl url{};  ///< without a fragment
    std::uint16_t port = 80;
    std::optional<base::IpAddress> address{};  ///< when the host is one, however it was spelled
};

inline constexpr std::size_t longestWebhookUrl = 2048;

/// Errors, all with field "url": webhook.url (no http or https, no host, not a URL), webhook.url_user (user
/// or password in it).
[[nodiscard]] base::Result<WebhookUrl> parseWebhookUrl(std::string_view text);

/// Everywhere but the always refused places and `ownListeners`.
[[nodiscard]] model::AddressPolicy webhookPolicy(std::vector<base::SocketAddress> ownListeners);

/// Errors: webhook.address.
[[nodiscard]] base::Result<void> checkAddress(const model::AddressPolicy& policy,
                                              const base::SocketAddress& address);

}  // namespace portolan::notices
