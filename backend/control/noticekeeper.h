// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Carries what services say of themselves, and what it asks of certificates and listeners now and then, to
// the notice board, wakes it when it is time, and tells what comes out: as an event, to the webhooks, to the
// operator's command. Control thread.

#include "backend/api/noticereports.h"
#include "backend/api/replies.h"
#include "backend/base/executor.h"
#include "backend/live/eventlog.h"
#include "backend/model/settings.h"
#include "backend/notices/commandrunner.h"
#include "backend/notices/courier.h"
#include "backend/notices/noticeboard.h"
#include "backend/store/changeset.h"
#include "backend/store/measurementstorage.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace portolan::control {

class NoticeKeeper {
  public:
    /// What it works with; all references must outlive it.
    struct Parts {
        base::Executor& executor;
        const base::Clock& clock;
        live::EventLog& events;
        store::MeasurementStorage& storage;
        notices::Poster& poster;
        std::function<std::vector<model::CertificateSubject>()>
            certificates;  ///< all that is wrong with them
        std::function<std::vector<api::ListenerView>()> listeners;
        std::function<model::AddressPolicy()> policy;  ///< for webhooks, of the moment
        /// The receiver of a webhook wants nothing any more.
        std::function<void(model::WebhookId)> gone;
    };
    /// How often certificates and listeners are looked at. Listeners are tried again every 30 s.
    static constexpr base::Seconds lookInterval{30};
    static constexpr std::chrono::hours longestWaiting{24};

    /// Asks the storage for what earlier runs have told, and what of it has not arrived. What is older than
    /// `longestWaiting` is no news any more.
    explicit NoticeKeeper(Parts parts);

    void configure(const model::NoticeSettings& settings);
    void follow(const store::WebhookEdit& edit);

    /// Where `service` stands, when that may have changed.
    void look(const model::Service& service, const api::HealthView& health);
    /// Looks at certificates and listeners, which may have changed. From the first call on it does so by
    /// itself, too.
    void lookAround();
    /// The service was removed.
    void forget(model::ServiceId service) { m_board.forget(service); }

    [[nodiscard]] api::NoticeList list(const api::NoticesRequest& wanted) const;
    /// Posts a test to a webhook that is there.
    void test(model::WebhookId id, std::function<void(notices::PostOutcome)> done);
    [[nodiscard]] notices::MailboxState deliveriesTo(model::WebhookId id) const {
        return m_courier.stateOf(id);
    }

  private:
    void tell(const model::Notice& notice);
    void restore(const std::vector<std::string>& earlier);
    void resume(const std::map<model::WebhookId, std::uint64_t>& waiting);
    void arm();
    void onTimer();

    Parts m_parts;
    notices::NoticeBoard m_board;
    notices::Courier m_courier;
    notices::CommandRunner m_command;
    std::optional<base::SteadyTime> m_wakeAt;
    bool m_knowsEarlier = false;  ///< what earlier runs have told; before that nothing is
    bool m_looksAgain = false;    ///< by itself, once lookInterval is over
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

}  // namespace portolan::control
