// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/webhookrules.h"

#include "backend/control/ownership.h"
#include "backend/control/servicerules.h"
#include "backend/notices/webhookurl.h"

#include <algorithm>

namespace portolan::control {

namespace {

constexpr std::size_t mostWebhooks = 32;
constexpr std::size_t longestSecret = 256;

base::Result<void> checkToken(const RuleContext& context) {
    if (context.caller.authority == api::Authority::Token)
        return {};
    return tokenRequired("A webhook makes this host send something somewhere.");
}

base::Result<std::string> parseUrl(const std::string& text, const RuleContext& context) {
    PORTOLAN_TRY(const notices::WebhookUrl url, notices::parseWebhookUrl(text));
    if (url.address)
        PORTOLAN_CHECK(notices::checkAddress(notices::webhookPolicy(context.policy.ownListeners()),
                                             {*url.address, url.port}));
    return url.url.toString(QUrl::FullyEncoded).toStdString();
}

base::Result<std::vector<model::NoticeKind>> parseEvents(
    const std::optional<std::vector<std::string>>& words) {
    const auto& all = model::selectableNotices;
    if (!words)
        return std::vector<model::NoticeKind>(all.begin(), all.end());
    std::string right;
    for (const model::NoticeKind kind : all)
        right += (right.empty() ? "" : ", ") + std::string(model::toWord(kind));
    for (const std::string& word : *words) {
        const auto kind = model::noticeKindFromWord(word);
        if (!kind || std::find(all.begin(), all.end(), *kind) == all.end())
            return base::Error{"webhook.events",
                               "There is no notice \"" + word + "\"; there are " + right + ".",
                               "events",
                               {{"event", word}, {"known", right}}};
    }
    std::vector<model::NoticeKind> kinds;
    for (const model::NoticeKind kind : all)
        if (std::find(words->begin(), words->end(), model::toWord(kind)) != words->end())
            kinds.push_back(kind);
    if (kinds.empty())
        return base::Error{"webhook.events",
                           "Name at least one notice: " + right + "; or switch the webhook off.",
                           "events",
                           {{"event", ""}, {"known", right}}};
    return kinds;
}

base::Result<void> checkSecret(const std::string& secret) {
    if (secret.size() <= longestSecret)
        return {};
    return base::Error{"webhook.secret",
                       "A secret has at most " + std::to_string(longestSecret) + " bytes.",
                       "secret",
                       {{"most", std::to_string(longestSecret)}}};
}

base::Result<model::Webhook> findForChange(const model::Catalog& catalog, model::WebhookId id,
                                           const api::Precondition& precondition) {
    const model::Webhook* found = catalog.webhook(id);
    if (!found)
        return webhookNotFound(id);
    PORTOLAN_CHECK(checkPrecondition(precondition, found->revision));
    return *found;
}

/// The draft on top of what was there before.
base::Result<model::Webhook> apply(const api::WebhookDraft& draft, model::Webhook webhook,
                                   const RuleContext& context) {
    PORTOLAN_TRY(webhook.url, parseUrl(draft.url, context));
    if (draft.secret) {
        PORTOLAN_CHECK(checkSecret(*draft.secret));
        webhook.secret = *draft.secret;
    }
    webhook.state = draft.enabled.value_or(true) ? model::Switch::Enabled : model::Switch::Disabled;
    PORTOLAN_TRY(webhook.kinds, parseEvents(draft.events));
    return webhook;
}

}  // namespace

base::Result<model::WebhookId> saveWebhook(CatalogEditor& editor, const api::SaveWebhook& change,
                                           const api::Precondition& precondition,
                                           const RuleContext& context) {
    PORTOLAN_CHECK(checkToken(context));
    model::Webhook before;
    if (change.id) {
        PORTOLAN_TRY(before, findForChange(editor.catalog(), *change.id, precondition));
    } else if (editor.catalog().webhooks.size() >= mostWebhooks) {
        return base::Error{"webhook.too_many",
                           "There are " + std::to_string(mostWebhooks) +
                               " webhooks already, which is as many as there can be; remove one first.",
                           "",
                           {{"most", std::to_string(mostWebhooks)}}};
    }
    PORTOLAN_TRY(model::Webhook webhook, apply(change.draft, before, context));
    if (change.id && webhook == before)
        return *change.id;
    webhook.updatedAt = editor.now();
    if (!change.id) {
        webhook.id = editor.newWebhookId();
        webhook.createdAt = editor.now();
    }
    const model::WebhookId id = webhook.id;
    editor.put(std::move(webhook));
    return id;
}

base::Result<model::Webhook> removeWebhook(CatalogEditor& editor, model::WebhookId id,
                                           const api::Precondition& precondition,
                                           const RuleContext& context) {
    PORTOLAN_CHECK(checkToken(context));
    PORTOLAN_TRY(model::Webhook webhook, findForChange(editor.catalog(), id, precondition));
    editor.remove(id);
    return webhook;
}

void retireWebhook(CatalogEditor& editor, model::WebhookId id) {
    const model::Webhook* found = editor.catalog().webhook(id);
    if (!found || found->state == model::Switch::Disabled)
        return;
    model::Webhook webhook = *found;
    webhook.state = model::Switch::Disabled;
    webhook.updatedAt = editor.now();
    editor.put(std::move(webhook));
}

base::Error webhookNotFound(model::WebhookId id) {
    const std::string text = std::to_string(static_cast<std::uint64_t>(id));
    return {"webhook.not_found",
            "There is no webhook with id " + text + "; it may have been removed meanwhile.",
            "",
            {{"id", text}}};
}

api::WebhookView webhookView(const model::Webhook& webhook, const notices::MailboxState& deliveries) {
    api::WebhookView view{webhook.id, webhook.url};
    view.secret = webhook.secret.empty() ? api::SecretState::None : api::SecretState::Set;
    view.enabled = webhook.state == model::Switch::Enabled;
    view.events = webhook.kinds;
    view.createdAt = webhook.createdAt;
    view.updatedAt = webhook.updatedAt;
    view.revision = webhook.revision;
    view.delivery = {deliveries.pending,     deliveries.delivered,  deliveries.lost,
                     deliveries.lastAttempt, deliveries.lastStatus, deliveries.lastError,
                     deliveries.nextAttempt};
    return view;
}

}  // namespace portolan::control
