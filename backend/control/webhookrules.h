// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Adding, replacing and removing a webhook: for holders of the token only, since it makes this host send
// something somewhere. Each function edits the working catalog only when it succeeds. Control thread.

#include "backend/api/webhooks.h"
#include "backend/control/catalogeditor.h"
#include "backend/control/rulecontext.h"
#include "backend/notices/mailbox.h"

namespace portolan::control {

/// Errors: access.token_required; webhook.not_found and precondition.stale for one that is to be replaced;
/// webhook.too_many for a new one; webhook.url, webhook.url_user, webhook.address on `url`; webhook.secret,
/// webhook.events.
[[nodiscard]] base::Result<model::WebhookId> saveWebhook(CatalogEditor& editor,
                                                         const api::SaveWebhook& change,
                                                         const api::Precondition& precondition,
                                                         const RuleContext& context);

/// Returns what was removed. Errors: access.token_required, webhook.not_found, precondition.stale.
[[nodiscard]] base::Result<model::Webhook> removeWebhook(CatalogEditor& editor, model::WebhookId id,
                                                         const api::Precondition& precondition,
                                                         const RuleContext& context);

/// Its receiver wants none any more: switches it off. Edits nothing when it is gone.
void retireWebhook(CatalogEditor& editor, model::WebhookId id);

[[nodiscard]] base::Error webhookNotFound(model::WebhookId id);

/// What callers are shown: all but the secret.
[[nodiscard]] api::WebhookView webhookView(const model::Webhook& webhook,
                                           const notices::MailboxState& deliveries);

}  // namespace portolan::control
