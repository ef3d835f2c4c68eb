// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Brings notices to the webhooks that want them: a mailbox for each, signed posts, attempts when they are
// due. It says what waits, so that somebody can keep it for the next run and resume() there. Owned by
// control/noticekeeper; it is told of each change of the catalog's webhooks and of each notice. Control
// thread.

#include "backend/base/executor.h"
#include "backend/model/webhook.h"
#include "backend/notices/mailbox.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace portolan::notices {

class Courier {
  public:
    /// What a courier asks of the world.
    struct World {
        base::Executor& executor;
        const base::Clock& clock;
        Poster& poster;
        std::function<model::AddressPolicy()> policy;  ///< of the moment
        std::function<double()> random;                ///< from 0 to 1
        /// The receiver wants no deliveries any more: 410.
        std::function<void(model::WebhookId)> gone;
        /// The oldest notice that a webhook has not got, when that is another one; nullopt: none waits.
        std::function<void(model::WebhookId, std::optional<std::uint64_t>)> waits;
    };
    explicit Courier(World world) : m_world(std::move(world)) {}

    static constexpr base::Seconds defaultFirstWait{5};
    /// The wait behind the first attempt, and the unit of those behind later ones.
    void setFirstWait(base::Seconds wait) { m_firstWait = wait; }

    /// The webhook is there, or is another one than before. One that is switched off loses what waits.
    void follow(const model::Webhook& webhook);
    void forget(model::WebhookId id);

    /// `body`: the notice as receivers read it.
    void deliver(const model::Notice& notice, const std::string& body);
    struct Told {
        model::Notice notice{};
        std::string body{};
    };
    /// What an earlier run could not deliver to `id`: those of `told`, the oldest first, from the notice
    /// `oldest` on. Call it before the first deliver().
    void resume(model::WebhookId id, std::uint64_t oldest, const std::vector<Told>& told);
    /// Posts at once, beside what waits and whether it is switched on or not; `done` gets what came back, or
    /// is never called when the courier is destroyed first.
    void test(model::WebhookId id, const std::string& body, std::function<void(PostOutcome)> done);

    /// Empty for an id it does not know.
    [[nodiscard]] MailboxState stateOf(model::WebhookId id) const;

  private:
    struct Receiver {
        model::Webhook webhook{};
        Mailbox mailbox{};
        std::optional<std::uint64_t> waiting{};  ///< as was said last
    };

    static void put(Receiver& receiver, const model::Notice& notice, const std::string& body);
    void sayWhatWaits(Receiver& receiver);
    void run();
    void arm();
    void attempt(Receiver& receiver);
    void finish(model::WebhookId id, const PostOutcome& outcome);
    [[nodiscard]] Post postOf(const model::Webhook& webhook, const Delivery& delivery) const;

    World m_world;
    base::Seconds m_firstWait = defaultFirstWait;
    std::map<model::WebhookId, Receiver> m_receivers;
    std::optional<base::SteadyTime> m_wakeAt;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

}  // namespace portolan::notices
