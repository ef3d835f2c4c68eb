// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A backend that is a list in memory, for the tests of ui/: adds, replaces, removes and previews services
// with the zone internal.example, tells its subscribers, and answers when the test says so (at once unless
// held). It checks nothing but taken hosts; an error can be put in line for the next call. One thread.

#include "backend/api/administration.h"

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace portolan::testing {

/// A service in the zone, up, with one target.
[[nodiscard]] api::ServiceView sampleService(std::uint64_t id, const std::string& label,
                                             const std::string& target = "100.2.2.2:8080");

/// A small household: every state once, and some more.
[[nodiscard]] std::vector<api::ServiceView> sampleServices();

[[nodiscard]] api::HealthView health(model::HealthState state,
                                     model::HealthCause cause = model::HealthCause::None);

class FakeBackend final : public api::Administration {
  public:
    FakeBackend();
    ~FakeBackend() override;

    std::vector<api::ServiceView> services;
    api::SystemStatus systemStatus;
    /// Replies wait for release() while this is set.
    bool held = false;
    void release();
    [[nodiscard]] std::size_t waiting() const { return m_held.size(); }
    void failNext(base::Error error) { m_nextError = std::move(error); }
    /// Every call fails with call.not_connected while this is set.
    bool unreachable = false;

    int listCalls = 0;
    std::vector<api::PreviewRequest> previews;
    std::vector<api::ServiceDraft> drafts;
    std::vector<api::Precondition> preconditions;
    std::vector<api::ReportRequest> reports;
    api::AuthorityList authorities;
    api::Explanation explanation;
    api::NoticeList notices;
    api::WebhookList webhooks;
    api::WebhookTestView webhookTest;
    std::vector<api::ConfigurationChange> configured;

    /// To every subscriber.
    void sendEvent(const std::string& type, const std::string& json);
    void sendMissed();
    void sendConnectionLost();
    void setHealth(model::ServiceId id, const api::HealthView& health);

    void announce(const api::Caller&, api::AnnounceRequest, api::Reply<api::AnnounceReply>) override;
    void withdraw(const api::Caller&, api::WithdrawRequest, api::Reply<api::WithdrawReply>) override;
    void listNames(const api::Caller&, api::Reply<std::vector<api::NameView>>) override;
    void listServices(const api::Caller&, api::ListRequest, api::Reply<api::ServicePage>) override;
    void showService(const api::Caller&, model::ServiceId, api::Reply<api::ServiceView>) override;
    void addService(const api::Caller&, api::ServiceDraft, api::Reply<api::ServiceChange>) override;
    void replaceService(const api::Caller&, model::ServiceId, api::ServiceDraft, api::Precondition,
                        api::Reply<api::ServiceChange>) override;
    void removeService(const api::Caller&, model::ServiceId, api::Precondition,
                       api::Reply<api::ServiceView>) override;
    void previewService(const api::Caller&, api::PreviewRequest, api::Reply<api::Preview>) override;
    void listRecords(const api::Caller&, api::ListRequest, api::Reply<api::RecordPage>) override;
    void saveRecord(const api::Caller&, std::optional<model::RecordId>, api::RecordDraft, api::Precondition,
                    api::Reply<api::RecordView>) override;
    void removeRecord(const api::Caller&, model::RecordId, api::Precondition,
                      api::Reply<api::RecordView>) override;
    void configure(const api::Caller&, api::ConfigurationChange, api::Precondition,
                   api::Reply<api::Configured>) override;
    void status(const api::Caller&, api::Reply<api::SystemStatus>) override;
    void report(const api::Caller&, api::ReportRequest, api::Reply<api::Report>) override;
    [[nodiscard]] std::unique_ptr<api::Subscription> watch(std::uint64_t, api::EventHandlers) override;

  private:
    class Watcher;
    template <class T>
    void answer(api::Reply<T> reply, base::Result<T> result);
    [[nodiscard]] api::ServiceView viewOf(const api::ServiceDraft& draft, model::ServiceId id);
    [[nodiscard]] api::ServiceView* find(model::ServiceId id);
    [[nodiscard]] api::HealthHistoryView pastOf(const api::HealthHistoryRequest& wanted);
    [[nodiscard]] api::CheckView lookAt(const api::CheckRequest& wanted);

    std::uint64_t m_nextId = 1000;
    std::uint64_t m_nextEvent = 1;
    model::Revision m_revision = 100;
    std::optional<base::Error> m_nextError;
    std::deque<std::function<void()>> m_held;
    std::map<Watcher*, api::EventHandlers> m_watchers;
};

}  // namespace portolan::testing
