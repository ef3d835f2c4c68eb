// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/notices/webhookurl.h"

#include <algorithm>

namespace portolan::notices {

namespace {

base::Error urlError(const char* code, std::string right) {
    return {code, std::move(right), "url", {}};
}

bool isPlain(char c) {
    return c > ' ' && c < 0x7f;
}

}  // namespace

base::Result<WebhookUrl> parseWebhookUrl(std::string_view text) {
    const base::Error wrong = urlError(
        "webhook.url", "A webhook leads to a URL such as https://chat.example.com/hooks/abc, with at most " +
                           std::to_string(longestWebhookUrl) + " characters and no spaces.");
    if (text.size() > longestWebhookUrl || !std::all_of(text.begin(), text.end(), isPlain))
        return wrong;
    WebhookUrl parsed;
    parsed.url = QUrl(QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size())), QUrl::StrictMode)
                     .adjusted(QUrl::RemoveFragment);
    const bool secure = parsed.url.scheme() == QLatin1String("https");
    if (!parsed.url.isValid() || parsed.url.host().isEmpty() ||
        (!secure && parsed.url.scheme() != QLatin1String("http")))
        return wrong;
    if (!parsed.url.userInfo().isEmpty())
        return urlError("webhook.url_user",
                        "Leave user and password out of the URL; deliveries are proved by their signature.");
    const int port = parsed.url.port(secure ? 443 : 80);
    if (port < 1)
        return wrong;
    parsed.port = static_cast<std::uint16_t>(port);
    // QUrl has made one spelling of all that mean the same address (127.1, 0x7f000001).
    parsed.address = base::IpAddress::parse(parsed.url.host().toStdString());
    return parsed;
}

model::AddressPolicy webhookPolicy(std::vector<base::SocketAddress> ownListeners) {
    return {{*base::Network::parse("0.0.0.0/0"), *base::Network::parse("::/0")}, std::move(ownListeners)};
}

base::Result<void> checkAddress(const model::AddressPolicy& policy, const base::SocketAddress& address) {
    if (policy.judge(address, model::LoopbackTargets::Allowed) == model::AddressVerdict::Allowed)
        return {};
    const std::string text = address.toString();
    return base::Error{"webhook.address",
                       "Webhooks do not lead to " + text +
                           ": that is a metadata service, a special address, or Portolan itself.",
                       "url",
                       {{"address", text}}};
}

}  // namespace portolan::notices
