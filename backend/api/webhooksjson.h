// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The JSON of webhooks.h, both directions; a part of json.h's contract with its rules. "secret" is a string
// on its way in and {"set": true} on its way out; the latter may be sent back, and keeps what is set.

#include "backend/api/webhooks.h"

#include <QJsonObject>

namespace portolan::api {

/// {"url","secret"?,"enabled"?,"events"?}. Errors: field.*.
[[nodiscard]] base::Result<WebhookDraft> webhookDraftFromJson(const QJsonObject& json);
[[nodiscard]] QJsonObject toJson(const WebhookDraft& draft);

/// {"id","url","secret":{"set":true},"enabled","events":[...],"created_at","updated_at","revision",
/// "delivery":{"pending","delivered","lost","last_attempt","last_status","error":{...},"next_attempt"}}
[[nodiscard]] QJsonObject toJson(const WebhookView& webhook);
[[nodiscard]] QJsonObject toJson(const WebhookList& list);      ///< {"items":[...],"total":n}
[[nodiscard]] QJsonObject toJson(const WebhookTestView& test);  ///< {"status","error":{...}?,"answer"}

/// Errors: reply.malformed.
[[nodiscard]] base::Result<WebhookView> webhookFromJson(const QJsonObject& json);
[[nodiscard]] base::Result<WebhookList> webhookListFromJson(const QJsonObject& json);
[[nodiscard]] base::Result<WebhookTestView> webhookTestFromJson(const QJsonObject& json);

}  // namespace portolan::api
