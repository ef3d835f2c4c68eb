// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The only writer: validate -> persist -> compile -> publish -> reply -> tell the events. Implements
// Administration for the backend; rest/ calls it, runtime/ makes it. Lives on the control thread and is made,
// called and destroyed there; what its parts do elsewhere comes back through the executor. All parts must
// outlive it. Waiting requests are answered with call.cancelled when it is destroyed.

#include "backend/api/administration.h"
#include "backend/base/executor.h"
#include "backend/control/certificatebook.h"
#include "backend/control/changequeue.h"
#include "backend/control/dataplane.h"
#include "backend/control/departures.h"
#include "backend/control/expiry.h"
#include "backend/control/explanations.h"
#include "backend/control/healthbook.h"
#include "backend/control/healthrecorder.h"
#include "backend/control/noticekeeper.h"
#include "backend/control/publication.h"
#include "backend/control/rulecontext.h"
#include "backend/control/targetchecks.h"
#include "backend/control/targetnames.h"
#include "backend/control/views.h"
#include "backend/live/eventlog.h"
#include "backend/live/reportqueue.h"
#include "backend/model/settings.h"
#include "backend/store/catalogstorage.h"

#include <memory>
#include <string>
#include <vector>

namespace portolan::control {

/// What Control works with.
struct ControlParts {
    base::Executor& executor;  ///< of the control thread
    const base::Clock& clock;
    DataPlane& dataPlane;
    live::EventLog& events;
    store::CatalogStorage& storage;
    store::MeasurementStorage& measurements;
    notices::Poster& poster;          ///< of the webhooks
    resolve::NameResolver& names;     ///< looks those of targets up
    std::string version;              ///< of the program
    CertificatePlace certificates{};  ///< of the local authorities
    explain::ResolverPlace resolver{};
};

class Control final : public api::Administration, private ChangeQueue::Listener {
  public:
    /// Publishes the first generation at once: DNS and proxy can serve when this returns.
    Control(ControlParts parts, model::RunSettings settings, store::LoadedCatalog loaded);
    ~Control() override;

    /// Replaces the settings that may change while running: a new generation without a new revision. It takes
    /// effect behind the changes that are being written.
    void reload(model::RunSettings settings);

    /// What the probes found out since the last call (ReportQueue::drain()).
    void takeHealthReports(const std::vector<live::HealthReport>& reports);

    /// What probes found that somebody had asked for (ReportQueue::drainFindings()).
    void takeFindings(const std::vector<live::FindingReport>& findings) { m_checks.take(findings); }

    /// What https targets have shown since the last call (ReportQueue::drainCertificates()): pins what was
    /// seen first.
    void takeCertificateReports(const std::vector<live::CertificateReport>& reports);

    /// Which targets requests have shown to fail since the last call (ReportQueue::drainTraffic()).
    void takeTrafficReports(const std::vector<live::TrafficReport>& reports);

    void announce(const api::Caller& caller, api::AnnounceRequest request,
                  api::Reply<api::AnnounceReply> reply) override;
    void withdraw(const api::Caller& caller, api::WithdrawRequest request,
                  api::Reply<api::WithdrawReply> reply) override;
    void listNames(const api::Caller& caller, api::Reply<std::vector<api::NameView>> reply) override;
    void listServices(const api::Caller& caller, api::ListRequest request,
                      api::Reply<api::ServicePage> reply) override;
    void showService(const api::Caller& caller, model::ServiceId id,
                     api::Reply<api::ServiceView> reply) override;
    void addService(const api::Caller& caller, api::ServiceDraft draft,
                    api::Reply<api::ServiceChange> reply) override;
    void replaceService(const api::Caller& caller, model::ServiceId id, api::ServiceDraft draft,
                        api::Precondition precondition, api::Reply<api::ServiceChange> reply) override;
    void removeService(const api::Caller& caller, model::ServiceId id, api::Precondition precondition,
                       api::Reply<api::ServiceView> reply) override;
    void previewService(const api::Caller& caller, api::PreviewRequest request,
                        api::Reply<api::Preview> reply) override;
    void listRecords(const api::Caller& caller, api::ListRequest request,
                     api::Reply<api::RecordPage> reply) override;
    void saveRecord(const api::Caller& caller, std::optional<model::RecordId> id, api::RecordDraft draft,
                    api::Precondition precondition, api::Reply<api::RecordView> reply) override;
    void removeRecord(const api::Caller& caller, model::RecordId id, api::Precondition precondition,
                      api::Reply<api::RecordView> reply) override;
    void configure(const api::Caller& caller, api::ConfigurationChange change, api::Precondition precondition,
                   api::Reply<api::Configured> reply) override;
    void status(const api::Caller& caller, api::Reply<api::SystemStatus> reply) override;
    void report(const api::Caller& caller, api::ReportRequest request,
                api::Reply<api::Report> reply) override;
    [[nodiscard]] std::unique_ptr<api::Subscription> watch(std::uint64_t lastEventId,
                                                           api::EventHandlers handlers) override;

