// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Webhooks as callers set them and are shown them. The secret goes in and never comes out. Values; any
// thread.

#include "backend/base/clock.h"
#include "backend/base/result.h"
#include "backend/model/webhook.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace portolan::api {

/// A webhook to add, or the whole new content of one. Fields that are absent take their defaults, but for the
/// secret, which is kept: nobody is shown it.
struct WebhookDraft {
    std::string url{};
    std::optional<std::string> secret{};  ///< empty: none
    std::optional<bool> enabled{};
    std::optional<std::vector<std::string>> events{};  ///< "services_down", ...; absent: all
    friend bool operator==(const WebhookDraft&, const WebhookDraft&) = default;
};

enum class SecretState : std::uint8_t { None, Set };

/// How the deliveries to it have gone since the program started.
struct DeliveryView {
    std::size_t pending = 0;
    std::uint64_t delivered = 0;
    std::uint64_t lost = 0;  ///< given up, or displaced by later ones
    std::optional<base::SystemTime> lastAttempt{};
    int lastStatus = 0;                  ///< 0: no response
    std::optional<base::Error> error{};  ///< of the last attempt; absent when it went well
    std::optional<base::SystemTime> nextAttempt{};
    friend bool operator==(const DeliveryView&, const DeliveryView&) = default;
};

struct WebhookView {
    model::WebhookId id{};
    std::string url{};
    SecretState secret = SecretState::None;
    bool enabled = true;
    std::vector<model::NoticeKind> events{};
    base::SystemTime createdAt{};
    base::SystemTime updatedAt{};
    model::Revision revision = 0;
    DeliveryView delivery{};
    friend bool operator==(const WebhookView&, const WebhookView&) = default;
};

/// Without an id: a new one.
struct SaveWebhook {
    std::optional<model::WebhookId> id{};
    WebhookDraft draft{};
};
struct RemoveWebhook {
    model::WebhookId id{};
};

/// A change of what belongs to the backend and not to a single service.
using ConfigurationChange = std::variant<SaveWebhook, RemoveWebhook>;
/// As the change: the webhook as it is, or as it was before it was removed.
using Configured = std::variant<WebhookView>;

/// What is asked for: all webhooks.
struct WebhooksRequest {};

struct WebhookList {
    std::vector<WebhookView> items{};  ///< by id
    friend bool operator==(const WebhookList&, const WebhookList&) = default;
};

/// What is asked for: a test, at once and once, whether the webhook is switched on or not.
struct WebhookTestRequest {
    model::WebhookId id{};
};

/// What the receiver made of it.
struct WebhookTestView {
    int status = 0;                      ///< 0: no response
    std::optional<base::Error> error{};  ///< why it is no success
    std::string answer{};                ///< the first of what it said
    friend bool operator==(const WebhookTestView&, const WebhookTestView&) = default;
};

}  // namespace portolan::api
