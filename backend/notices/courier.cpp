// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/notices/courier.h"

#include "backend/base/logging.h"
#include "backend/notices/signature.h"

#include <algorithm>
#include <utility>

namespace portolan::notices {

namespace {

bool wants(const model::Webhook& webhook, model::NoticeKind kind) {
    return webhook.state == model::Switch::Enabled &&
           std::find(webhook.kinds.begin(), webhook.kinds.end(), kind) != webhook.kinds.end();
}

std::string textOf(model::WebhookId id) {
    return std::to_string(static_cast<std::uint64_t>(id));
}

std::int64_t secondsOf(base::SystemTime time) {
    return std::chrono::duration_cast<base::Seconds>(time.time_since_epoch()).count();
}

}  // namespace

void Courier::follow(const model::Webhook& webhook) {
    Receiver& receiver = m_receivers[webhook.id];
    receiver.webhook = webhook;
    if (webhook.state != model::Switch::Enabled)
        receiver.mailbox.clear();
    sayWhatWaits(receiver);
}

void Courier::forget(model::WebhookId id) {
    const auto at = m_receivers.find(id);
    if (at == m_receivers.end())
        return;
    at->second.mailbox.clear();
    sayWhatWaits(at->second);
    m_receivers.erase(at);
}

void Courier::deliver(const model::Notice& notice, const std::string& body) {
    for (auto& [id, receiver] : m_receivers)
        put(receiver, notice, body);
    run();
}

void Courier::resume(model::WebhookId id, std::uint64_t oldest, const std::vector<Told>& told) {
    const auto at = m_receivers.find(id);
    if (at == m_receivers.end()) {
        m_world.waits(id, std::nullopt);
        return;
    }
    at->second.waiting = oldest;
    for (const Told& one : told)
        if (one.notice.id >= oldest)
            put(at->second, one.notice, one.body);
    sayWhatWaits(at->second);
    run();
}

void Courier::put(Receiver& receiver, const model::Notice& notice, const std::string& body) {
    if (wants(receiver.webhook, notice.kind))
        receiver.mailbox.put({std::to_string(notice.id) + '-' + textOf(receiver.webhook.id),
                              std::string(model::toWord(notice.kind)), body, notice.id});
}

void Courier::sayWhatWaits(Receiver& receiver) {
    if (const auto oldest = receiver.mailbox.oldest(); oldest != std::exchange(receiver.waiting, oldest))
        m_world.waits(receiver.webhook.id, oldest);
}

void Courier::test(model::WebhookId id, const std::string& body, std::function<void(PostOutcome)> done) {
    const auto receiver = m_receivers.find(id);
    if (receiver == m_receivers.end())
        return;
    const auto now =
        std::chrono::duration_cast<base::Milliseconds>(m_world.clock.systemNow().time_since_epoch());
    const Delivery delivery{"test-" + std::to_string(now.count()) + '-' + textOf(id),
                            std::string(model::toWord(model::NoticeKind::Test)), body};
    m_world.poster.post(postOf(receiver->second.webhook, delivery),
                        [alive = std::weak_ptr<bool>(m_alive), done = std::move(done)](PostOutcome outcome) {
                            if (alive.lock())
                                done(std::move(outcome));
                        });
}

MailboxState Courier::stateOf(model::WebhookId id) const {
    const auto receiver = m_receivers.find(id);
    return receiver == m_receivers.end() ? MailboxState{} : receiver->second.mailbox.state(m_world.clock);
}

void Courier::run() {
    for (auto& [id, receiver] : m_receivers)
        sayWhatWaits(receiver);
    for (auto& [id, receiver] : m_receivers)
        if (const auto due = receiver.mailbox.dueAt(); due && *due <= m_world.clock.steadyNow())
            attempt(receiver);
    arm();
}

void Courier::arm() {
    std::optional<base::SteadyTime> next;
    for (const auto& [id, receiver] : m_receivers)
        if (const auto due = receiver.mailbox.dueAt(); due && (!next || *due < *next))
            next = due;
    if (!next || (m_wakeAt && *m_wakeAt <= *next))
        return;
    m_wakeAt = next;
    const base::SteadyTime now = m_world.clock.steadyNow();
    const auto delay = std::chrono::ceil<base::Milliseconds>(std::max(*next, now) - now);
    m_world.executor.postAfter(delay, [this, at = *next, alive = std::weak_ptr<bool>(m_alive)] {
        if (!alive.lock() || m_wakeAt != at)
            return;
        m_wakeAt.reset();
        run();
    });
}

void Courier::attempt(Receiver& receiver) {
    const Delivery& delivery = receiver.mailbox.begin(m_world.clock.systemNow());
    m_world.poster.post(
        postOf(receiver.webhook, delivery),
        [this, id = receiver.webhook.id, alive = std::weak_ptr<bool>(m_alive)](const PostOutcome& outcome) {
            if (alive.lock())
                finish(id, outcome);
        });
}

/// Where it leads and what it was signed with is nobody's business who reads logs.
void Courier::finish(model::WebhookId id, const PostOutcome& outcome) {
    const auto at = m_receivers.find(id);
    if (at == m_receivers.end())
        return;
    const Mailbox::Outcome result =
        at->second.mailbox.finish(outcome, m_world.clock, m_firstWait, m_world.random());
    if (const auto error = errorOf(outcome))
        qCWarning(base::logControl, "webhook %s: %s%s", textOf(id).c_str(), error->message.c_str(),
                  result == Mailbox::Outcome::Later ? " It is tried again." : "");
    if (result == Mailbox::Outcome::Gone)
        m_world.gone(id);
    run();
}

Post Courier::postOf(const model::Webhook& webhook, const Delivery& delivery) const {
    const std::int64_t timestamp = secondsOf(m_world.clock.systemNow());
    Post post{webhook.url,
              {{"Portolan-Event", delivery.event},
               {"Portolan-Delivery", delivery.id},
               {"Portolan-Timestamp", std::to_string(timestamp)}},
              delivery.body,
              m_world.policy()};
    if (!webhook.secret.empty())
        post.fields.emplace_back("Portolan-Signature", signatureOf(webhook.secret, timestamp, delivery.body));
    return post;
}

}  // namespace portolan::notices