  private:
    [[nodiscard]] std::vector<model::Zone> prepare(const model::Catalog& catalog) override;
    void live(const model::Catalog& catalog, const std::vector<store::Change>& changes) override;
    void tell(const std::vector<store::Change>& changes) override;

    [[nodiscard]] const model::Catalog& catalog() const { return m_queue.published(); }
    [[nodiscard]] Views viewsFor(const api::Caller& caller) const;
    /// Events go to everyone who may listen.
    [[nodiscard]] Views viewsForEvents() const;
    [[nodiscard]] RuleContext rules(const api::Caller& caller) const;
    [[nodiscard]] ChangeRequest::Succeed changeReply(const std::shared_ptr<const model::Service>& service,
                                                     const RuleContext& context,
                                                     const api::Reply<api::ServiceChange>& reply) const;
    [[nodiscard]] base::Result<api::Report> reportOn(const api::TotalsRequest& wanted) const;
    [[nodiscard]] base::Result<api::Report> reportOn(const api::RecentRequests& wanted) const;
    [[nodiscard]] base::Result<api::Report> reportOn(const api::RecentQueries& wanted) const;
    [[nodiscard]] base::Result<api::Report> reportOn(const api::ZoneFileRequest& wanted) const;
    [[nodiscard]] base::Result<api::Report> reportOn(const api::AuthoritiesRequest& wanted) const;
    [[nodiscard]] base::Result<api::Report> reportOn(const api::NoticesRequest& wanted) const;
    [[nodiscard]] base::Result<api::Report> reportOn(const api::WebhooksRequest& wanted) const;
    /// What can be answered at once, and what cannot.
    template <class Wanted>
    void answer(const api::Caller&, const Wanted& wanted, const api::Reply<api::Report>& reply) {
        reply(reportOn(wanted));
    }
    void answer(const api::Caller&, const api::HealthHistoryRequest& wanted,
                const api::Reply<api::Report>& reply);
    void answer(const api::Caller&, const api::CheckRequest& wanted, const api::Reply<api::Report>& reply);
    void answer(const api::Caller&, const api::WebhookTestRequest& wanted,
                const api::Reply<api::Report>& reply);
    void answer(const api::Caller& caller, const api::ExplainRequest& wanted,
                const api::Reply<api::Report>& reply);
    [[nodiscard]] api::WebhookView viewOf(const model::Webhook& webhook) const;
    void submitWhenKnown(const std::vector<model::HostName>& names, ChangeRequest request);
    [[nodiscard]] base::Result<api::Preview> preview(const api::Caller& caller,
                                                     const api::PreviewRequest& request) const;
    void expire(const DueObject& due);
    /// For the notices: where a service stands after an edit, or at the end of its time.
    void look(const store::ServiceEdit& edit);
    /// Certificates or addresses of targets are other ones: a new generation without a new revision.
    void republish(const std::vector<std::string>& names);
    void followNames(const std::vector<std::string>& hosts, TargetNames::News news);
    void noteStandings(const model::Service& service);
    void tellHealthOf(const std::set<model::ServiceId>& changed);
    /// What Portolan changes by itself.
    void submitOwn(std::string action, std::function<void(CatalogEditor& editor)> edit);
    void pin(model::ServiceId service, const live::CertificateReport& report);

    ControlParts m_parts;
    HealthBook m_health;
    CertificateBook m_certificates;
    TargetNames m_names;
    HealthRecorder m_recorder;
    TargetChecks m_checks;
    NoticeKeeper m_notices;
    Publication m_publication;
    ChangeQueue m_queue;
    Expiry m_expiry;
    Departures m_departures;
    Explanations m_explanations;
};

}  // namespace portolan::control
