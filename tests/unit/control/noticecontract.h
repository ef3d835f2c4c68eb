// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What every api::Administration promises of notices and of those who are told of them; as
// AdministrationContract, for a caller with a token.

#include "backend/api/administration.h"
#include "tests/unit/control/contractcalls.h"

#include <QTest>

#include <variant>

namespace portolan::api {

class NoticeContract : private ContractCalls {
  public:
    using ContractCalls::ContractCalls;

    void listsNotices() {
        const auto notices = report(NoticesRequest{});
        QVERIFY2(notices.ok(), describe(notices).c_str());
        QVERIFY(std::get<NoticeList>(*notices).items.empty());
    }

    void keepsWebhooks() {
        WebhookDraft draft{"http://chat.example.com/hooks/abc"};
        draft.secret = "it's a secret";
        draft.events = {"services_down"};
        const auto added = save({}, draft);
        QVERIFY2(added.ok(), describe(added).c_str());
        QVERIFY(added->secret == SecretState::Set);
        QVERIFY(added->enabled);
        QVERIFY((added->events == std::vector<model::NoticeKind>{model::NoticeKind::ServicesDown}));
        QVERIFY((list() == std::vector<WebhookView>{*added}));

        WebhookDraft changed{"http://chat.example.com/hooks/def"};
        changed.enabled = false;
        const auto stale = save(added->id, changed, {added->revision + 1});
        QCOMPARE(codeOf(stale), std::string("precondition.stale"));
        const auto replaced = save(added->id, changed, {added->revision});
        QVERIFY2(replaced.ok(), describe(replaced).c_str());
        QCOMPARE(replaced->url, changed.url);
        QVERIFY(!replaced->enabled);
        QVERIFY(replaced->secret == SecretState::Set);  // nobody has said anything about it
        QCOMPARE(replaced->events.size(), model::selectableNotices.size());

        const auto refused = save(added->id, WebhookDraft{"http://169.254.169.254/"});
        QCOMPARE(codeOf(refused), std::string("webhook.address"));
        QCOMPARE(refused.error().field, std::string("url"));
        const auto removed = configure(RemoveWebhook{added->id});
        QVERIFY2(removed.ok(), describe(removed).c_str());
        QVERIFY(list().empty());
        QCOMPARE(codeOf(configure(RemoveWebhook{added->id})), std::string("webhook.not_found"));
        QCOMPARE(codeOf(report(WebhookTestRequest{added->id})), std::string("webhook.not_found"));
    }

  private:
    base::Result<Report> report(const ReportRequest& request) {
        return call<Report>([&](auto reply) { m_administration.report(m_caller, request, reply); });
    }
    base::Result<WebhookView> configure(const ConfigurationChange& change, Precondition precondition = {}) {
        const auto done = call<Configured>(
            [&](auto reply) { m_administration.configure(m_caller, change, precondition, reply); });
        if (!done)
            return done.error();
        return std::get<WebhookView>(*done);
    }
    base::Result<WebhookView> save(std::optional<model::WebhookId> id, const WebhookDraft& draft,
                                   Precondition precondition = {}) {
        return configure(SaveWebhook{id, draft}, precondition);
    }
    std::vector<WebhookView> list() {
        const auto listed = report(WebhooksRequest{});
        return listed ? std::get<WebhookList>(*listed).items : std::vector<WebhookView>(9);
    }
};

}  // namespace portolan::api
