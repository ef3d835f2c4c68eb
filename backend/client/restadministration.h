// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// api::Administration over REST: what the window and portolanctl speak to a backend with, be it embedded in
// the same program, the system's daemon, or on another machine. Each verb is one HTTP call; the JSON is
// written in api/. The caller argument is ignored: who asks is known to the backend from the connection and
// the token. Lives on one thread that runs a Qt event loop; replies arrive there, never before the call has
// returned. Destroying it finishes what is under way with call.cancelled; subscriptions outlive it and go on.
// It keeps no state of the backend and caches nothing. Paths: SPEC 2.

#include "backend/api/administration.h"
#include "backend/client/endpoint.h"
#include "backend/client/wire.h"

namespace portolan::client {

class RestAdministration final : public api::Administration {
  public:
    explicit RestAdministration(Endpoint endpoint, Timings timings = {});

    /// The backend has come back at another place, with another token: calls and subscriptions go there from
    /// their next attempt on.
    void moveTo(Endpoint endpoint);
    [[nodiscard]] const Endpoint& endpoint() const { return *m_endpoint; }

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
    void report(const api::TotalsRequest& wanted, api::Reply<api::Report> reply);
    void report(const api::RecentRequests& wanted, api::Reply<api::Report> reply);
    void report(const api::RecentQueries& wanted, api::Reply<api::Report> reply);
    void report(const api::ZoneFileRequest& wanted, api::Reply<api::Report> reply);
    void report(const api::AuthoritiesRequest& wanted, api::Reply<api::Report> reply);
    void report(const api::HealthHistoryRequest& wanted, api::Reply<api::Report> reply);
    void report(const api::CheckRequest& wanted, api::Reply<api::Report> reply);
    void report(const api::NoticesRequest& wanted, api::Reply<api::Report> reply);
    void report(const api::WebhooksRequest& wanted, api::Reply<api::Report> reply);
    void report(const api::WebhookTestRequest& wanted, api::Reply<api::Report> reply);
    void report(const api::ExplainRequest& wanted, api::Reply<api::Report> reply);

    SharedEndpoint m_endpoint;
    Timings m_timings;
    Wire m_wire;
};

}  // namespace portolan::client
